# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of a project's pipelines."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.router import (
    on_project,
    project,
)


@on_project("GET", "/_apis/build/generalsettings")
def get_settings(request: Request, organization: Organization) -> Response:
    return Response(body=organization.settings.of(project(request, organization)))


@on_project("PATCH", "/_apis/build/generalsettings")
def change_settings(request: Request, organization: Organization) -> Response:
    wanted = {name: bool(value) for name, value in request.json_object().items()}
    return Response(body=organization.settings.change(project(request, organization), wanted))
