# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization's addresses, written once."""

from __future__ import annotations

import re
from urllib.parse import quote

from emulator.core.request import Request

ORGANIZATION = "vaultpipe"
HOST = "dev.azure.com"
OLD_HOSTS = "*.visualstudio.com"
"""Hosts that organizations had before, and still answer at: their name, in place of the first folder."""
OLD_HOST = re.compile(r"([a-z0-9-]+)\.visualstudio\.com")
ORGANIZATION_URL = f"https://{HOST}/{ORGANIZATION}"
APIS = f"{ORGANIZATION_URL}/_apis"


def apis(project_id: str) -> str:
    return f"{ORGANIZATION_URL}/{project_id}/_apis"


def git_url(project_name: str, repository_name: str) -> str:
    """The address that the browser and git use."""
    return f"{ORGANIZATION_URL}/{quote(project_name)}/_git/{quote(repository_name)}"


def readdress(request: Request) -> None:
    """Makes a request to an organization's old host one to its address of today
    (docs/reference/azure_devops.md#old-host)."""
    old = OLD_HOST.fullmatch(request.host)
    if old is not None:
        request.host, request.path = HOST, f"/{old[1]}{request.path}".rstrip("/")
