# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The task `emulator_fault`: its options are one order for the control API, in the place of all earlier ones."""

from __future__ import annotations

import json
import os
import urllib.request
from typing import Any

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """Cheaper than a module process, and in the midst of a play."""

    _supports_check_mode = True

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        result: dict[str, Any] = super().run(tmp, task_vars)
        _send("DELETE", None)
        if self._task.args:
            _send("POST", json.dumps(self._task.args).encode())
        return result


def _send(method: str, order: bytes | None) -> None:
    request = urllib.request.Request(os.environ["VAULTPIPE_EMULATOR"] + "/faults", order, method=method)  # noqa: S310
    with urllib.request.urlopen(request, timeout=30):  # noqa: S310 - the emulator on loopback
        pass
