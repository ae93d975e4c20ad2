# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets of a task's `environment:` on their way to a module process.

Ansible writes `environment:` on the command line of a shell, for all users of that machine to read. So these variables
travel with the task's options.
"""

from __future__ import annotations

import os
import typing as t

from ..redaction.masking import without_passwords
from ..session.credential_settings import PAT_VARIABLES, VARIABLES

OPTION = "_environment"
"""From the controller to a module process only; a user cannot give it."""
NAMES = frozenset(
    (
        *VARIABLES["secret"],
        *VARIABLES["certificate_password"],
        *PAT_VARIABLES,
        "IDENTITY_HEADER",
        "MSI_SECRET",
        "HTTPS_PROXY",
        "https_proxy",
        "HTTP_PROXY",
        "http_proxy",
    )
)
"""Ours, those by which azure-identity talks to the machine, and proxies, whose addresses may hold passwords."""


def split(environment: t.Mapping[str, t.Any]) -> tuple[dict[str, t.Any], dict[str, str]]:
    """Splits an environment into what anybody may see, and what not."""
    private = {name: str(value) for name, value in environment.items() if name in NAMES}
    return {name: value for name, value in environment.items() if name not in NAMES}, private


def secrets(private: t.Mapping[str, str]) -> list[str]:
    """Names of those that hold one; the address of a proxy does when it has a password."""
    return [name for name, value in private.items() if not name.lower().endswith("_proxy") or without_passwords(value) != value]


def take(options: dict[str, t.Any]) -> None:
    """At the other end: out of the options, into this process."""
    os.environ.update(options.pop(OPTION, {}))
