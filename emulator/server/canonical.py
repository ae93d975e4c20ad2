# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""State in which ids, times and versions have stable names, so that two runs can be compared."""

from __future__ import annotations

import json
import re
from typing import Any

VOLATILE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # GUIDs
    r"|\b[0-9a-f]{40}\b|\b[0-9a-f]{32}\b"  # commits and secret versions
    r"|(?<=/t/)[\w-]{22}(?=/a/)"  # the tenant (docs/reference/azure_devops.md#subject-encoding)
    r"|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z",
    re.I,
)


def blank(text: str) -> str:
    return VOLATILE.sub("*", text)


def ordered(value: Any) -> Any:
    """Entries in an order that does not depend on the ids."""
    if isinstance(value, dict):
        inner = {key: ordered(entry) for key, entry in value.items()}
        return dict(sorted(inner.items(), key=lambda item: (blank(item[0]), blank(json.dumps(item[1], sort_keys=True)))))
    if isinstance(value, list):
        return sorted((ordered(entry) for entry in value), key=lambda entry: blank(json.dumps(entry, sort_keys=True)))
    return value


def canonical(state: dict[str, Any]) -> dict[str, Any]:
    """Every id, time and version becomes `<1>`, `<2>`, ... in the order in which it is first met."""
    names: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        return names.setdefault(match.group().lower(), f"<{len(names) + 1}>")

    result: dict[str, Any] = json.loads(VOLATILE.sub(name, json.dumps(ordered(state))))
    return result
