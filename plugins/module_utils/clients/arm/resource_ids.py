# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids of resources in ARM: `/subscriptions/{guid}/resourceGroups/{name}/providers/...`."""

from __future__ import annotations

from ...errors import not_understood


def group_of(resource_id: str) -> str:
    """The resource group of a resource. :raises ServiceError: the service gave something that is no such id."""
    parts = resource_id.split("/")
    if len(parts) < 5 or parts[3].lower() != "resourcegroups":
        raise not_understood(f"tell the resource group of {resource_id}", "the id of a resource")
    return parts[4]
