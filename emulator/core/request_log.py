# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The record of requests that tests and the demo ask for: who asked what, never bodies, tokens or query secrets."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Entry:
    n: int
    method: str
    host: str
    path: str
    status: int
    caller: str | None
    write: bool
    connection: int


KEPT = 20_000
"""Entries; of more requests the oldest are forgotten, while their numbers go on."""


class RequestLog:
    """Entries in the order in which the requests were answered."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._n = 0

    def add(self, method: str, host: str, path: str, status: int, caller: str | None, write: bool, connection: int) -> int:
        """Appends an entry and gives its number."""
        self._n += 1
        self._entries.append(Entry(self._n, method, host, path, status, caller, write, connection))
        return self._n

    def entries(self, after: int = 0) -> list[dict[str, Any]]:
        """Entries whose number is above that one."""
        return [vars(entry) for entry in self._entries if entry.n > after]

    def clear(self) -> None:
        self._entries.clear()
