# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vaultpipe.azure.devops_service_connection_conversion in the controller's worker."""

from __future__ import annotations

from ..module_utils.resources.service_connection.conversion.devops_service_connection_conversion import (
    DevOpsServiceConnectionConversion,
)
from ..plugin_utils.controller import ControllerAction


class ActionModule(ControllerAction):
    resource = DevOpsServiceConnectionConversion
