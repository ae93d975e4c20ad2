# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service connections of a project that lead to Azure without a stored credential."""

from __future__ import annotations

from ...clients.devops.lookup import existing_project
from ...clients.devops.service_endpoints import ServiceEndpointsClient
from ...engine.argument_spec import AUTH, DEVOPS, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from ..shared.devops_resource import InOrganization
from .state import is_federated, state_of


class DevOpsServiceConnectionInfo(InOrganization, Info):
    """Lists also those that are not ready or failed; not those of other types and schemes."""

    key = "service_connections"
    spec = AUTH + DEVOPS + ArgumentSpec({"project": {"type": "str", "required": True}, "name": {"type": "str"}})

    def gather(self) -> list[State]:
        name, given = self.options.get("name"), self.options["project"]
        project = existing_project(self.devops, given)
        endpoints = ServiceEndpointsClient(self.devops, project["id"], project["name"])
        found = endpoints.all() if name is None else endpoints.named(name)
        return [state_of(one, endpoints.reference_of(one), given) for one in found if is_federated(one)]
