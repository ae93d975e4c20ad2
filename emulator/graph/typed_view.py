# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Directory objects of several types in one answer: each says which it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..entra.applications import Application
from .application_view import application_view
from .service_principal_view import service_principal_view

if TYPE_CHECKING:
    from ..cloud import Cloud
    from ..entra.model import Principal


def type_of(item: Application | Principal) -> str:
    return "application" if isinstance(item, Application) else "servicePrincipal"


def typed_view(cloud: Cloud, item: Application | Principal) -> dict[str, Any]:
    view = application_view(item) if isinstance(item, Application) else service_principal_view(cloud, item)
    return {"@odata.type": f"#microsoft.graph.{type_of(item)}", **view}
