# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The directory's recycle bin: app registrations and service principals, for thirty days
(docs/reference/graph.md#deleted-items)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.services.entra.model.applications import Application

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.entra.model.principals import Principal

RETENTION = 30 * 86400.0
"""Seconds."""


class DeletedItems:
    """Items keyed by object id; what has been here for thirty days is gone for good."""

    def __init__(self, runtime: Runtime) -> None:
        self.runtime = runtime
        self._by_id: dict[str, Application | Principal] = {}

    def add(self, item: Application | Principal) -> None:
        item.deleted_at = self.runtime.clock.now()
        self._by_id[item.object_id] = item

    def take_out(self, item: Application | Principal) -> None:
        del self._by_id[item.object_id]
        item.deleted_at = None

    def find(self, object_id: str) -> Application | Principal | None:
        return next((one for one in self.all() if one.object_id == object_id.lower()), None)

    def all(self) -> list[Application | Principal]:
        oldest = self.runtime.clock.now() - RETENTION
        self._by_id = {key: one for key, one in self._by_id.items() if (one.deleted_at or 0.0) > oldest}
        return list(self._by_id.values())

    def applications(self) -> list[Application]:
        return [one for one in self.all() if isinstance(one, Application)]

    def principals(self) -> list[Principal]:
        return [one for one in self.all() if not isinstance(one, Application)]
