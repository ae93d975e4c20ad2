# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles leave to `module_defaults` what plays set there: a task's own option takes its place even with `default(omit)`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

COLLECTION = Path(__file__).resolve().parents[2]
TASKS = sorted((COLLECTION / "roles").glob("*/tasks/**/*.yml"))
OF_PLAYS = {"subscription_id", "organization"}


def options(tasks: Any) -> Iterator[str]:
    """Names of all options of a file's modules."""
    for task in tasks or []:
        for key, value in task.items():
            if key in ("block", "rescue", "always"):
                yield from options(value)
            elif key.startswith("vaultpipe.azure."):
                yield from value or {}


@pytest.mark.parametrize("path", TASKS, ids=lambda path: str(path.relative_to(COLLECTION / "roles")))
def test_no_task_takes_the_place_of_a_default(path: Path) -> None:
    assert not OF_PLAYS & set(options(yaml.safe_load(path.read_text())))
