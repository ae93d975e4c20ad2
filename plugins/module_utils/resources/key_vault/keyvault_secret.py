# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of a key vault."""

from __future__ import annotations

import datetime
import functools
import typing as t

from ...clients.key_vault.secrets import SecretsClient
from ...engine.argument_spec import AUTH, STATE, ArgumentSpec
from ...engine.resource import Resource, State
from ...engine.tag_rules import OF_SECRETS
from ...errors import Conflict, ServiceError, Unreachable, UsageError, VaultpipeError
from ...known_after_apply import KNOWN_AFTER_APPLY
from ...lock import exclusive
from ...wait import retry
from ..shared.ownership import NOT_OURS, ONLY_MANAGED
from ..shared.soft_deletion import SOFT_DELETED, UNTIL, warn_of_protection
from ..shared.tags import MARK, TAGS, wanted_tags
from .secret_name import check_secret_name
from .secret_state import read_secret, state_of
from .secret_value import secret_text
from .silent_vault import name_in, refuse_silence
from .times import iso, parse_option_time
from .vault_name import VAULT, vault_uri

DATES = ("not_before", "expires")
"""Options that can be taken away."""
HIDDEN, HIDDEN_NEW = "(hidden)", "(hidden, another value)"


class KeyVaultSecret(Resource):
    """`{"id", "name", "vault_uri", "version", "content_type", "tags", "enabled", "not_before", "expires"}`; never the value."""

    label = "key vault secret"
    key = "keyvault_secret"
    hidden = ("secret_value",)
    tag_rules = OF_SECRETS
    null_means: t.ClassVar[t.Mapping[str, t.Any]] = dict.fromkeys(DATES, "")
    spec = (
        AUTH
        + STATE
        + TAGS
        + VAULT
        + ONLY_MANAGED
        + ArgumentSpec(
            {
                "name": {"type": "str", "required": True, "aliases": ["secret_name"]},
                # The type str would turn what is no text into one in Python's spelling.
                "secret_value": {"type": "raw", "no_log": True, "aliases": ["value"]},
                "content_type": {"type": "str"},
                "enabled": {"type": "bool"},
                "not_before": {"type": "str", "aliases": ["secret_valid_from"]},
                "expires": {"type": "str", "aliases": ["secret_expiry"]},
                "on_deleted": {"type": "str", "choices": ["recover", "purge", "fail"], "default": "recover"},
                "purge": {"type": "bool", "default": False},
                "timeout": {"type": "int", "default": 120},
            }
        )
    )

    _value: str | None = None
    """What the newest version holds, as far as it was read."""
    _sealed = False
    """Whether the newest version is disabled and so keeps its value to itself."""
    _missing_vault = False

    @functools.cached_property
    def uri(self) -> str:
        return vault_uri(self.options, self.context.cloud)

    @property
    def secrets(self) -> SecretsClient:
        return self.context.client(SecretsClient, self.uri)

    def validate(self) -> None:
        check_secret_name(self.options["name"])
        if self.options.get("secret_value") is not None:
            self.options["secret_value"] = secret_text(self.options["secret_value"])
        for option in DATES:
            if self.options.get(option):
                parse_option_time(option, self.options[option])
        self.uri  # noqa: B018 - checks vault_name and vault_uri

    def read(self) -> State | None:
        """:raises Unreachable: the vault is there, or may be there, and does not answer."""
        try:
            live = self._live()
        except Unreachable as silence:
            refuse_silence(self.context, self.uri, silence)
            self._missing_vault = True
            return None
        if live is None and self.options["state"] == "absent" and self.options["purge"] and self._may_purge(self._deleted):
            tags, until = self._deleted.properties.tags or {}, iso(self._deleted.scheduled_purge_date)
            return {"name": self.options["name"], "vault_uri": self.uri, "tags": tags, SOFT_DELETED: True, UNTIL: until}
        return live

    def _live(self) -> State | None:
        found = read_secret(self.secrets, self.options["name"])
        self._sealed = found is not None and found.value is None
        if found is None:
            return None
        self._value = found.value
        return self._state(found.properties)

    @functools.cached_property
    def _deleted(self) -> t.Any:
        return None if self._missing_vault else self.secrets.deleted(self.options["name"])

    def _may_purge(self, deleted: t.Any) -> bool:
        """Whether there is a deleted secret and its vault lets it be purged."""
        if deleted and not is_purgeable(deleted):
            warn_of_protection(self.what, self.context.reporter)
            return False
        return bool(deleted)

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
            if self._deleted and self.options["on_deleted"] == "purge" and not is_purgeable(self._deleted):
                raise UsageError(
                    f"A secret {name} is soft-deleted in {self.uri}, whose purge protection keeps it until its retention "
                    "ends, so on_deleted: purge cannot be.",
                    "Set on_deleted to recover, or choose another name.",
                )
            current = {
                "id": KNOWN_AFTER_APPLY,
                "name": name,
                "vault_uri": self.uri,
                "version": KNOWN_AFTER_APPLY,
                "content_type": None,
                "tags": {MARK: "managed"},
                "enabled": True,
                "not_before": None,
                "expires": None,
            }
        given = self.given("content_type", "enabled")
        given.update({one: iso(parse_option_time(one, date)) if date else None for one, date in self.given(*DATES).items()})
        wanted = {**current, **given, "tags": wanted_tags(self.options, current["tags"], self.context.reporter, OF_SECRETS, str)}
        if self._differs():
            wanted["secret_value"] = HIDDEN_NEW if "secret_value" in current else HIDDEN
            self._outlive(wanted, given)
        takes_dates = self._takes_dates(current, wanted)
        if takes_dates and self._sealed:
            raise UsageError(
                f"The secret {name} of {self.uri} is disabled, and to take a date away takes a new version with the "
                "same value, which it does not tell.",
                "Enable it first (enabled: true).",
            )
        if self._differs() or self._compares_later() or takes_dates:
            wanted.update(id=KNOWN_AFTER_APPLY, version=KNOWN_AFTER_APPLY)
        return wanted

    def _outlive(self, wanted: State, given: t.Container[str]) -> None:
        """A new value is not born expired, unless the task says so."""
        date = wanted["expires"]
        if date and "expires" not in given and parse_option_time("expires", date) <= datetime.datetime.now(datetime.UTC):
            wanted["expires"] = None
            self.context.warn(f"The value before expired on {date}. The new one has no date; set expires to give it one.")

    def _takes_dates(self, current: State, wanted: State) -> bool:
        """Nothing takes a date from a version; the next one has it not (Azure/azure-sdk-for-net#5267)."""
        return any(current[date] is not None and wanted[date] is None for date in DATES)

    def _differs(self) -> bool:
        value = self.options.get("secret_value")
        return value is not None and not self._sealed and value != self._value

    def _compares_later(self) -> bool:
        """Whether the secret has to be enabled before its value can be compared.

        :raises UsageError: it is disabled, and the user has not said what it shall be.
        """
        if not self._sealed or self.options.get("secret_value") is None:
            return False
        if self.options.get("enabled") is None:
            raise UsageError(
                f"The secret {self.options['name']} of {self.uri} is disabled, so it does not tell whether its value differs.",
                "Set enabled: true to enable it, or leave out secret_value.",
            )
        if not self.options["enabled"]:
            self.context.warn(f"The disabled secret {self.options['name']} does not reveal its value, which is left as it is.")
        return bool(self.options["enabled"])

    def create(self, desired: State) -> State:
        if self._missing_vault:
            raise UsageError(
                f"There is no key vault {name_in(self.uri)} in the subscription, and nothing answers at {self.uri}.",
                "Create it first (vaultpipe.azure.keyvault), or correct vault_name.",
            )
        if self._deleted and self.options["on_deleted"] == "purge":
            self.secrets.purge(self.options["name"], self.options["timeout"])
        elif self._deleted:
            self.secrets.recover(self.options["name"], self.options["timeout"])
            return self._compare_again()
        return self._new_version(desired)

    def update(self, current: State, desired: State) -> State:
        if self._differs() or self._takes_dates(current, desired):
            return self._new_version(desired)
        compares_later = self._compares_later()
        attributes = {name: value for name, value in _attributes(desired).items() if value != _attributes(current)[name]}
        changed = self._state(self.secrets.update(desired["name"], current["version"], **attributes))
        return self._compare_again() if compares_later else changed

    def _compare_again(self) -> State:
        """For a secret that has just begun to tell its value, or that somebody else wrote meanwhile."""
        current = self._live()
        if current is None:
            raise VaultpipeError(f"The secret {self.options['name']} of {self.uri} was deleted in the meantime.", "Run again.")
        desired = self.desired(current)
        return current if desired == current else self.update(current, desired)

    def _new_version(self, desired: State) -> State:
        """Every PUT makes a version, and none can be made conditional: whoever had to wait looks again."""
        with exclusive(self.what, f"other tasks to write {self.what}", self.context.reporter):
            current = self._live()
            if current is None or self._differs() or self._takes_dates(current, desired):
                return self._put(desired)
        return self._compare_again()

    def _put(self, desired: State) -> State:
        """After a lost answer the vault is asked before anything is sent again."""
        given = self.options.get("secret_value")
        name, value = desired["name"], self._value if given is None else given
        if value is None:
            raise AssertionError("a new version without a value")
        try:
            made = retry(
                f"the name of the secret {name} to be free in {self.uri}",
                lambda: self.secrets.set(name, value, **_attributes(desired)),
                again=_name_is_busy,
                timeout=self.options["timeout"],
                report=self.context.reporter,
            )
        except Unreachable:
            found = self._live()
            if found is None or self._differs() or self._takes_dates(found, desired):
                raise
            return found
        return self._state(made.properties)

    @property
    def what(self) -> str:
        return f"the secret {self.options['name']} of {self.uri}"

    def why_left(self, current: State) -> list[str]:
        return [] if MARK in current["tags"] else [NOT_OURS]

    def delete(self, current: State) -> None:
        if SOFT_DELETED not in current:
            self.secrets.delete(self.options["name"], self.options["timeout"])
        if self.options["purge"] and self._may_purge(self.secrets.deleted(self.options["name"])):
            self.secrets.purge(self.options["name"], self.options["timeout"])

    def _state(self, properties: t.Any) -> State:
        return {**state_of(properties, self.uri), "secret_value": HIDDEN}


def is_purgeable(deleted: t.Any) -> bool:
    """Whether its vault lets the soft-deleted secret be purged (docs/reference/key_vault.md#recovery-level)."""
    return "purgeable" in (deleted.properties.recovery_level or "purgeable").lower()


def _attributes(desired: State) -> dict[str, t.Any]:
    """All of a version's attributes: none is carried over from the version before
    (docs/reference/key_vault.md#attributes-are-a-versions)."""
    return {
        "content_type": desired["content_type"],
        "tags": desired["tags"],
        "enabled": desired["enabled"],
        "not_before": desired["not_before"] and parse_option_time("not_before", desired["not_before"]),
        "expires_on": desired["expires"] and parse_option_time("expires", desired["expires"]),
    }


def _name_is_busy(error: ServiceError) -> bool:
    """A refused write made no version, and these refusals pass: a deletion, recovery or purge goes on."""
    return isinstance(error, Conflict) and error.inner != "ObjectIsDeletedButRecoverable"
