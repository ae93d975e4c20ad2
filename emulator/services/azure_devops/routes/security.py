# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions of the caller (docs/reference/azure_devops.md#permission-evaluation)."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.errors import missing_value, not_emulated
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.security.evaluation import has, is_known
from emulator.services.azure_devops.model.security.request_scope import holder
from emulator.services.azure_devops.router import listing, number, on


@on("GET", "/_apis/permissions/{namespace}/{permissions}")
def has_permissions(request: Request, organization: Organization) -> Response:
    """Answers for each token, in their order."""
    namespace, permission = request.params["namespace"].lower(), number(request.params["permissions"], "permissions")
    if not is_known(namespace, permission):
        raise not_emulated(request.method, request.url)
    tokens = request.query.get("tokens", "")
    if not tokens:
        raise missing_value("tokens")
    user = holder(request, organization)
    asked = tokens.split(request.query.get("delimiter") or ",")
    return listing([has(request, organization, user, (namespace, permission, token)) for token in asked])
