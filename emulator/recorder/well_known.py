# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids that are Azure's own, the same for everybody: recordings keep them."""

from __future__ import annotations

from emulator.job_protocol.tasks import TASKS
from emulator.services.arm.model.authorization.built_in_roles import BUILT_IN
from emulator.services.azure_devops.model.projects.processes import PROCESSES
from emulator.services.azure_devops.model.security.access import AUDIENCE
from emulator.services.azure_devops.routes.resource_locations import AREAS, LOCATIONS

WELL_KNOWN = frozenset(
    one.lower()
    for one in (
        AUDIENCE,
        *AREAS,
        *(role.id for role in BUILT_IN),
        *(str(location["id"]) for location in LOCATIONS),
        *(process.id for process in PROCESSES),
        *(task.id for task in TASKS),
    )
)
"""Roles, tasks, process templates, and where which resource of Azure DevOps is; in lower case."""
