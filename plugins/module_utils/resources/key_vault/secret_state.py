# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret as a vault tells it, and as our results show it."""

from __future__ import annotations

import typing as t

from ...clients.key_vault.secrets import SecretsClient
from ...errors import Forbidden
from .times import iso

REFUSED = ("AccessDenied", "ForbiddenByRbac", "ForbiddenByFirewall", "ForbiddenByConnection")
"""The vault refuses the caller; a disabled secret refuses everybody."""


class Reading(t.NamedTuple):
    """The newest version of a secret."""

    properties: t.Any
    value: str | None
    """None when it is disabled, and so keeps its value to itself."""


def read_secret(secrets: SecretsClient, name: str) -> Reading | None:
    """None on a definite "there is none". :raises Forbidden: the caller may not read it."""
    try:
        found = secrets.get(name)
    except Forbidden as error:
        properties = None if error.inner in REFUSED else secrets.latest(name)
        if properties is None or properties.enabled:
            raise
        return Reading(properties, None)
    return Reading(found.properties, found.value) if found else None


class SecretState(t.TypedDict):
    """A secret without its value; times as in 2027-01-31T12:00:00Z."""

    id: str
    name: str
    vault_uri: str
    version: str
    content_type: str | None
    tags: dict[str, str]
    enabled: bool
    not_before: str | None
    expires: str | None


def state_of(properties: t.Any, vault_uri: str) -> SecretState:
    """The state of a version, without the value."""
    return {
        "id": properties.id,
        "name": properties.name,
        "vault_uri": vault_uri,
        "version": properties.version,
        "content_type": properties.content_type,
        "tags": properties.tags or {},
        "enabled": bool(properties.enabled),
        "not_before": iso(properties.not_before),
        "expires": iso(properties.expires_on),
    }
