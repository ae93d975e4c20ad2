# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identities of pipelines that rule a whole subscription, and so may give themselves any secret."""

from __future__ import annotations

import typing as t

from .....clients.arm.roles import last_segment, within
from ....shared.granted_actions import allow
from ..rule import HIGH, Broken, Rule, View

GIVES_ACCESS = ("Microsoft.KeyVault/vaults/write", "Microsoft.Authorization/roleAssignments/write")
"""Actions of the control plane; either leads to every secret."""


def look(view: View) -> t.Iterator[Broken]:
    used = {one.identity.principal_id: one.identity for one in view.estate.connections if one.identity}
    for assignment in view.estate.assignments:
        given = assignment["properties"]
        identity = used.get(str(given["principalId"]).lower())
        role = view.estate.roles.get(last_segment(given["roleDefinitionId"]))
        if identity is None or role is None or not within(view.estate.subscription, str(given["scope"])):
            continue
        if any(allow([role], [action]) for action in GIVES_ACCESS):
            name = role["properties"]["roleName"]
            told = f"The {identity.label} has the role {name} on {given['scope']}."
            place = {"scope": given["scope"], **identity.options}
            tasks = (
                ("role_assignment", {"role": "Reader", **place}),
                ("role_assignment", {"role": name, **place, "state": "absent"}),
            )
            yield Broken("identity", identity.label, told, tasks=tasks)


RULE = Rule(
    "broad-role",
    HIGH,
    "The identity of a pipeline has no role on a whole subscription that lets it change vaults or assign roles.",
    "Give the identity Reader there, and what else it needs on the resource groups that it works in.",
    look,
)
