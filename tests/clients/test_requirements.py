# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""requirements.txt resolves at its floors, and beside what azure.azcollection pins; each package in it is imported."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.clients.environments import BOUND
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION

REQUIREMENTS = COLLECTION / "requirements.txt"
THEIRS = "ansible_collections/azure/azcollection/requirements.txt"


def listed() -> list[str]:
    return [line for line in REQUIREMENTS.read_text().splitlines() if line and not line.startswith("#")]


def resolved(folder: Path, *arguments: str | Path) -> None:
    """In an environment of its own, without installing anything."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=BOUND)
    command = [folder / "bin" / "pip", "install", "--quiet", "--dry-run", "--ignore-installed", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=BOUND)
    assert done.returncode == 0, done.stderr


def test_the_floors(tmp_path: Path) -> None:
    floors = [re.sub(r">=([^,]+),.*", r"==\1", line) for line in listed()]
    assert all("==" in one for one in floors)
    resolved(tmp_path / "venv", *floors)


def test_beside_azcollection(tmp_path: Path, version: Callable[[str], None]) -> None:
    """The package ansible brings the collection, since 14.5 its release 3.21, whose file lists what it needs."""
    newest = ["--python-version", "3.14", "--only-binary", ":all:", "ansible>=14.5"]  # this Python may be too old for it
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(tmp_path), *newest]
    subprocess.run(pip, check=True, timeout=BOUND)
    (wheel,) = tmp_path.glob("ansible-*.whl")
    version(f"{wheel.name.split('-')[0]} {wheel.name.split('-')[1]}")
    theirs = tmp_path / "theirs.txt"
    theirs.write_bytes(zipfile.ZipFile(wheel).read(THEIRS))
    resolved(tmp_path / "venv", "-r", REQUIREMENTS, "-r", theirs)


def test_nothing_in_it_is_unused() -> None:
    sources = "\n".join(path.read_text() for path in (COLLECTION / "plugins").rglob("*.py"))
    for line in listed():
        package = re.split(r"[><=]", line)[0]
        assert f'required("{package}")' in sources, package
