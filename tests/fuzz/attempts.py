# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task in this very process: what both front doors call, with the cloud before and after."""

from __future__ import annotations

import importlib
import json
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ansible.errors import AnsibleError

from ansible_collections.vaultpipe.azure.plugins.module_utils.info import Info
from ansible_collections.vaultpipe.azure.plugins.module_utils.report import Report
from ansible_collections.vaultpipe.azure.plugins.module_utils.resource import Resource
from ansible_collections.vaultpipe.azure.plugins.module_utils.task import run
from ansible_collections.vaultpipe.azure.plugins.plugin_utils.validation import validated
from ansible_collections.vaultpipe.azure.tests.fuzz.tasks import CANARY, Options
from ansible_collections.vaultpipe.azure.tests.helpers.emulator_process import EmulatorProcess, Request

ACTIONS = "ansible_collections.vaultpipe.azure.plugins.action"
BOUND = 60
"""Seconds after which a task counts as hanging. Its own waits have a bound of one or two."""
WAITS = ("timeout", "verify_timeout")


def kind_of(module: str) -> type[Resource | Info]:
    kind: type[Resource | Info] = importlib.import_module(f"{ACTIONS}.{module}").ActionModule.resource
    return kind


EXAMPLES: Counter[str] = Counter()
"""How many were tried."""


class Hangs(BaseException):
    """Not an Exception, so that no code takes it for an answer."""


@contextmanager
def bounded(what: str) -> Iterator[None]:
    def late(*_signal: Any) -> None:
        raise Hangs(f"{what} has not ended after {BOUND} s")

    before = signal.signal(signal.SIGALRM, late)
    signal.setitimer(signal.ITIMER_REAL, BOUND)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


@dataclass(frozen=True)
class Attempt:
    """One task's result and what it did to the cloud."""

    result: dict[str, Any]
    writes: list[Request]
    before: dict[str, Any]
    after: dict[str, Any]

    @property
    def failed(self) -> bool:
        return bool(self.result.get("failed"))

    @property
    def changed(self) -> bool:
        return bool(self.result.get("changed"))


class Cloud:
    """Starts each task from the same state."""

    def __init__(self, emulator: EmulatorProcess, snapshot: bytes) -> None:
        self.emulator, self._snapshot = emulator, snapshot

    def restore(self) -> None:
        """Without faults, and with an empty record of requests."""
        self.emulator.restore(self._snapshot)

    def attempt(self, module: str, options: Options, *, check: bool = False, again: bool = False, **fault: Any) -> Attempt:
        """:param again: from the state that the task before it left.
        :param fault: `match` and `action` of one.
        """
        if not again:
            self.restore()
        before = self._state()
        self.emulator.forget_requests()
        if fault:
            self.emulator.fault(fault["match"], fault["action"])
        with bounded(f"{module} {options}"):
            result = self._result(module, options, check)
        self.emulator.clear_faults()
        ours = [one for one in self.emulator.writes() if one.caller in (None, "vaultpipe-caller")]
        writes = [one for one in ours if "/oauth2/" not in one.path]
        return Attempt(result, writes, before, self._state())

    def _state(self) -> dict[str, Any]:
        """Without how far runs have come, which is a matter of time."""
        state = self.emulator.state(canonical=True)
        for project in state["live"]["devops"]["projects"]:
            project["runs"] = [{name: one[name] for name in ("definition", "tags")} for one in project["runs"]]
        return state

    def _result(self, module: str, options: Options, check: bool) -> dict[str, Any]:
        kind, report = kind_of(module), Report()
        waits = {name: 2 for name in WAITS if name in kind.spec.options and name not in options}
        try:
            checked = validated(kind.spec, {**options, **waits})
        except AnsibleError as error:
            return {"failed": True, "msg": str(error)}
        if checked.error_messages:
            return {"failed": True, "msg": str(checked.errors.msg)}
        result = run(kind, dict(checked.validated_parameters), check_mode=check, report=report, run_directory=None)
        return {**result, "warnings": report.warnings}


def clean(attempt: Attempt, *, check: bool) -> None:
    """What holds of every task, even where a service said something wrong that it could have meant."""
    told = json.dumps({name: value for name, value in attempt.result.items() if name != "invocation"}, default=str)
    if attempt.failed:
        message = str(attempt.result["msg"])
        assert not message.startswith("Unexpected "), message
        # An answer is checked where it comes in (clients/answers.py); what gets past that fails somewhere in the middle.
        assert "not make sense of the answer" not in message, message
        assert message
    assert "Traceback" not in told
    assert CANARY not in told
    if check or not (attempt.failed or attempt.changed):
        assert attempt.writes == [], [str(one) for one in attempt.writes]


def sound(attempt: Attempt, *, check: bool) -> None:
    """What holds besides, whatever a task was given, and whatever it was answered that is plainly wrong."""
    clean(attempt, check=check)
    if check:
        assert attempt.after == attempt.before
    elif not attempt.failed and not attempt.changed:
        assert attempt.after == attempt.before, "it changed something and does not say so"
    elif not attempt.failed:
        assert attempt.after != attempt.before, "it says that it changed something and did not"
