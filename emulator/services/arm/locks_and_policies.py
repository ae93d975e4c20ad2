# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals of the gateway although the caller has the right: locks and Azure Policy, as the policies switch them."""

from __future__ import annotations

import json
from typing import Any

from emulator.core.request import Request
from emulator.services.arm.errors import ArmError, gateway
from emulator.services.arm.model.locations import normalised
from emulator.services.arm.model.resource_manager import ResourceManager
from emulator.services.arm.model.scopes import scope_of, subscription_of, within

ALLOWED_LOCATIONS = "/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c"
"""The built-in policy "Allowed locations", which leaves resource groups alone."""
ROLES = "/providers/microsoft.authorization/role"
"""Part of the address of a role assignment or definition, which a lock of its scope holds, too
(docs/reference/resource_manager.md#locked-roles)."""


def refuse_locked(request: Request, resources: ResourceManager) -> None:
    """:raises ArmError: ScopeLocked, in the words of users' logs.

    A lock holds for all below it, and a deletion would take what is locked below.
    """
    extension = ROLES in request.path.lower()
    scope, verb = request.path if extension else scope_of(request.path), "delete" if request.method == "DELETE" else "write"
    subscription = f"/subscriptions/{subscription_of(request.path)}"
    stopping = ("CanNotDelete", "ReadOnly") if verb == "delete" else ("ReadOnly",)
    locked = [
        place
        for place, level in ((subscription + below, level) for below, level in resources.runtime.policies.locks.items())
        if level in stopping and (within(scope, place) or (verb == "delete" and within(place, scope)))
    ]
    if locked:
        text = (
            f"The scope '{scope}' cannot perform {verb} operation because following scope(s) are locked: "
            f"'{','.join(locked)}'. Please remove the lock and try again."
        )
        raise gateway(409, "ScopeLocked", text)


def refuse_by_policy(request: Request, resources: ResourceManager) -> None:
    """:raises ArmError: RequestDisallowedByPolicy, for a resource in a location that is not allowed
    (docs/reference/resource_manager.md#azure-policy)."""
    allowed, location = resources.runtime.policies.allowed_locations, normalised(request.json_object().get("location"))
    if allowed and location and location not in allowed and "/providers/" in request.path.lower():
        raise _disallowed(request, request.path.rstrip("/").rpartition("/")[2])


def _disallowed(request: Request, name: str) -> ArmError:
    scope = f"/subscriptions/{request.params['sub']}"
    assignment = f"{scope}/providers/Microsoft.Authorization/policyAssignments/allowed-locations"
    identifiers = [
        {
            "policyAssignment": {"name": "Locations of this organization", "id": assignment},
            "policyDefinition": {"name": "Allowed locations", "id": ALLOWED_LOCATIONS},
        }
    ]
    info: dict[str, Any] = {
        "policyDefinitionDisplayName": "Allowed locations",
        "policyDefinitionId": ALLOWED_LOCATIONS,
        "policyDefinitionName": ALLOWED_LOCATIONS.rpartition("/")[2],
        "policyDefinitionEffect": "deny",
        "policyAssignmentDisplayName": "Locations of this organization",
        "policyAssignmentId": assignment,
        "policyAssignmentName": "allowed-locations",
        "policyAssignmentScope": scope,
    }
    # No source in reach confirms the text; docs/reference/resource_manager.md#azure-policy has what additionalInfo names.
    text = f"Resource '{name}' was disallowed by policy. Policy identifiers: '{json.dumps(identifiers)}'."
    more = {"target": name, "additionalInfo": [{"type": "PolicyViolation", "info": info}]}
    return gateway(403, "RequestDisallowedByPolicy", text, **more)
