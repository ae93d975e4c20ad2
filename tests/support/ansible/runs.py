# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible as a user starts it: runs of `ansible-playbook` against an emulator, with each task's result and requests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, Literal

from ansible_collections.vaultpipe.azure.tests.support.ansible.starts import MOST_VERBOSE, ansible_playbook, settings
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import Request

Execution = Literal["auto", "controller", "module"]
Task = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """Result of one task, and the requests that it sent."""

    name: str
    status: Literal["ok", "failed", "skipped", "unreachable"]
    result: dict[str, Any]
    requests: list[Request]

    @property
    def failed(self) -> bool:
        return self.status in ("failed", "unreachable")

    @property
    def changed(self) -> bool:
        return bool(self.result.get("changed"))

    @property
    def msg(self) -> str:
        return str(self.result.get("msg", ""))

    @property
    def writes(self) -> list[Request]:
        return [request for request in self.requests if request.write]

    @property
    def effects(self) -> list[Request]:
        """The writes that were not refused. How often one is refused and sent again depends on the cloud's delays."""
        return [request for request in self.writes if request.status < 400]

    def __getitem__(self, key: str) -> Any:
        return self.result[key]


@dataclass(frozen=True)
class Play(Sequence[Outcome]):
    """The outcomes of one run, in order, with its exit status and everything it printed."""

    outcomes: list[Outcome]
    returncode: int
    output: str
    recap: dict[str, int] = field(default_factory=dict)
    """ok, changed, unreachable, failures, skipped, rescued, ignored."""

    def __getitem__(self, index: Any) -> Any:
        return self.outcomes[index]

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.outcomes)

    def __len__(self) -> int:
        return len(self.outcomes)

    def named(self, name: str) -> Outcome:
        """The outcome of the task of that name; a role's task is also found without the role's prefix."""
        found = [outcome for outcome in self.outcomes if name in (outcome.name, outcome.name.partition(" : ")[2])]
        if len(found) != 1:
            raise AssertionError(f"{len(found)} outcomes are named {name!r} among {[o.name for o in self.outcomes]}")
        return found[0]


class Ansible:
    """Runs plays and playbooks in the environment of one emulator, untouched by the user's own Ansible settings."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)
        self.environment = {name: value for name, value in environment.items() if not name.startswith("ANSIBLE_")}
        self.environment |= settings()

    def play(
        self,
        tasks: Sequence[Task],
        *,
        execution: Execution = "auto",
        check: bool = False,
        diff: bool = False,
        extra_vars: Mapping[str, Any] | None = None,
        **keywords: Any,
    ) -> Play:
        """Run tasks in one start of ansible-playbook; a failed task does not end it.

        `keywords` are the play's own, such as `environment` or `module_defaults`. Many tasks in one play are quick; each
        start costs about a second.
        """
        forgiving = [{"ignore_errors": True, **task} for task in tasks]
        book = [{"hosts": "localhost", "gather_facts": False, **keywords, "tasks": forgiving}]
        path = self.folder / f"play{next(self._numbers)}.json"
        path.write_text(json.dumps(book))
        played = self.playbook(str(path), execution=execution, check=check, diff=diff, extra_vars=extra_vars)
        if len(played) != len(tasks):
            raise AssertionError(f"{len(tasks)} tasks were given and {len(played)} ran:\n{played.output}")
        return played

    def run(self, module: str, options: Mapping[str, Any], **how: Any) -> Outcome:
        """Run one task of `vaultpipe.azure.<module>`; `how` as in `play`."""
        outcome: Outcome = self.play([{f"vaultpipe.azure.{module}": dict(options)}], **how)[0]
        return outcome

    def playbook(
        self,
        playbook: str,
        *,
        execution: Execution = "auto",
        check: bool = False,
        diff: bool = False,
        verbose: bool = False,
        extra_vars: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> Play:
        """Run a playbook by file or full name; `environment` comes on top of the emulator's.

        :param verbose: as much as Ansible prints; by an argument, since a variable of Ansible's makes a start slow.
        """
        record = self.folder / f"outcomes{next(self._numbers)}.jsonl"
        record.touch(mode=0o600)
        arguments = [playbook, "--extra-vars", json.dumps(extra_vars or {}), *["--check"] * check, *["--diff"] * diff]
        arguments += [MOST_VERBOSE] * verbose
        switches = {"VAULTPIPE_EXECUTION": execution, "VAULTPIPE_TEST_OUTCOMES": str(record)}
        ended = ansible_playbook(arguments, {**self.environment, **switches, **(environment or {})}, self.folder)
        lines = [json.loads(line) for line in record.read_text().splitlines()]
        outcomes = [
            Outcome(line["task"], line["status"], line["result"], [Request(**entry) for entry in line["requests"]])
            for line in lines
            if "task" in line
        ]
        recaps = [line["recap"] for line in lines if "recap" in line]
        return Play(outcomes, ended.returncode, ended.output, recaps[0] if recaps else {})
