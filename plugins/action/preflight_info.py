# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vaultpipe.azure.preflight_info in the controller's worker."""

from __future__ import annotations

from ..module_utils.resources.wiring.preflight.preflight_info import PreflightInfo
from ..plugin_utils.controller import ControllerAction


class ActionModule(ControllerAction):
    resource = PreflightInfo
