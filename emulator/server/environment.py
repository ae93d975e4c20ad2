# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment that sends every client to the emulator, whatever was in it before
(docs/docsite/rst/emulator.rst#run-one-command-in-it)."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from pathlib import Path

from emulator.cloud import Cloud

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy", "no_proxy")
FOREIGN = ("AZURE_", "ARM_", "AZDO_", "MSI_", "IDENTITY_", "ANSIBLE_AZURE_", "SYSTEM_")
TRUST = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "NODE_EXTRA_CA_CERTS")


def dropped(name: str) -> bool:
    """Says whether a variable could lead past the proxy or carry a real credential."""
    return name.lower() in PROXIES or name.startswith(FOREIGN)


def variables(cloud: Cloud, port: int, run_dir: Path, vars_file: Path) -> dict[str, str]:
    """The variables that the emulator sets. Folders are private to this emulator: two clouds must not share a cache
    (docs/reference/ansible.md#devops-cache)."""
    proxy, caller = f"http://127.0.0.1:{port}", cloud.directory.caller
    return {
        "HTTPS_PROXY": proxy,
        "https_proxy": proxy,
        "NO_PROXY": "127.0.0.1,localhost",
        "no_proxy": "127.0.0.1,localhost",
        **{name: str(run_dir / "ca.pem") for name in TRUST},
        "AZURE_TENANT_ID": cloud.directory.tenant_id,
        "AZURE_CLIENT_ID": caller.client_id,
        "AZURE_CLIENT_SECRET": cloud.credentials.caller_secret,
        "AZURE_SUBSCRIPTION_ID": cloud.resources.subscription.id,
        "AZURE_DEVOPS_ORG_URL": "https://dev.azure.com/vaultpipe",
        "AZURE_DEVOPS_EXT_PAT": cloud.credentials.caller_pat,
        **({"AZURE_DEVOPS_AUTH": "pat"} if cloud.settings.devops_auth == "pat" else {}),
        "AZURE_CONFIG_DIR": str(run_dir / "azure"),
        "AZURE_DEVOPS_CACHE_DIR": str(run_dir / "azure-devops"),
        "VAULTPIPE_EMULATOR": f"{proxy}/{cloud.credentials.control}/_emulator",
        "VAULTPIPE_VARS": str(vars_file),
    }


def applied(before: Mapping[str, str], settings: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command under the emulator."""
    return {name: value for name, value in before.items() if not dropped(name)} | dict(settings)


def shell(settings: Mapping[str, str]) -> str:
    """The same as `unset` and `export` lines; what to drop, the shell that reads them finds in its own environment."""
    proxies = " ".join(spelling for name in PROXIES for spelling in (name, name.upper()))
    foreign = f"$(env | sed -nE 's/^(({'|'.join(FOREIGN)})[A-Za-z0-9_]*)=.*/\\1/p')"
    exports = [f"export {name}={shlex.quote(value)}" for name, value in settings.items()]
    return "\n".join([f"unset {proxies} {foreign}", *exports]) + "\n"
