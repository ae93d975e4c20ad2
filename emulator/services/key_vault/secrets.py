# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret, its versions, and the moments between being deleted, recovered and purged (docs/reference/key_vault.md#secrets)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class SecretVersion:
    id: str
    """32 hex digits."""
    value: str
    content_type: str | None
    tags: dict[str, str] | None
    enabled: bool
    not_before: int | None
    expires: int | None
    created: int
    updated: int
    """Seconds since the epoch, as all of them."""


@dataclass
class Secret:
    name: str
    versions: list[SecretVersion] = field(default_factory=list)
    """Oldest first."""
    deleted_at: float | None = None
    deletion_done_at: float = 0.0
    """Until then the deleted secret is not shown, and its name says `ObjectIsBeingDeleted`."""
    recovery_done_at: float = 0.0
    """Until then the recovered secret is not shown."""
    purge_done_at: float | None = None
    """Set by a purge: nothing is shown any more, yet the name is not free before."""

    @property
    def current(self) -> SecretVersion:
        return self.versions[-1]

    def version(self, version_id: str) -> SecretVersion | None:
        return next((one for one in self.versions if one.id == version_id.lower()), None)

    def shown(self, now: float) -> bool:
        return self.deleted_at is None and self.recovery_done_at <= now

    def shown_deleted(self, now: float) -> bool:
        return self.deleted_at is not None and self.purge_done_at is None and self.deletion_done_at <= now

    def being_deleted(self, now: float) -> bool:
        return self.deleted_at is not None and self.deletion_done_at > now

    def summary(self) -> dict[str, Any]:
        """For the state: all but values, versions' ids and times."""
        current = self.current
        return {
            "name": self.name,
            "versions": len(self.versions),
            "enabled": current.enabled,
            "not_before": current.not_before,
            "expires": current.expires,
            "content_type": current.content_type,
            "tags": current.tags or {},
        }
