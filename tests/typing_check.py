# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""mypy over the collection under the names by which Ansible imports it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

COLLECTION = Path(__file__).resolve().parents[1]
LINK = COLLECTION / "build/typing/ansible_collections/vaultpipe/azure"
"""The link that mypy_path in pyproject.toml leads to."""
OLDEST_PYTHON = "3.10"
"""The one that controllers of ansible-core 2.16 and 2.17 may have; tests and the local Azure need a newer one."""
WAYS: list[list[str]] = [[], ["--python-version", OLDEST_PYTHON, "-p", "ansible_collections.vaultpipe.azure.plugins"]]


def main() -> int:
    LINK.parent.mkdir(parents=True, exist_ok=True)
    if not LINK.exists():
        LINK.symlink_to(COLLECTION, target_is_directory=True)
    statuses = [subprocess.run([sys.executable, "-m", "mypy", *how], cwd=COLLECTION, check=False).returncode for how in WAYS]
    return int(any(statuses))  # one that a signal ended is negative


if __name__ == "__main__":
    sys.exit(main())
