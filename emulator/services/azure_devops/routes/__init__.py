# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""dev.azure.com and vstoken.dev.azure.com."""

from __future__ import annotations

from emulator.services.azure_devops.router import router
from emulator.services.azure_devops.routes import (
    distributedtask,
    git,
    location,
    pipelines,
    projects,
    security,
    serviceendpoint,
)
from emulator.services.azure_devops.routes.vstoken import router as vstoken

__all__ = [
    "distributedtask",
    "git",
    "location",
    "pipelines",
    "projects",
    "router",
    "security",
    "serviceendpoint",
    "vstoken",
]
