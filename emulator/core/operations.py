# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that a service takes on and finishes later, and that its clients follow by the operation's id."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from emulator.core.clock import Clock


@dataclass(frozen=True)
class Operation:
    id: str
    started_at: float
    done_at: float
    retry_after: int
    """Seconds after which the service wants to be asked again."""


class Operations:
    """Operations of one service that are under way or done."""

    def __init__(self, clock: Clock, new_id: Callable[[], str]) -> None:
        self.clock, self.new_id = clock, new_id
        self._by_id: dict[str, Operation] = {}

    def start(self, takes: float, retry_after: float = 0) -> Operation:
        """:param takes: Seconds."""
        now = self.clock.now()
        operation = Operation(self.new_id(), now, now + takes, int(retry_after))
        self._by_id[operation.id.lower()] = operation
        return operation

    def find(self, operation_id: str) -> Operation | None:
        return self._by_id.get(operation_id.lower())

    def is_done(self, operation: Operation) -> bool:
        return self.clock.now() >= operation.done_at
