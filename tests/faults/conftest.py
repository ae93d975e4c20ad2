# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`--sample`: what `make test` runs of this: one cell in so many, and nothing that is marked as long.

The emulator is one that notes the secrets on the line.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.process import OVERHEARD

EACH = 131
"""A prime, so that a sample goes through all faults."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "long: left out with --sample")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sample", action="store_true", help=f"run one cell in {EACH}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--sample"):
        cells = [item for item in items if "cell" in getattr(item, "fixturenames", [])]
        left_out = (set(cells) - set(cells[::EACH])) | {item for item in items if item.get_closest_marker("long")}
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The secrets that went over the line."""
    file = tmp_path_factory.mktemp("heard") / "secrets"
    file.touch(mode=0o600)
    return file


@pytest.fixture(scope="session")
def emulator_module(heard: Path) -> Sequence[str]:
    return (OVERHEARD, str(heard), os.devnull)
