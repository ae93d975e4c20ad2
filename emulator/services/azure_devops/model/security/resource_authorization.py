# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The right to let pipelines use a resource, and to take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.security.endpoint_roles import EndpointRole
from emulator.services.azure_devops.model.security.permission_errors import resource_refused
from emulator.services.azure_devops.model.security.request_scope import holder

if TYPE_CHECKING:
    from emulator.core.request import Request
    from emulator.services.azure_devops.model.projects.projects import Project

ADMINISTRATORS = "Project Administrators"


def require_to_authorize(
    request: Request, organization: Organization, project: Project, kind: str, resource_id: str, everyone: bool
) -> None:
    """A service connection's User may let a pipeline use it (learn.microsoft.com, pipelines/process/resources), its
    Administrator also all of them; other resources belong to Project Administrators (pipelines/library/
    add-resource-protection).

    :param everyone: whether it is about all pipelines.
    :raises DevOpsError: 403.
    """
    if kind.lower() != "endpoint":
        if not holder(request, organization).belongs_to(ADMINISTRATORS):
            raise resource_refused(kind, ADMINISTRATORS)
        return
    endpoint, role = organization.endpoints.find(project, resource_id), EndpointRole(request, organization)
    if endpoint is not None:
        (role.require_to_manage if everyone else role.require_to_use)(endpoint)
