# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The projects of an organization."""

from __future__ import annotations

from ...clients.devops.locations import PROJECTS
from ...clients.devops.lookup import find_project
from ...engine.argument_spec import AUTH, DEVOPS, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from ..shared.devops_resource import InOrganization
from .devops_project import state_of


class DevOpsProjectInfo(InOrganization, Info):
    """Lists those that the signed-in identity sees, or the one of a name."""

    without_slash = ("name",)
    key = "projects"
    spec = AUTH + DEVOPS + ArgumentSpec({"name": {"type": "str", "aliases": ["project"]}})

    def gather(self) -> list[State]:
        name = self.options.get("name")
        if name is not None:
            wanted = [name]
        else:
            wanted = [one["id"] for one in self.devops.list(PROJECTS, "list the projects of the organization")]
        # A list does not tell the process.
        found = [find_project(self.devops, one, {"includeCapabilities": True}) for one in wanted]
        return [state_of(one) for one in found if one is not None]
