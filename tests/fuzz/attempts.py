# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task in this very process: what the controller and a module process call, with the cloud before and after."""

from __future__ import annotations

import importlib
import json
import re
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ansible.errors import AnsibleError

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.info import Info
from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.resource import Resource
from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.task import run
from ansible_collections.vaultpipe.azure.plugins.module_utils.progress import Reporter
from ansible_collections.vaultpipe.azure.plugins.plugin_utils.validation import validated
from ansible_collections.vaultpipe.azure.tests.fuzz.tasks import CANARY, Options
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess, Request

ACTIONS = "ansible_collections.vaultpipe.azure.plugins.action"
SIGN_IN = r"login\..*"
"""The hosts that give tokens."""
ANY_OTHER = r"(?!login\.).*"
NOT_UNDERSTOOD = "The answer is not"
"""Beginning of errors that find a service's answer wrong."""
BOUND = 60
"""Seconds after which a task counts as hanging. Its own waits have a bound of one or two."""
WAITS = ("timeout", "verify_timeout")
Fault = tuple[dict[str, Any], dict[str, Any]]
"""A fault: what it matches, and what it does."""


def kind_of(module: str) -> type[Resource | Info]:
    kind: type[Resource | Info] = importlib.import_module(f"{ACTIONS}.{module}").ActionModule.resource
    return kind


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
    requests: list[Request]
    before: dict[str, Any]
    after: dict[str, Any]
    spoiled: set[str]
    """The corruptions that have changed an answer that it was given."""

    @property
    def failed(self) -> bool:
        return bool(self.result.get("failed"))

    @property
    def changed(self) -> bool:
        return bool(self.result.get("changed"))

    @property
    def adopted(self) -> bool:
        """Tells whether it followed a run that was on its way: a change, for which nothing is sent."""
        return bool((self.result.get("pipeline_run") or {}).get("adopted"))

    @property
    def message(self) -> str:
        return str(self.result.get("msg", ""))

    @property
    def writes(self) -> list[Request]:
        return [one for one in self.requests if one.write and "/oauth2/" not in one.path]

    def sent(self, host: str) -> int:
        """Number of requests to such hosts (a regular expression)."""
        return sum(1 for one in self.requests if re.fullmatch(host, one.host))


class Cloud:
    """Starts each task from the same state."""

    run_directory: str | None = None
    """Folder in which tasks share their tokens; None: each signs in anew."""

    def __init__(self, emulator: EmulatorProcess, snapshot: bytes) -> None:
        self.emulator, self._snapshot = emulator, snapshot
        self.restore()
        self._start = self._state()

    def restore(self) -> None:
        """Without faults, and with an empty record of requests."""
        self.emulator.restore(self._snapshot)

    def attempt(
        self, module: str, options: Options, *, check: bool = False, after: Attempt | None = None, faults: Sequence[Fault] = ()
    ) -> Attempt:
        """:param after: the task whose state this one finds; None: it starts anew."""
        if after:
            self.emulator.forget_requests()
        else:
            self.restore()
        for match, action in faults:
            self.emulator.fault(match, action)
        with bounded(f"{module} {options}"):
            result = self._result(module, options, check)
        spoiled = self.emulator.spoiled() if faults else set()
        if faults:
            self.emulator.clear_faults()
        # The build agent's are none of ours.
        ours = [one for one in self.emulator.requests() if one.caller in (None, "vaultpipe-caller")]
        return Attempt(result, ours, after.after if after else self._start, self._state(), spoiled)

    def _state(self) -> dict[str, Any]:
        """Without how far runs have come, which is a matter of time."""
        state = self.emulator.state(canonical=True)
        for project in state["live"]["devops"]["projects"]:
            project["runs"] = [{name: one[name] for name in ("definition", "tags")} for one in project["runs"]]
        return state

    def _result(self, module: str, options: Options, check: bool) -> dict[str, Any]:
        kind, report = kind_of(module), Reporter()
        waits = {name: 2 for name in WAITS if name in kind.spec.options and name not in options}
        try:
            checked = validated(kind.spec, {**options, **waits})
        except AnsibleError as error:
            return {"failed": True, "msg": str(error)}
        if checked.error_messages:
            return {"failed": True, "msg": str(checked.errors.msg)}
        result = run(kind, dict(checked.validated_parameters), check_mode=check, report=report, run_directory=self.run_directory)
        return {**result, "warnings": report.warnings}


def clean(attempt: Attempt, *, check: bool) -> None:
    """Asserts what holds of every task, even where a service said something wrong that it could have meant."""
    told = json.dumps({name: value for name, value in attempt.result.items() if name != "invocation"}, default=str)
    assert not attempt.failed or attempt.message
    assert attempt.spoiled or NOT_UNDERSTOOD not in attempt.message, attempt.message
    assert "Traceback" not in told
    assert CANARY not in told
    if attempt.changed and not check:
        assert attempt.writes or attempt.adopted, "it says that it changed something and sent nothing"
    if check or not (attempt.failed or attempt.changed):
        assert attempt.writes == [], [str(one) for one in attempt.writes]
        assert attempt.after == attempt.before


def sound(attempt: Attempt, *, check: bool) -> None:
    """Asserts what holds besides where no answer was wrong, or one so plainly that nobody may build on it."""
    clean(attempt, check=check)
    if attempt.changed and not check:
        assert attempt.after != attempt.before, "it says that it changed something and did not"
