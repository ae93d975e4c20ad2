# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users of the organization: access level, groups and role on service connections, as PUT /_emulator/rules gives them to a
client id. The emulator's caller is a Project Collection Administrator until it is named there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

from emulator.core.response import ErrorResponse

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.projects.projects import Project
    from emulator.services.entra.model.directory import Directory
    from emulator.services.entra.model.principals import Principal

ACCESS_LEVELS = ("Basic", "Stakeholder")
COLLECTION_ADMINISTRATORS = "Project Collection Administrators"
NOBODY = "Nobody"
GROUPS = (NOBODY, "Readers", "Contributors", "Build Administrators", "Project Administrators", COLLECTION_ADMINISTRATORS)
"""Each may do all that those before it may, as far as this flow goes (learn.microsoft.com, "Default permissions quick
reference"). The last is the organization's; who is Nobody in a project does not see it."""
ENDPOINT_ROLES = (NOBODY, "Reader", "User", "Creator", "Administrator")
"""On service connections (learn.microsoft.com, "Configure service connection security"); Nobody has none of them."""
CHOICES = {"access_level": ACCESS_LEVELS, "group": GROUPS, "endpoint_role": ("", *ENDPOINT_ROLES)}


@dataclass(frozen=True)
class User:
    access_level: str = "Basic"
    group: str = "Readers"
    """In the projects that `projects` does not name."""
    projects: Mapping[str, str] = field(default_factory=dict)
    """The group by a project's name."""
    endpoint_role: str = ""
    """On every service connection; when empty, what comes with the group."""
    denied: tuple[str, ...] = ()
    """Permissions that its group has and it has not, by the names in security/rights.py."""

    def may(self, permission: str, group: str) -> bool:
        """:param group: The least one that has the permission."""
        return permission not in self.denied and self.belongs_to(group)

    def belongs_to(self, group: str) -> bool:
        """Says whether it is in that group, or in one that may do more."""
        return GROUPS.index(self.group) >= GROUPS.index(group)

    def among(self, projects: list[Project]) -> User:
        """The user with the group that it has in all of these projects."""
        if self.group == COLLECTION_ADMINISTRATORS or not projects:
            return self
        return replace(self, group=min((self._group_in(one) for one in projects), key=GROUPS.index))

    def sees(self, project: Project) -> bool:
        return self.among([project]).group != NOBODY

    def _group_in(self, project: Project) -> str:
        return next((group for name, group in self.projects.items() if name.lower() == project.name.lower()), self.group)


ADMINISTRATOR = User(group=COLLECTION_ADMINISTRATORS)


class Users:
    """The users of the organization, by the principals of the tenant."""

    def __init__(self, runtime: Runtime, directory: Directory, build_service: Principal) -> None:
        self.runtime, self.directory, self.build_service = runtime, directory, build_service

    def find(self, principal: Principal) -> User | None:
        """The user that a principal is; None for one that the organization does not know."""
        is_caller = principal is self.directory.caller
        if is_caller and not self.runtime.policies.caller_is_member:
            return None
        given = self.runtime.policies.users.get(principal.client_id)
        if given is None:
            return ADMINISTRATOR if is_caller or principal is self.build_service else None
        return User(**given)

    def members(self) -> list[Principal]:
        """The tenant's principals that are users."""
        return [principal for principal in self.directory.principals.values() if self.find(principal)]


def check(users: Mapping[str, Any]) -> None:
    """Checks the users of a new policy.

    :raises ErrorResponse: 400, something that no user can be.
    """
    for given in users.values():
        if not isinstance(given, dict) or set(given) - set(asdict(User())):
            raise _bad(f"A user has {', '.join(asdict(User()))}.")
        projects = given.get("projects", {})
        if not isinstance(projects, dict):
            raise _bad("The projects of a user are an object: a group by a project's name.")
        if not isinstance(given.get("denied", []), list):
            raise _bad("The denied permissions of a user are a list of their names.")
        chosen = [(name, value) for name, value in given.items() if name in CHOICES]
        for name, value in chosen + [("group", group) for group in projects.values()]:
            if value not in CHOICES[name]:
                raise _bad(f"The {name} {value!r} is none of {', '.join(CHOICES[name])}.")


def _bad(message: str) -> ErrorResponse:
    return ErrorResponse(400, {"error": {"code": "BadRules", "message": message}})
