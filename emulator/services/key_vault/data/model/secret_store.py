# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets of one vault: what each operation of the data plane does (docs/reference/key_vault.md#secrets)."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from emulator.core.ids import unforeseeable
from emulator.core.paging import key_of, mark
from emulator.services.key_vault.data.errors import (
    VaultError,
    bad_parameter,
    being_deleted,
    being_recovered,
    deleted_but_recoverable,
    deleted_secret_not_found,
    deletion_not_done,
    malformed_backup,
    not_deleted,
    purge_protected,
    secret_disabled,
    secret_not_found,
)
from emulator.services.key_vault.management.model.deleted_vaults import DAY
from emulator.services.key_vault.secrets import Secret, SecretVersion

if TYPE_CHECKING:
    from emulator.services.key_vault.management.model.vault_service import VaultService
    from emulator.services.key_vault.management.model.vaults import Vault

NAME = re.compile(r"[0-9a-zA-Z-]{1,127}")
LONGEST_VALUE = 25_600
"""Bytes: 25 KB by the service's documentation; no source confirms which side of it a KB is meant."""
MOST_TAGS = 15
BLOB_HEAD = "vaultpipe-backup:"


def checked_attributes(body: dict[str, Any]) -> dict[str, Any]:
    """Attributes present in the body.

    :raises VaultError: BadParameter; no source confirms the text.
    """
    given = body.get("attributes") or {}
    kinds = {"enabled": bool, "nbf": int, "exp": int}
    if not isinstance(given, dict):
        raise bad_parameter("Property attributes has an invalid value.")
    given = {name: given[name] for name in kinds if given.get(name) is not None}
    if not all(isinstance(value, kinds[name]) for name, value in given.items()):
        raise bad_parameter("Property attributes has an invalid value.")
    return given


def checked_tags(body: dict[str, Any]) -> dict[str, str] | None:
    """:raises VaultError: BadParameter; no source confirms the text."""
    tags = body.get("tags")
    if tags is not None and (not isinstance(tags, dict) or len(tags) > MOST_TAGS):
        raise bad_parameter(f"Property tags has an invalid value: at most {MOST_TAGS} names with a text each.")
    return tags


class SecretStore:
    """A view for one request; the state is the vault's."""

    def __init__(self, vaults: VaultService, vault: Vault) -> None:
        self.vaults, self.runtime, self.vault = vaults, vaults.runtime, vault
        self.now = self.runtime.clock.now()
        self._forget_purged()

    def _forget_purged(self) -> None:
        retention = self.vault.retention_days * DAY
        for key, secret in list(self.vault.secrets.items()):
            expired = secret.deleted_at is not None and secret.deleted_at + retention <= self.now
            if expired or (secret.purge_done_at is not None and secret.purge_done_at <= self.now):
                del self.vault.secrets[key]

    # -- reading --------------------------------------------------------------------------------------------------

    def all(self) -> list[Secret]:
        return self._sorted(secret for secret in self.vault.secrets.values() if secret.shown(self.now))

    def all_deleted(self) -> list[Secret]:
        return self._sorted(secret for secret in self.vault.secrets.values() if secret.shown_deleted(self.now))

    @staticmethod
    def _sorted(secrets: Any) -> list[Secret]:
        return sorted(secrets, key=lambda one: one.name.lower())

    def get(self, name: str) -> Secret:
        """:raises VaultError: SecretNotFound; BadParameter for a name that none can have."""
        if not NAME.fullmatch(name):
            raise bad_parameter(f"The request URI contains an invalid name: {name}")
        secret = self.vault.secrets.get(name.lower())
        if secret is None or not secret.shown(self.now):
            raise secret_not_found(name)
        return secret

    def versions(self, name: str) -> list[tuple[Secret, SecretVersion]]:
        """In the order of their ids, not of time: recorded page marks name the id (docs/reference/key_vault.md#version-order).

        A secret that is not there has none, which is no error (the .NET client's recording GetSecretVersionsNonExisting).
        """
        secret = self.vault.secrets.get(name.lower())
        if secret is None or not secret.shown(self.now):
            return []
        return [(secret, one) for one in sorted(secret.versions, key=lambda one: one.id)]

    def version(self, name: str, version_id: str | None) -> tuple[Secret, SecretVersion]:
        """The version, or the current one.

        :raises VaultError: SecretNotFound.
        """
        secret = self.get(name)
        version = secret.version(version_id) if version_id else secret.current
        if version is None:
            raise secret_not_found(f"{name}/{version_id}")
        return secret, version

    def read(self, name: str, version_id: str | None) -> tuple[Secret, SecretVersion]:
        """A version whose value may be shown; `nbf` and `exp` do not matter.

        :raises VaultError: SecretNotFound, SecretDisabled.
        """
        secret, version = self.version(name, version_id)
        if not version.enabled:
            raise secret_disabled("get")
        return secret, version

    def get_deleted(self, name: str) -> Secret:
        """:raises VaultError: SecretNotFound; BadParameter for a name that none can have."""
        if not NAME.fullmatch(name):
            raise bad_parameter(f"The request URI contains an invalid name: {name}")
        secret = self.vault.secrets.get(name.lower())
        if secret is None or not secret.shown_deleted(self.now):
            raise deleted_secret_not_found(name)
        return secret

    def read_deleted(self, name: str) -> Secret:
        """One whose newest version is disabled is refused, although its value is not asked for (the .NET client's recording
        Update_Toggles_Enabled_And_Preserves_Other_Fields); lists show it all the same.

        :raises VaultError: SecretNotFound, SecretDisabled.
        """
        secret = self.get_deleted(name)
        if not secret.current.enabled:
            raise secret_disabled("get")
        return secret

    # -- writing --------------------------------------------------------------------------------------------------

    def set(self, name: str, body: dict[str, Any]) -> tuple[Secret, SecretVersion]:
        """Always a new version; nothing is carried over from the last one.

        :raises VaultError: BadParameter, Conflict.
        """
        if not NAME.fullmatch(name):
            raise bad_parameter(f"The request URI contains an invalid name: {name}")
        value = body.get("value")
        # No source confirms the texts of the next two refusals.
        if not isinstance(value, str):
            raise bad_parameter("Property value is required.")
        if len(value.encode()) > LONGEST_VALUE:
            raise bad_parameter(f"The secret value is longer than {LONGEST_VALUE} bytes.")
        given = checked_attributes(body)
        tags = checked_tags(body)
        self._require_usable(name)
        moment = int(self.now)
        made = SecretVersion(
            self.runtime.ids.hex(),
            value,
            body.get("contentType"),
            tags,
            given.get("enabled") is not False,
            given.get("nbf"),
            given.get("exp"),
            moment,
            moment,
        )
        secret = self.vault.secrets.setdefault(name.lower(), Secret(name))
        secret.versions.append(made)
        return secret, made

    def _require_usable(self, name: str) -> None:
        """:raises VaultError: Conflict; only the inner code tells whether to wait or never to try again."""
        secret = self.vault.secrets.get(name.lower())
        if secret is None or secret.shown(self.now):
            return
        if secret.deleted_at is None:
            raise being_recovered(name)
        if secret.purge_done_at is not None or secret.being_deleted(self.now):
            raise being_deleted(name)
        raise deleted_but_recoverable(name)

    def update(self, name: str, version_id: str | None, body: dict[str, Any]) -> tuple[Secret, SecretVersion]:
        """Changes a version: what is not given stays; tags are replaced as a whole; the value cannot change."""
        secret, version = self.version(name, version_id)
        given, tags = checked_attributes(body), checked_tags(body)
        version.enabled = given.get("enabled", version.enabled)
        version.not_before = given.get("nbf", version.not_before)
        version.expires = given.get("exp", version.expires)
        version.content_type = body.get("contentType", version.content_type)
        version.tags = version.tags if tags is None else tags
        version.updated = int(self.now)
        return secret, version

    def delete(self, name: str) -> Secret:
        secret = self.get(name)
        secret.deleted_at = self.now
        secret.deletion_done_at = self.now + self.runtime.takes("secret_delete")
        return secret

    def recover(self, name: str) -> Secret:
        """:raises VaultError: RequestNotAllowedOnNonDeletedObject, SecretNotFound."""
        known = self.vault.secrets.get(name.lower())
        if known is None:
            raise secret_not_found(name)
        if known.deleted_at is None:
            raise not_deleted(name)
        secret = self.get_deleted(name)
        secret.deleted_at = None
        secret.recovery_done_at = self.now + self.runtime.takes("secret_recover")
        return secret

    def purge(self, name: str) -> None:
        """:raises VaultError: SecretNotFound; Conflict while the deletion is under way; Forbidden by purge protection."""
        known = self.vault.secrets.get(name.lower())
        if known is not None and known.being_deleted(self.now):
            raise deletion_not_done()
        secret = self.get_deleted(name)
        if self.vault.purge_protection:
            raise purge_protected(self.vault)
        secret.purge_done_at = self.now + self.runtime.takes("secret_purge")

    # -- backup ---------------------------------------------------------------------------------------------------

    def backup(self, name: str) -> str:
        """An opaque blob. It holds a handle only: a value never leaves through it."""
        handle = unforeseeable(64)
        self.vaults.backups[handle] = deepcopy(self.get(name))
        return mark(BLOB_HEAD + handle).rstrip("=")

    def restore(self, blob: str) -> Secret:
        """All versions, under the name that they had.

        :raises VaultError: BadParameter, Conflict.
        """
        text = key_of(blob + "=" * (-len(blob) % 4)) or ""
        saved = self.vaults.backups.get(text.removeprefix(BLOB_HEAD))
        if saved is None:
            raise malformed_backup()
        self._require_usable(saved.name)
        if saved.name.lower() in self.vault.secrets:
            # No source confirms this text.
            raise VaultError(409, "Conflict", f"Secret {saved.name} already exists.")
        self.vault.secrets[saved.name.lower()] = restored = deepcopy(saved)
        return restored

    # -- answers --------------------------------------------------------------------------------------------------

    def scheduled_purge(self, secret: Secret) -> int:
        return int((secret.deleted_at or 0.0) + self.vault.retention_days * DAY)

    def recovery_level(self) -> str:
        level = "Recoverable" if self.vault.retention_days == 90 else "CustomizedRecoverable"
        return level if self.vault.purge_protection else f"{level}+Purgeable"
