# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook that a signal ends leaves no token that anybody could use, and nobody who goes on with its work."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.interrupt import kill_at
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import LOCATION, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

SETUP = "vaultpipe.azure.setup"
TOKENS = "vaultpipe-token-*"
JWT = re.compile(rb"eyJ[\w-]+\.[\w-]+\.")
ENOUGH = 5.0
"""Seconds in which a worker notices that its playbook is gone."""
PAUSE = 1
"""Seconds that the service wants between two requests."""


@pytest.mark.parametrize("sent", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_no_token_is_left(ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path, sent: signal.Signals) -> None:
    temporary = tmp_path / "temporary"
    ansible.environment["ANSIBLE_LOCAL_TEMP"] = str(temporary)
    seen: set[Path] = set()

    def has_written() -> bool:
        seen.update(temporary.rglob(TOKENS))
        return bool(seen and emulator.writes())

    variables = {"vaultpipe_artifact_dir": str(tmp_path / "artifact")}
    assert kill_at(ansible, SETUP, variables, has_written, lambda process: os.kill(process, sent)) is not None
    time.sleep(ENOUGH)
    assert [file for file in temporary.rglob("*") if file.is_file() and JWT.search(file.read_bytes())] == []


def test_no_worker_outlives_its_playbook(ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """It waits for a service that wants it to come back again and again."""
    busy = {"status": 503, "headers": {"retry-after": str(PAUSE)}, "body": {"error": {"code": "Busy", "message": "m"}}}
    emulator.fault({"method": "GET", "path": ".*/rg-busy"}, busy, times=100)
    book = tmp_path / "busy.json"
    task = step("resource_group", name="rg-busy", location=LOCATION, request_retries=50)
    book.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}]))

    def asked() -> int:
        return sum(request.path.endswith("/rg-busy") for request in emulator.requests())

    ended = kill_at(ansible, str(book), {}, lambda: asked() >= 2, lambda process: os.kill(process, signal.SIGKILL))
    assert ended is not None
    time.sleep(ENOUGH)
    before = asked()
    time.sleep(3 * PAUSE)
    assert asked() == before
