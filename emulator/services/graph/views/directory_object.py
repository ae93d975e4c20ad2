# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Directory objects of several types in one answer: each says which it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.services.entra.model.applications import Application
from emulator.services.entra.model.groups import Group
from emulator.services.graph.views.application import application_view
from emulator.services.graph.views.group import group_view
from emulator.services.graph.views.service_principal import service_principal_view

if TYPE_CHECKING:
    from emulator.services.entra.model.principals import Principal
    from emulator.services.graph.model.graph import Graph


def type_of(item: Application | Principal | Group) -> str:
    if isinstance(item, Group):
        return "group"
    return "application" if isinstance(item, Application) else "servicePrincipal"


def typed_view(graph: Graph, item: Application | Principal | Group) -> dict[str, Any]:
    return {"@odata.type": f"#microsoft.graph.{type_of(item)}", **_view(graph, item)}


def _view(graph: Graph, item: Application | Principal | Group) -> dict[str, Any]:
    if isinstance(item, Group):
        return group_view(item)
    return application_view(item) if isinstance(item, Application) else service_principal_view(graph, item)
