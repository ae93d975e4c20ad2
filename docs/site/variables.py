# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of every playbook, from the files that the playbooks themselves check them by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from . import rst

COLLECTION = Path(__file__).resolve().parents[2]
FILES = {
    path.name.removesuffix("_arguments.yml"): path for path in sorted((COLLECTION / "playbooks/vars").glob("*_arguments.yml"))
}


def sections() -> str:
    """One section with one table for each playbook; set-up comes first."""
    playbooks = sorted(FILES, key=lambda name: (name != "setup", name))
    return "".join(rst.heading(f"vaultpipe.azure.{name}") + _table(FILES[name]) for name in playbooks)


def _table(file: Path) -> str:
    return rst.table(("Variable", "Takes", "Meaning"), _rows(yaml.safe_load(file.read_text())["options"]), "30 22 48")


def _rows(options: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str, str]]:
    for name, rules in options.items():
        meaning = rules["description"]
        yield (
            f"``{above}{name}``",
            _takes(rules),
            rst.from_ansible(meaning if isinstance(meaning, str) else " ".join(meaning)),
        )
        yield from _rows(rules.get("options") or {}, f"{above}{name}.")


def _takes(rules: Mapping[str, Any]) -> str:
    kind = ", ".join(f"``{choice}``" for choice in rules["choices"]) if "choices" in rules else rules["type"]
    if "elements" in rules:
        kind = f"list of {rules['elements']}"
    if rules.get("required"):
        return f"{kind}; **needed**"
    return f"{kind}; ``{rules['default']}`` by default" if rules.get("default") not in (None, "", [], {}) else kind
