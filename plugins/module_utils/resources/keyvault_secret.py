# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of a key vault."""

from __future__ import annotations

import datetime
import functools
import re
import typing as t

from ..argument_spec import AUTH, STATE, ArgumentSpec
from ..clients.arm import ArmClient
from ..clients.secrets import SecretsClient
from ..errors import Forbidden, Unreachable, UsageError, VaultpipeError
from ..resource import Resource, State
from ..unknown import KNOWN_AFTER_APPLY
from .vault_name import VAULT, vault_id, vault_uri

NAME = re.compile(r"[0-9a-zA-Z-]{1,127}")
LARGEST = 25 * 1024
"""Bytes of a value (facts/api.md §4; the service counts 25 KB)."""
HIDDEN, HIDDEN_NEW = "(hidden)", "(hidden, another value)"
SOFT_DELETED = "soft_deleted"
"""Marks the state of a secret that only the recycle bin has."""


class KeyVaultSecret(Resource):
    """`{"id", "name", "vault_uri", "version", "content_type", "tags", "enabled", "not_before", "expires"}`; never the value."""

    label = "key vault secret"
    key = "keyvault_secret"
    hidden = ("secret_value",)
    spec = (
        AUTH
        + STATE
        + VAULT
        + ArgumentSpec(
            {
                "name": {"type": "str", "required": True, "aliases": ["secret_name"]},
                "secret_value": {"type": "str", "no_log": True, "aliases": ["value"]},
                "content_type": {"type": "str"},
                "tags": {"type": "dict"},
                "enabled": {"type": "bool"},
                "not_before": {"type": "str", "aliases": ["secret_valid_from"]},
                "expires": {"type": "str", "aliases": ["secret_expiry"]},
                "on_deleted": {"type": "str", "choices": ["recover", "purge", "fail"], "default": "recover"},
                "purge": {"type": "bool", "default": False},
                "timeout": {"type": "int", "default": 120},
            }
        )
    )

    @functools.cached_property
    def uri(self) -> str:
        return vault_uri(self.options, self.session.cloud)

    @functools.cached_property
    def secrets(self) -> SecretsClient:
        return SecretsClient(self.session, self.report, self.uri)

    def validate(self) -> None:
        name, value = self.options["name"], self.options.get("secret_value")
        if not NAME.fullmatch(name):
            raise UsageError(
                f"name is {name!r}, but a secret's name has 1 to 127 letters, digits and '-'.", "Choose another name."
            )
        if value is not None and len(value.encode()) > LARGEST:
            raise UsageError(
                f"secret_value has {len(value.encode())} bytes, but a secret holds at most {LARGEST}.", "Shorten it."
            )
        for option in ("not_before", "expires"):
            if self.options.get(option) is not None:
                moment(option, self.options[option])
        self.uri  # noqa: B018 - checks vault_name and vault_uri

    def read(self) -> State | None:
        """:raises NotFound: the vault itself is not there (outside check mode: the reason why nothing answers)."""
        try:
            live = self._live()
        except Unreachable as error:
            if self._vault_exists():
                raise
            self._missing_vault = error
            return None
        if live is None and self.options["state"] == "absent" and self.options["purge"] and self._deleted:
            return {"name": self.options["name"], "vault_uri": self.uri, SOFT_DELETED: True}
        return live

    def _live(self) -> State | None:
        try:
            found = self.secrets.get(self.options["name"])
        except Forbidden as error:
            properties = self.secrets.latest(self.options["name"])
            if properties is None or properties.enabled:
                raise
            # A disabled secret keeps its value to itself, so whether it differs cannot be known.
            self._value: str | None = None
            del error
            return self._state(properties)
        if found is None:
            return None
        self._value = found.value
        return self._state(found.properties)

    def _vault_exists(self) -> bool:
        """Whether ARM knows the vault: a name that does not resolve is not yet a vault that is not there."""
        name = self.uri.removeprefix("https://").split(".", maxsplit=1)[0]
        return vault_id(ArmClient(self.session, self.report), name, None) is not None

    _missing_vault: VaultpipeError | None = None

    @functools.cached_property
    def _deleted(self) -> t.Any:
        return None if self._missing_vault else self.secrets.deleted(self.options["name"])

    def action(self, current: State | None, desired: State) -> str:
        return "recover" if current is None and self._deleted and self.options["on_deleted"] == "recover" else super().action(
            current, desired
        )  # fmt: skip

    def desired(self, current: State | None) -> State:
        """:raises UsageError: a new secret without a value, or a soft-deleted one in the way."""
        name = self.options["name"]
        if current is None:
            if self.options.get("secret_value") is None:
                raise UsageError(f"There is no secret {name} in {self.uri} yet, and secret_value is not given.", "Set it.")
            if self._deleted and self.options["on_deleted"] == "fail":
                raise UsageError(
                    f"A secret {name} is soft-deleted in {self.uri} and keeps the name until it is purged.",
                    "Set on_deleted to recover or purge, or choose another name.",
                )
            current = {
                "id": KNOWN_AFTER_APPLY,
                "name": name,
                "vault_uri": self.uri,
                "version": KNOWN_AFTER_APPLY,
                "content_type": None,
                "tags": {},
                "enabled": True,
                "not_before": None,
                "expires": None,
            }
        given = self.given("content_type", "enabled")
        given.update({option: iso(moment(option, value)) for option, value in self.given("not_before", "expires").items()})
        if self.options.get("tags") is not None:
            given["tags"] = {str(tag): str(value) for tag, value in self.options["tags"].items()}
        wanted = {**current, **given}
        if self._differs():
            wanted.update(
                secret_value=HIDDEN_NEW if "secret_value" in current else HIDDEN, id=KNOWN_AFTER_APPLY, version=KNOWN_AFTER_APPLY
            )
        return wanted

    def _differs(self) -> bool:
        value = self.options.get("secret_value")
        return value is not None and value != getattr(self, "_value", None)

    def create(self, desired: State) -> State:
        if self._missing_vault:
            raise self._missing_vault
        if self._deleted and self.options["on_deleted"] == "purge":
            self.secrets.purge(self.options["name"], self.options["timeout"])
        elif self._deleted:
            self.secrets.recover(self.options["name"], self.options["timeout"])
            current = self._live()
            if current is None:
                raise VaultpipeError(
                    f"The secret {self.options['name']} of {self.uri} is gone since it was recovered.", "Run again."
                )
            again = self.desired(current)
            return current if again == current else self.update(current, again)
        return self._new_version(desired)

    def update(self, current: State, desired: State) -> State:
        if desired["version"] == KNOWN_AFTER_APPLY:
            return self._new_version(desired)
        return self._state(self.secrets.update(desired["name"], current["version"], **_attributes(desired)))

    def _new_version(self, desired: State) -> State:
        """After a lost answer the vault is asked before anything is sent again: every PUT makes a version."""
        try:
            made = self.secrets.set(desired["name"], self.options["secret_value"], **_attributes(desired))
        except Unreachable:
            found = self._live()
            if found is None or self._differs():
                raise
            return found
        return self._state(made.properties)

    def delete(self, current: State) -> None:
        if SOFT_DELETED not in current:
            self.secrets.delete(self.options["name"], self.options["timeout"])
        if self.options["purge"]:
            self.secrets.purge(self.options["name"], self.options["timeout"])

    def _state(self, properties: t.Any) -> State:
        return {
            "id": properties.id,
            "name": properties.name,
            "vault_uri": self.uri,
            "version": properties.version,
            "content_type": properties.content_type,
            "tags": properties.tags or {},
            "enabled": bool(properties.enabled),
            "not_before": iso(properties.not_before),
            "expires": iso(properties.expires_on),
            "secret_value": HIDDEN,
        }


def _attributes(desired: State) -> dict[str, t.Any]:
    """All of a version's attributes: none is carried over from the version before (facts/api.md §4)."""
    return {
        "content_type": desired["content_type"],
        "tags": desired["tags"],
        "enabled": desired["enabled"],
        "not_before": desired["not_before"] and moment("not_before", desired["not_before"]),
        "expires_on": desired["expires"] and moment("expires", desired["expires"]),
    }


def moment(option: str, text: str) -> datetime.datetime:
    """:raises UsageError: the text is no ISO 8601 time."""
    try:
        found = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise UsageError(f"{option} is {text!r}, which is no time.", "Write it as 2027-01-31T12:00:00Z.") from error
    return (found if found.tzinfo else found.replace(tzinfo=datetime.UTC)).replace(microsecond=0)


def iso(found: datetime.datetime | None) -> str | None:
    return found.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if found else None
