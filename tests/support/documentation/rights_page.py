# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rights that docs/docsite/rst/rights.rst lists."""

from __future__ import annotations

import re

from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION

PAGE = COLLECTION / "docs/docsite/rst/rights.rst"
RIGHT = re.compile(r"\b(?:Microsoft|Application|GroupMember|vso)\.[\w./]+\w")


def _rows(module: str) -> list[str]:
    """Cells beside the module: its rights and, for Azure DevOps, its least group."""
    start = f"``{module}``\n    - "
    return [row.removeprefix(start) for row in PAGE.read_text().split("  * - ") if row.startswith(start)]


def listed_modules() -> set[str]:
    return set(re.findall(r"^  \* - ``(\w+)``$", PAGE.read_text(), re.MULTILINE))


def rights_of(module: str) -> tuple[str, ...]:
    """Actions and data actions of Azure, scopes of Azure DevOps, permissions of Microsoft Graph."""
    return tuple(RIGHT.findall(_rows(module)[0]))


def rights_for_certain(module: str) -> tuple[str, ...]:
    """Rights of the module that are in double backticks."""
    return tuple(right for right in rights_of(module) if f"``{right}``" in _rows(module)[0])


def group_of(module: str) -> str:
    """Begins with the group, or with the role on a service connection."""
    return _rows(module)[1]
