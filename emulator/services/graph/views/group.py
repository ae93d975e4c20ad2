# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A security group with the properties that Graph gives by default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.core.clock import iso
from emulator.services.graph.listing import Kind

if TYPE_CHECKING:
    from emulator.services.entra.model.groups import Group

KIND = Kind("Group", "groups", ("id", "displayName", "mailNickname", "securityEnabled"))
EMPTY = (
    "deletedDateTime", "classification", "expirationDateTime", "isAssignableToRole", "mail", "membershipRule",
    "membershipRuleProcessingState", "onPremisesDomainName", "onPremisesLastSyncDateTime", "onPremisesNetBiosName",
    "onPremisesSamAccountName", "onPremisesSecurityIdentifier", "onPremisesSyncEnabled", "preferredDataLocation",
    "preferredLanguage", "theme", "visibility",
)  # fmt: skip
"""Properties that are null in every group here."""
LISTS = ("groupTypes", "proxyAddresses", "resourceBehaviorOptions", "resourceProvisioningOptions", "onPremisesProvisioningErrors")


def group_view(group: Group) -> dict[str, Any]:
    created = iso(group.created_at, 0)
    return {
        "id": group.object_id,
        **dict.fromkeys(EMPTY),
        **{name: [] for name in LISTS},
        "createdDateTime": created,
        "description": group.description,
        "displayName": group.display_name,
        "mailEnabled": False,
        "mailNickname": group.mail_nickname,
        "renewedDateTime": created,
        "securityEnabled": True,
    }
