# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Molecule scenarios, all or those named, each against a local Azure of its own; the last line counts passed and failed.

Each has a fresh ephemeral folder too: Molecule notes there that a scenario is prepared, in whatever cloud that was.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

COLLECTION = Path(__file__).resolve().parents[1]
BOUND = 600
"""Seconds after which a scenario counts as hanging."""
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
RECAP = re.compile(r"actions=(\d+)\s+successful=(\d+)\s")


def main() -> int:
    found = (COLLECTION / "extensions/molecule").glob("*/molecule.yml")
    scenarios = sys.argv[1:] or sorted(path.parent.name for path in found)
    with ThreadPoolExecutor((os.cpu_count() or 1) + 1) as workers:
        passed = list(workers.map(passes, scenarios))
    print(f"{sum(passed)} passed, {len(passed) - sum(passed)} failed")
    return 0 if passed and all(passed) else 1


def passes(scenario: str) -> bool:
    """Tells whether all actions of a scenario ran and succeeded: Molecule takes a missing playbook for success."""
    began = time.monotonic()
    command = [sys.executable, "-m", "emulator", "exec", "--", "molecule", "test", "--scenario-name", scenario]
    try:
        with tempfile.TemporaryDirectory(prefix="vaultpipe-molecule-") as folder:
            ended = subprocess.run(
                command, cwd=COLLECTION, env={**os.environ, "MOLECULE_EPHEMERAL_DIRECTORY": folder}, stdin=subprocess.DEVNULL,
                capture_output=True, text=True, timeout=BOUND, check=False,
            )  # fmt: skip
        output, status = COLOURS.sub("", ended.stdout + ended.stderr), ended.returncode
    except subprocess.TimeoutExpired as late:
        output, status = f"{late}\n{(late.stdout or b'').decode(errors='replace')}", 1
    recap = RECAP.search(output)
    passed = status == 0 and recap is not None and recap[1] == recap[2]
    print(f"{'passed' if passed else 'FAILED'} {scenario} after {time.monotonic() - began:.0f} s", flush=True)
    if not passed:
        print(output, flush=True)
    return passed


if __name__ == "__main__":
    sys.exit(main())
