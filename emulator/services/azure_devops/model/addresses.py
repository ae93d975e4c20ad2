# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The organization's addresses, written once."""

from __future__ import annotations

from urllib.parse import quote

ORGANIZATION = "vaultpipe"
HOST = "dev.azure.com"
ORGANIZATION_URL = f"https://{HOST}/{ORGANIZATION}"
APIS = f"{ORGANIZATION_URL}/_apis"


def apis(project_id: str) -> str:
    return f"{ORGANIZATION_URL}/{project_id}/_apis"


def git_url(project_name: str, repository_name: str) -> str:
    """What the browser and git use."""
    return f"{ORGANIZATION_URL}/{quote(project_name)}/_git/{quote(repository_name)}"
