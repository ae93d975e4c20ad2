# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vaultpipe.azure.secret_readers_info in the controller's worker."""

from __future__ import annotations

from ..module_utils.resources.wiring.audit.secret_readers_info import SecretReadersInfo
from ..plugin_utils.controller import ControllerAction


class ActionModule(ControllerAction):
    resource = SecretReadersInfo
