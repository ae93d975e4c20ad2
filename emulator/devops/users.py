# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of the organization: access level, group and role on service connections, as PUT /_emulator/rules gives them to a
client id. The emulator's caller is a Project Collection Administrator until it is named there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from ..web import Problem

if TYPE_CHECKING:
    from ..cloud import Cloud
    from ..entra.model import Principal
    from ..web import Call

ACCESS_LEVELS = ("Basic", "Stakeholder")
COLLECTION_ADMINISTRATORS = "Project Collection Administrators"
GROUPS = ("Readers", "Contributors", "Build Administrators", "Project Administrators", COLLECTION_ADMINISTRATORS)
"""Each may do all that those before it may, as far as this flow goes (learn.microsoft.com, "Default permissions quick
reference"). The last is the organization's; the others are the same in every project here."""
ENDPOINT_ROLES = ("Nobody", "Reader", "User", "Creator", "Administrator")
"""On service connections (learn.microsoft.com, "Configure service connection security"); Nobody has none of them."""
CHOICES = {"access_level": ACCESS_LEVELS, "group": GROUPS, "endpoint_role": ("", *ENDPOINT_ROLES)}


@dataclass(frozen=True)
class User:
    access_level: str = "Basic"
    group: str = "Readers"
    endpoint_role: str = ""
    """On every service connection; when empty, what comes with the group."""

    def belongs_to(self, group: str) -> bool:
        """Whether it is in that group, or in one that may do more."""
        return GROUPS.index(self.group) >= GROUPS.index(group)


ADMINISTRATOR = User(group=COLLECTION_ADMINISTRATORS)


def user(cloud: Cloud, principal: Principal) -> User | None:
    """None for who is no user of the organization."""
    is_caller = principal is cloud.directory.caller
    if is_caller and not cloud.rules.caller_is_member:
        return None
    given = cloud.rules.users.get(principal.client_id)
    if given is None:
        return ADMINISTRATOR if is_caller or principal is cloud.devops.build_service else None
    return User(**given)


def holder(call: Call) -> User:
    """The user behind a request that has been let in."""
    found = call.caller and user(call.cloud, call.caller)
    assert found
    return found


def check(users: Mapping[str, Any]) -> None:
    """Of a new rule.

    :raises Problem: 400, something that no user can be.
    """
    for given in users.values():
        if not isinstance(given, dict) or set(given) - set(asdict(User())):
            raise _bad(f"A user has {', '.join(asdict(User()))}.")
        for name, value in given.items():
            if value not in CHOICES[name]:
                raise _bad(f"The {name} {value!r} is none of {', '.join(CHOICES[name])}.")


def _bad(message: str) -> Problem:
    return Problem(400, {"error": {"code": "BadRules", "message": message}})
