# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Long-running operations that a client follows by their `Location`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emulator.runtime import Runtime


@dataclass
class Operation:
    id: str
    started_at: float
    ready_at: float
    retry_after: int
    """Seconds."""


class Operations:
    """Operations that are under way or done."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._by_id: dict[str, Operation] = {}

    def start(self, what: str) -> Operation:
        """An operation that takes as long as the table in core/delays.py says."""
        now = self.runtime.clock.now()
        wait = int(self.runtime.takes(f"{what}_poll"))
        operation = Operation(self.runtime.ids.word(40), now, now + self.runtime.takes(what), wait)
        self._by_id[operation.id] = operation
        return operation

    def find(self, operation_id: str) -> Operation | None:
        return self._by_id.get(operation_id)
