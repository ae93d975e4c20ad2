# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of pipelines and groups: secrets go in and never come out (docs/reference/azure_devops.md#secret-variables)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class StoredVariable:
    value: str | None = field(repr=False)
    is_secret: bool = False
    allow_override: bool | None = None
    more: tuple[tuple[str, Any], ...] = ()
    """Properties that a variable group linked to a vault has besides: enabled, contentType, expires."""


KEPT = ("isReadOnly", "enabled", "contentType", "expires")


def stored(sent: dict[str, Any], before: dict[str, StoredVariable]) -> dict[str, StoredVariable]:
    """The variables that were sent; a secret without value, or with an empty one, keeps the value it had (variable groups:
    ryanmichaeljames/devops-mcp, docs/design/variable-group-write-tools.md)."""
    kept: dict[str, StoredVariable] = {}
    for name, one in sent.items():
        entry = one if isinstance(one, dict) else {"value": one}
        value, secret = entry.get("value"), bool(entry.get("isSecret"))
        if not value and secret and name in before:
            value = before[name].value
        more = tuple((key, entry[key]) for key in KEPT if key in entry)
        kept[name] = StoredVariable(None if value is None else str(value), secret, entry.get("allowOverride"), more)
    return kept


def shown(variables: dict[str, StoredVariable]) -> dict[str, Any]:
    """The variables as answers give them: a secret's value is null."""
    answer: dict[str, Any] = {}
    for name, one in variables.items():
        entry: dict[str, Any] = {**dict(one.more), "value": None if one.is_secret else one.value}
        if not entry.get("isReadOnly"):
            entry.pop("isReadOnly", None)
        if one.allow_override is not None:
            entry["allowOverride"] = one.allow_override
        if one.is_secret:
            entry["isSecret"] = True
        answer[name] = entry
    return answer
