# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole tutorial as many tests start from it: set up once for each choice of variables, for all workers of a test run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

BOUND = 600
"""Seconds to wait for the worker that sets it up."""


@dataclass(frozen=True)
class SetUp:
    """The snapshot after it, and the folder with its artifact in `artifact`."""

    snapshot: bytes
    folder: Path


class SetUps:
    """Each as `SetUps(...)(variable=value)`; leaves the emulator in any state."""

    def __init__(self, emulator: EmulatorProcess, shared: Path) -> None:
        """:param shared: a folder that all workers have."""
        self._emulator, self._shared = emulator, shared

    def __call__(self, **variables: str) -> SetUp:
        name = hashlib.sha256(json.dumps(variables, sort_keys=True).encode()).hexdigest()[:12]
        folder = self._shared / f"set-up-{name}"
        snapshot = folder / "snapshot"
        with FileLock(self._shared / f"{name}.lock", timeout=BOUND):
            if not snapshot.exists():
                folder.mkdir(exist_ok=True)
                snapshot.write_bytes(self._made(folder, variables))
        return SetUp(snapshot.read_bytes(), folder)

    def _made(self, folder: Path, variables: dict[str, str]) -> bytes:
        self._emulator.reset()
        chosen = {"vaultpipe_artifact_dir": str(folder / "artifact"), **variables}
        play = Ansible(self._emulator.environment, folder).playbook("vaultpipe.azure.setup", extra_vars=chosen)
        assert play.returncode == 0, play.output
        return self._emulator.snapshot()
