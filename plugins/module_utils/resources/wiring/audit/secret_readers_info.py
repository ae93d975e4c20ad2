# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every way from a pipeline to the secrets of a vault, and what is careless about it."""

from __future__ import annotations

import typing as t

from ....engine.argument_spec import AUTH, DEVOPS, ArgumentSpec
from ....engine.info import Info
from ....engine.resource import State
from ...key_vault.vault_name import check_vault_name
from ...shared.devops_resource import InOrganization
from .access import Accesses
from .graph import Graph
from .guard_rails import GUARD_RAILS
from .narrowing import narrowed
from .rule import SEVERITIES, View
from .survey import Survey


class SecretReadersInfo(InOrganization, Info):
    """Looks at a project, or at the whole organization; writes nothing and reads no secret's value."""

    never_empty = (("vault_name", "Give a name, or leave it out."),)
    key = "readers"
    spec = AUTH + DEVOPS + ArgumentSpec({"project": {"type": "str"}, "vault_name": {"type": "str"}})

    def validate(self) -> None:
        super().validate()
        if self.options.get("vault_name") is not None:
            check_vault_name(self.options["vault_name"], self.context.cloud, "vault_name")

    def gather(self) -> list[State]:
        return t.cast("list[State]", self.told()[self.key])

    def told(self) -> dict[str, t.Any]:
        """:raises UsageError: there is no such project or vault."""
        estate = Survey(self.context).of(self.options.get("project"))
        accesses = Accesses(estate)
        vault = self.options.get("vault_name")
        if vault is not None:
            estate, accesses = narrowed(estate, accesses, vault)
        graph, view = Graph(estate, accesses), View(estate, accesses)
        findings = [one for rule in GUARD_RAILS for one in rule.findings(view)]
        return {
            self.key: graph.rows(),
            "graph": graph.state(),
            "findings": sorted(findings, key=lambda one: -SEVERITIES.index(one["severity"])),
            "rules": [one.state() for one in GUARD_RAILS],
            "unseen": estate.unseen,
        }
