# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Endpoints of the public and the sovereign clouds, by the names that azure.azcollection and az use."""

from __future__ import annotations

import dataclasses
import os

from ..errors import UsageError


@dataclasses.dataclass(frozen=True)
class CloudEndpoints:
    name: str
    authority: str
    arm: str
    vault_suffix: str
    graph: str
    other_authorities: tuple[str, ...] = ()
    """Further hosts of the same sign-in service, which its answers and challenges may name."""

    @property
    def authorities(self) -> tuple[str, ...]:
        """Addresses at which secrets and proofs may be shown to sign in."""
        return tuple(f"https://{host}" for host in (self.authority, *self.other_authorities))

    @property
    def arm_scope(self) -> str:
        return f"{self.arm}/.default"

    @property
    def graph_scope(self) -> str:
        return f"{self.graph}/.default"

    @property
    def vault_scope(self) -> str:
        return f"https://{self.vault_suffix}/.default"


CLOUDS = {
    cloud.name: cloud
    for cloud in (
        CloudEndpoints(
            "AzureCloud",
            "login.microsoftonline.com",
            "https://management.azure.com",
            "vault.azure.net",
            "https://graph.microsoft.com",
            ("login.windows.net", "login.microsoft.com", "sts.windows.net"),
        ),
        CloudEndpoints(
            "AzureChinaCloud",
            "login.chinacloudapi.cn",
            "https://management.chinacloudapi.cn",
            "vault.azure.cn",
            "https://microsoftgraph.chinacloudapi.cn",
            ("login.partner.microsoftonline.cn", "sts.chinacloudapi.cn"),
        ),
        CloudEndpoints(
            "AzureUSGovernment",
            "login.microsoftonline.us",
            "https://management.usgovcloudapi.net",
            "vault.usgovcloudapi.net",
            "https://graph.microsoft.us",
            ("login.usgovcloudapi.net",),
        ),
    )
}
DEVOPS_RESOURCE = "499b84ac-1321-427f-aa17-267ca6975798"
"""Azure DevOps as Entra knows it, in every cloud."""


def endpoints_of(name: str | None) -> CloudEndpoints:
    """The cloud of that name, else the environment's: by AZURE_CLOUD_ENVIRONMENT, or by the SDKs' AZURE_AUTHORITY_HOST.

    :raises UsageError: no such cloud.
    """
    wanted = name or os.environ.get("AZURE_CLOUD_ENVIRONMENT")
    authority = os.environ.get("AZURE_AUTHORITY_HOST")
    if wanted:
        return _known("cloud_environment", wanted, {cloud.name: cloud for cloud in CLOUDS.values()})
    if authority:
        host = authority.removeprefix("https://").strip("/")
        return _known("AZURE_AUTHORITY_HOST", host, {cloud.authority: cloud for cloud in CLOUDS.values()})
    return CLOUDS["AzureCloud"]


def _known(setting: str, value: str, clouds: dict[str, CloudEndpoints]) -> CloudEndpoints:
    found = next((cloud for key, cloud in clouds.items() if key.lower() == value.lower()), None)
    if found is None:
        raise UsageError(f"{setting} is {value!r}, but the clouds are {', '.join(clouds)}.", "Choose one of them.")
    return found
