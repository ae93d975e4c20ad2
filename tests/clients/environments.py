# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that nobody here wrote, each installed on its own: their dependencies do not agree with each other."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION

ROOT = COLLECTION / "build" / "clients"
BOUND = 1800
"""Seconds for an installation, and for a client's whole test."""


def python_packages(name: str, *packages: str, requirements: str | None = None) -> Path:
    """The `bin` of a virtual environment that has them.

    :param requirements: a file that comes with them and lists what else they need, as a glob in `site-packages`.
    """

    def install(folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=BOUND)
        # Compiled at once: starting az without that takes seconds each time (docs/reference/clients.md#az-starts-slowly).
        pip = (folder / "bin" / "pip", "install", "--quiet", "--compile")
        subprocess.run([*pip, *packages], check=True, timeout=BOUND)
        if requirements:
            listed = next(folder.glob(f"lib/python*/site-packages/{requirements}"))
            subprocess.run([*pip, "-r", listed], check=True, timeout=BOUND)

    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return installed(name, {"python": python, "packages": packages, "requirements": requirements}, install) / "bin"


def node_packages(name: str, *packages: str, overrides: Mapping[str, str] | None = None) -> Path:
    """A folder whose scripts can import them.

    :param overrides: versions of what they need, other than those they ask for.
    """

    def install(folder: Path) -> None:
        folder.mkdir(parents=True)
        (folder / "package.json").write_text(json.dumps({"private": True, "type": "module", "overrides": overrides or {}}))
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", *packages]
        subprocess.run(command, cwd=folder, check=True, timeout=BOUND)

    return installed(name, {"packages": packages, "overrides": overrides}, install)


def installed(name: str, wanted: Mapping[str, object], install: Callable[[Path], None]) -> Path:
    """The folder that `install` fills; again where something else is wanted than last time, or it failed."""
    folder, stamp, asked = ROOT / name, ROOT / f"{name}.installed", json.dumps(wanted, indent=2)
    if not stamp.exists() or stamp.read_text() != asked:
        stamp.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        install(folder)
        stamp.write_text(asked)
    return folder


def run(*command: str | Path, environment: Mapping[str, str], cwd: Path, refused: bool = False) -> str:
    """Runs the command and returns what it prints.

    :param refused: it has to fail, and what it says of that is meant.
    """
    done = subprocess.run(command, env=dict(environment), cwd=cwd, capture_output=True, text=True, timeout=BOUND, check=False)
    assert (done.returncode != 0) == refused, f"{command[0]}: {done.stdout}\n{done.stderr}"
    return done.stderr if refused else done.stdout
