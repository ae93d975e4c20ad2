# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes every task's result, and the requests that the emulator saw meanwhile, to a file of JSON lines."""

from __future__ import annotations

import json
import os
import urllib.request
from typing import Any

from ansible.plugins.callback import CallbackBase

DOCUMENTATION = """
name: task_outcomes
type: aggregate
short_description: Results and requests of each task as JSON lines
description:
  - One line a task into the file that E(VAULTPIPE_TEST_OUTCOMES) names, and one with the recap.
"""


class CallbackModule(CallbackBase):
    """Enabled by the tests' own ansible.cfg only."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "task_outcomes"
    CALLBACK_NEEDS_ENABLED = True

    def __init__(self) -> None:
        super().__init__()
        self._record = os.environ["VAULTPIPE_TEST_OUTCOMES"]
        self._requests = os.environ["VAULTPIPE_EMULATOR"] + "/requests"
        self._seen = 0

    def v2_playbook_on_start(self, playbook: Any) -> None:
        self._new_requests()

    def v2_runner_on_ok(self, result: Any) -> None:
        self._outcome("ok", result)

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        self._outcome("failed", result)

    def v2_runner_on_skipped(self, result: Any) -> None:
        self._outcome("skipped", result)

    def v2_runner_on_unreachable(self, result: Any) -> None:
        self._outcome("unreachable", result)

    def v2_playbook_on_stats(self, stats: Any) -> None:
        self._line({"recap": stats.summarize("localhost")})

    def _outcome(self, status: str, result: Any) -> None:
        shown = {key: value for key, value in result._result.items() if not key.startswith("_ansible_")}
        line = {"task": result.task_name, "status": status, "result": shown, "requests": self._new_requests()}
        self._line(line)

    def _new_requests(self) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"{self._requests}?after={self._seen}", timeout=30) as answer:  # noqa: S310 - on loopback
            fresh: list[dict[str, Any]] = json.load(answer)
        self._seen = fresh[-1]["n"] if fresh else self._seen
        return fresh

    def _line(self, line: dict[str, Any]) -> None:
        with open(self._record, "a", encoding="utf-8") as record:
            record.write(json.dumps(line, default=str) + "\n")
