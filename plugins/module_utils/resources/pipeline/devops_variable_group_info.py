# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variable groups of a project."""

from __future__ import annotations

from ...clients.devops.client import Json
from ...clients.devops.locations import VARIABLE_GROUPS
from ...clients.devops.lookup import existing_project, find_named
from ...engine.argument_spec import AUTH, DEVOPS, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from ..shared.devops_resource import InOrganization
from .devops_variable_group import LINKED, state_of

KEY_VAULT, PLAIN = "key_vault", "plain"


class DevOpsVariableGroupInfo(InOrganization, Info):
    """Lists those that are linked to a key vault and those with values of their own; no secret's value is in an answer."""

    key = "variable_groups"
    spec = (
        AUTH
        + DEVOPS
        + ArgumentSpec({"project": {"type": "str", "required": True}, "name": {"type": "str", "aliases": ["variable_group"]}})
    )

    def gather(self) -> list[State]:
        """:raises UsageError: there is no such project."""
        project, name = self.options["project"], self.options.get("name")
        existing_project(self.devops, project)
        if name is None:
            found = self.devops.list(VARIABLE_GROUPS, f"list the variable groups of {project}", project=project)
        else:
            one = find_named(self.devops, project, "variablegroup", name)
            found = [one] if one else []
        return [_state(one, project) for one in found]


def _state(group: Json, project: str) -> State:
    """A variable counts as secret unless the service says that it is none and shows a value."""
    linked, variables = group["type"] == LINKED, group.get("variables") or {}
    open_ones = {} if linked else {name: one["value"] for name, one in variables.items() if _is_open(one)}
    return {
        **state_of(group, project),
        "type": KEY_VAULT if linked else PLAIN,
        "variables": open_ones,
        "secrets": sorted({*variables} - {*open_ones}),
    }


def _is_open(variable: Json) -> bool:
    return not variable.get("isSecret") and variable.get("value") is not None
