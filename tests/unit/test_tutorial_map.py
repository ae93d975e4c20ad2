# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tutorial map names roles, modules, options and tests that exist, and leaves no cell empty."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

COLLECTION = Path(__file__).resolve().parents[2]
MAP = COLLECTION / "docs/docsite/rst/tutorial_map.rst"
ROLES = {path.name for path in (COLLECTION / "roles").iterdir()}
MODULES = {path.stem for path in (COLLECTION / "plugins/modules").glob("*.py")}


def rows() -> list[list[str]]:
    """Step, role, module and options, test."""
    table = MAP.read_text().partition(".. list-table::")[2]
    return [
        [" ".join(cell.split()) for cell in re.split(r"^    - ", row, flags=re.MULTILINE)] for row in table.split("  * - ")[2:]
    ]


def documented() -> set[str]:
    """Options and returned fields of all modules, and variables of all roles."""
    known = {option for path in (COLLECTION / "roles").glob("*/meta/argument_specs.yml") for option in variables(path)}
    for path in [*(COLLECTION / "plugins/modules").glob("*.py"), *(COLLECTION / "plugins/doc_fragments").glob("*.py")]:
        known |= set(re.findall(r"^ *([a-z_]+):", path.read_text(), re.MULTILINE))
    return known


def variables(path: Path) -> set[str]:
    return set(yaml.safe_load(path.read_text())["argument_specs"]["main"]["options"])


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[0])
def test_a_row_names_what_exists(row: list[str]) -> None:
    assert len(row) == 4
    assert all(row)
    _step, role, options, test = row
    assert role == "all" or set(re.findall(r"``(\w+)``", role)) <= ROLES
    named = set(re.findall(r"``([a-z_]+)(?::[^`]*)?``", options))
    assert named
    assert named <= MODULES | documented() | {"vaultpipe"}
    file, _colons, function = test.strip("`").partition("::")
    assert f"def {function}(" in (COLLECTION / "tests/integration" / file).read_text()
