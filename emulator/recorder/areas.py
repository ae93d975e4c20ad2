# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The area of recordings that an exchange belongs to."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

PROVIDERS = {
    "microsoft.authorization": "authorization",
    "microsoft.keyvault": "keyvault-arm",
    "microsoft.managedidentity": "managed-identity",
}
"""Areas of ARM by the last provider in the path."""
DEVOPS = {
    "build": "azure-devops-build",
    "connectiondata": "azure-devops-connection",
    "distributedtask": "azure-devops-distributedtask",
    "git": "azure-devops-git",
    "operations": "azure-devops-projects",
    "pipelines": "azure-devops-pipelines",
    "process": "azure-devops-projects",
    "projects": "azure-devops-projects",
    "serviceendpoint": "azure-devops-serviceendpoint",
}
"""Areas of Azure DevOps by the word after `_apis`."""


def area_of(url: str) -> str | None:
    """None for what is forwarded and not written down: signing in, and git's own protocol."""
    parts = urlsplit(url)
    host, path = (parts.hostname or ""), unquote(parts.path).lower()
    if host.endswith(".vault.azure.net"):
        return "keyvault-secrets" if "secrets" in path.split("/")[1:2][0] else None
    if host == "graph.microsoft.com":
        return "microsoft-graph"
    if host == "management.azure.com":
        return _of_arm(path)
    word = re.search("/_apis/(?:public/)?([^/]+)", path)
    return DEVOPS.get(word[1]) if word and host == "dev.azure.com" else None


def _of_arm(path: str) -> str | None:
    providers = re.findall("/providers/([^/]+)", path)
    if providers:
        return PROVIDERS.get(providers[-1])
    return "resource-groups" if re.search("/(resourcegroups|operationresults|resources)(/|$)", path) else "subscriptions"
