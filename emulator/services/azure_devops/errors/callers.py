# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals of a caller: no member, no right, too many requests."""

from __future__ import annotations

from emulator.services.azure_devops.errors import DevOpsError


def not_a_member(tenant_id: str, object_id: str) -> DevOpsError:
    """A service principal that is no user of the organization (docs/reference/azure_devops.md#not-a-user)."""
    return DevOpsError(
        401,
        "VssUnauthorizedException",
        f"TF401444: Please sign-in at least once as {tenant_id}\\{tenant_id}\\{object_id} in a web browser to enable "
        "access to the service.",
    )


def not_authorized(who: str) -> DevOpsError:
    return DevOpsError(403, "AccessCheckException", f"TF400813: The user '{who}' is not authorized to access this resource.")


def request_blocked(headers: dict[str, str]) -> DevOpsError:
    """Type: microsoft/vscode#124273; text: azure-devops-docs docs/integrate/concepts/rate-limits.md. No source has the names of
    resource and namespace for a user's throughput units; these are from another limit's log."""
    text = "Request was blocked due to exceeding usage of resource 'Concurrency' in namespace 'VSID'."
    return DevOpsError(
        429,
        "RequestBlockedException",
        f"TF400733: The request has been canceled: {text}",
        headers=headers,
        home="Microsoft.TeamFoundation.Framework.Server",
    )
