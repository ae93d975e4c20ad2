# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies that an organization's administrators may have switched; tests change them by PUT /_emulator/rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from emulator.core.response import ErrorResponse

ISSUERS = ("entra", "vstoken")


@dataclass
class Policies:
    """The start state has none of these restrictions."""

    hosted_parallelism: int = 1
    """Parallel jobs on Microsoft-hosted agents; 0 as in a new organization (docs/reference/azure_devops.md#no-hosted-agents)."""
    agents_online: bool = True
    """True when self-hosted pools have an agent that takes jobs."""
    endpoints_become_ready: bool = True
    """False: a new service connection ends as Failed (docs/reference/azure_devops.md#endpoint-in-progress)."""
    issuer: str = ""
    """Issuer of service connections that are made or converted from now on, `entra` or `vstoken`, as Azure DevOps went over from
    one to the other (docs/reference/azure_devops.md#issuer); that of --issuer when empty."""
    protected_branches: tuple[str, ...] = ()
    """Full ref names whose branch policies refuse a direct push."""
    caller_is_member: bool = True
    """False: the organization does not know the caller: TF401444 (docs/reference/azure_devops.md#not-a-user)."""
    users: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The organization's users by client id, each with access_level, group, projects and endpoint_role (model/users.py)."""
    users_may_register_applications: bool = True
    """False: nobody may create app registrations through Graph (docs/reference/graph.md#nothing-is-granted)."""
    graph_permissions: tuple[str, ...] = ("Application.Read.All", "Application.ReadWrite.OwnedBy", "Group.ReadWrite.All")
    """Application permissions of Microsoft Graph that an administrator has granted the caller (graph/model/access.py)."""
    classic_pipelines_may_be_created: bool = True
    """False: the organization's settings forbid classic pipelines in all projects
    (docs/reference/azure_devops.md#classic-disabled)."""
    service_management_reference_required: bool = False
    """True when the tenant wants a serviceManagementReference on every app registration
    (docs/reference/graph.md#service-management-reference)."""
    allowed_locations: tuple[str, ...] = ()
    """Locations where Azure Policy lets resources be; anywhere when empty (docs/reference/resource_manager.md#azure-policy)."""
    locks: dict[str, str] = field(default_factory=dict)
    """CanNotDelete or ReadOnly by scope, written from below the subscription: `/resourceGroups/NAME`
    (docs/reference/resource_manager.md#locks)."""
    token_scopes: tuple[str, ...] = ()
    """Scopes that the caller's personal access token carries, such as vso.build; everything when empty
    (security/pat_scopes.py)."""
    quotas: dict[str, list[float]] = field(default_factory=dict)
    """`[most, seconds]` by name, instead of the documented limits (switches/limits.py); kept only with --strict-quotas."""
    roles_may_be_assigned: bool = True
    """False: nobody has Microsoft.Authorization/roleAssignments/write or /delete, as Contributors have not."""


def check_issuer(issuer: str) -> None:
    """:raises ErrorResponse: 400, there is no such issuer."""
    if issuer not in ("", *ISSUERS):
        text = f"An issuer is one of {', '.join(ISSUERS)}, or empty; not {issuer!r}."
        raise ErrorResponse(400, {"error": {"code": "BadRules", "message": text}})
