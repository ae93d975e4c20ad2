# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variable group that leads a pipeline to the vault, where there is one."""

from __future__ import annotations

from ...clients.devops.lookup import find_named, same_name
from ...session.clouds import DEVOPS_RESOURCE
from ..pipeline.devops_variable_group import LINKED
from .check import Check
from .link import Link, Remedy, remedy


class GroupCheck(Check):
    """The variable group is linked to the vault through the connection, and has the secrets."""

    name, needs, thing_option = "variable group", ("connection",), "variable_group"

    def look(self) -> list[Link]:
        name, project = self.options["variable_group"], self.options["project"]
        group = find_named(self.devops, project, "variablegroup", name)
        if group is None:
            return [self.broken(f"There is no variable group {name} in the project {project}.", self._linked("post", ""))]
        self.found.group = group
        if group["type"] != LINKED:
            told = f"The variable group {name} has values of its own, and is not linked to a vault: give the pipeline another."
            return [self.broken(told, self._linked("post", "", f"{name}-linked"))]
        link, mended = group.get("providerData") or {}, self._linked("put", f"/{group['id']}")
        if link.get("serviceEndpointId") != self.found.connection["id"]:
            told = f"The variable group {name} goes through another service connection than {self.found.connection['name']}."
            return [self.broken(told, mended)]
        if not same_name(str(link.get("vault")), self.options["vault_name"]):
            told = f"The variable group {name} is linked to the vault {link.get('vault')}, not to {self.options['vault_name']}."
            return [self.broken(told, mended)]
        there = {one.casefold() for one in group.get("variables") or {}}
        lacking = [one for one in self.options["secrets"] if one.casefold() not in there]
        if lacking:
            return [self.broken(f"The variable group {name} lacks {', '.join(lacking)}.", mended)]
        return [self.ok(f"The variable group {name} is linked to the vault {link['vault']}.")]

    def _linked(self, method: str, number: str, name: str | None = None) -> Remedy:
        there = (getattr(self.found, "group", None) or {}).get("variables") or {}
        secrets = {one.casefold(): one for one in (*self.options["secrets"], *(there if number else ()))}
        options = {
            "name": name or self.options["variable_group"],
            "service_connection": self.found.connection["name"],
            "vault_name": self.options["vault_name"],
            "secrets": sorted(secrets.values()),
        }
        url = f"{self.organization}/_apis/distributedtask/variablegroups{number}?api-version=7.1"
        return remedy(
            "devops_variable_group", {**self.place, **options},
            "az", "rest", "--resource", DEVOPS_RESOURCE, "--method", method, "--url", url, "--body", "@group.json",
        )  # fmt: skip
