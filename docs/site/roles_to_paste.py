# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Custom roles of Azure that hold what playbooks ask for, from the rights page and the tasks of their roles."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

COLLECTION = Path(__file__).resolve().parents[2]
PAGE = COLLECTION / "docs/docsite/rst/rights.rst"
SCOPE = "/subscriptions/00000000-0000-0000-0000-000000000000"
READS = re.compile(r"/read$|/readMetadata/action$")


def blocks() -> str:
    """One role for set-up and teardown, and one for who only looks."""
    return "".join(
        f"{sentence}\n\n.. code-block:: json\n\n"
        + "".join(f"  {line}\n" for line in json.dumps(role, indent=2).splitlines())
        + "\n"
        for sentence, role in (
            ("Set-up and teardown, with everything that any of their tasks may ask for:", setup()),
            ("Looking only, for ``wiring_info`` and the other info modules, which then show no secret's value:", looking()),
        )
    )


def setup() -> dict[str, Any]:
    tasks = " ".join(path.read_text() for path in (COLLECTION / "roles").glob("*/tasks/**/*.yml"))
    used = {module for module in actions() if f"vaultpipe.azure.{module}:" in tasks}
    return _role("vaultpipe set-up", "Sets up and takes down what vaultpipe.azure.setup makes.", used)


def looking() -> dict[str, Any]:
    role = _role("vaultpipe look", "Reads what vaultpipe.azure makes.", {name for name in actions() if name.endswith("_info")})
    return {**role, **{key: [one for one in role[key] if READS.search(one)] for key in ("Actions", "DataActions")}}


def actions() -> dict[str, list[str]]:
    """Actions and data actions of Azure, by module; the first row of a module is that of its rights."""
    rows: dict[str, list[str]] = {}
    for module, cell in re.findall(
        r"^  \* - ``(\w+)``\n    - (.*?)(?=^  \* - |^\S|\Z)", PAGE.read_text(), re.DOTALL | re.MULTILINE
    ):
        rows.setdefault(module, re.findall(r"\bMicrosoft\.[\w./]+\w", cell))
    return rows


def _role(name: str, description: str, modules: set[str]) -> dict[str, Any]:
    asked = sorted({action for module in modules for action in actions()[module]})
    return {
        "Name": name,
        "Description": description,
        "Actions": [action for action in asked if "/vaults/secrets/" not in action],
        "DataActions": [action for action in asked if "/vaults/secrets/" in action],
        "AssignableScopes": [SCOPE],
    }
