# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a principal may do with Graph: it has no permission that nobody granted (facts/api.md §12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .errors import denied

if TYPE_CHECKING:
    from ..cloud import Cloud
    from ..entra.applications import Application
    from ..entra.model import Principal


def require_reading(cloud: Cloud, who: Principal) -> None:
    """Application.Read.All: the caller and the powerless principal have it.

    :raises GraphError: Authorization_RequestDenied.
    """
    if who.object_id not in (cloud.directory.caller.object_id, cloud.directory.powerless.object_id):
        raise denied()


def require_reading_deleted(cloud: Cloud) -> None:
    """:raises GraphError: Authorization_RequestDenied."""
    if not cloud.rules.deleted_items_may_be_read:
        raise denied()


def require_creating(cloud: Cloud, who: Principal) -> None:
    """Application.ReadWrite.OwnedBy: the caller has it.

    :raises GraphError: Authorization_RequestDenied.
    """
    if who.object_id != cloud.directory.caller.object_id:
        raise denied()


def require_owner(cloud: Cloud, who: Principal, item: Application | Principal) -> None:
    """Application.ReadWrite.OwnedBy changes only what its holder owns.

    :raises GraphError: Authorization_RequestDenied.
    """
    require_creating(cloud, who)
    if who.object_id not in item.owners:
        raise denied()
