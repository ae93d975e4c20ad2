# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`--sample`: one cell in so many, as `make test` runs them."""

from __future__ import annotations

import pytest

EACH = 29
"""A prime, so that a sample goes through all faults."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--sample", action="store_true", help=f"run one cell in {EACH}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--sample"):
        cells = [item for item in items if "cell" in getattr(item, "fixturenames", [])]
        kept = set(cells[::EACH])
        config.hook.pytest_deselected(items=[item for item in cells if item not in kept])
        items[:] = [item for item in items if item not in cells or item in kept]
