# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Permissions of the caller, by security namespace (docs/reference/azure_devops.md#permission-evaluation)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.security.endpoint_roles import EndpointRole
from emulator.services.azure_devops.model.users import COLLECTION_ADMINISTRATORS, User

if TYPE_CHECKING:
    from emulator.core.request import Request
    from emulator.services.azure_devops.model.projects.projects import Project

COLLECTION = "3e65f728-f8bc-4ecd-8764-7e378b19bfa7"
BUILD = "33344d9c-fc72-4d6f-aba5-fa317101a7e9"
GIT = "2e9eb7ed-3c0a-47d4-87c1-0ffdd275fd87"
ENDPOINTS = "49b48001-ca20-4adc-8111-5b60c903a50c"
CREATE_ENDPOINT = (ENDPOINTS, 4)
RIGHTS = {
    (COLLECTION, 4): ("Create new projects", COLLECTION_ADMINISTRATORS),
    (BUILD, 128): ("Queue builds", "Contributors"),
    (BUILD, 2048): ("Edit build pipeline", "Contributors"),
    (GIT, 4): ("GenericContribute", "Contributors"),
    (GIT, 256): ("CreateRepository", "Project Administrators"),
}
"""Permission and least group, as in rights.py, by namespace and bit."""
TOKENS = {COLLECTION: "", BUILD: "", GIT: "repoV2/", ENDPOINTS: "endpoints/"}
"""The text before a project's id in a token."""


def is_known(namespace: str, permission: int) -> bool:
    return (namespace, permission) in RIGHTS or (namespace, permission) == CREATE_ENDPOINT


def has(request: Request, organization: Organization, user: User, asked: tuple[str, int, str]) -> bool:
    """Tells whether the caller has it; of what there is no project for, nobody has anything.

    :param asked: namespace, bit and token.
    """
    namespace, permission, token = asked
    if namespace == COLLECTION:
        return user.may(*RIGHTS[namespace, permission])
    project = _project(organization, token.removeprefix(TOKENS[namespace]))
    if project is None:
        return False
    there = user.among([project])
    if (namespace, permission) == CREATE_ENDPOINT:
        return EndpointRole(request, organization, there).may_create
    return there.may(*RIGHTS[namespace, permission])


def _project(organization: Organization, token: str) -> Project | None:
    return organization.projects.find(token.partition("/")[0])
