# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of a secret, from a version's attributes and back to them."""

from __future__ import annotations

import typing as t

from ....engine.resource import State
from ....known_after_apply import KNOWN_AFTER_APPLY
from ...shared.ownership import MARK
from ..times import iso, parse_option_time

HIDDEN, HIDDEN_NEW = "(hidden)", "(hidden, another value)"
"""Placeholders of a value in a diff: as it was, and another one."""


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


def new_state(name: str, vault_uri: str) -> State:
    """The state of a secret before its first version, without what the task gives."""
    return {
        "id": KNOWN_AFTER_APPLY,
        "name": name,
        "vault_uri": vault_uri,
        "version": KNOWN_AFTER_APPLY,
        "content_type": None,
        "tags": {MARK: "managed"},
        "enabled": True,
        "not_before": None,
        "expires": None,
    }


def attributes_of(state: State) -> dict[str, t.Any]:
    """All of a version's attributes: none is carried over from the version before
    (docs/reference/key_vault.md#attributes-are-a-versions)."""
    return {
        "content_type": state["content_type"],
        "tags": state["tags"],
        "enabled": state["enabled"],
        "not_before": state["not_before"] and parse_option_time("not_before", state["not_before"]),
        "expires_on": state["expires"] and parse_option_time("expires", state["expires"]),
    }
