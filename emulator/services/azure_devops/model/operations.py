# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Work that the organization takes on and finishes later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.services.azure_devops.errors.projects import no_such_operation

if TYPE_CHECKING:
    from emulator.runtime import Runtime


@dataclass(frozen=True)
class Operation:
    id: str
    done_at: float


class Operations:
    """Operations by id."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._operations: dict[str, Operation] = {}

    def start(self, done_at: float) -> Operation:
        operation = Operation(self.runtime.ids.guid(), done_at)
        self._operations[operation.id] = operation
        return operation

    def get(self, operation_id: str) -> Operation:
        """:raises DevOpsError: 404."""
        if operation_id.lower() not in self._operations:
            raise no_such_operation(operation_id)
        return self._operations[operation_id.lower()]

    def is_done(self, operation: Operation) -> bool:
        return self.runtime.clock.now() >= operation.done_at
