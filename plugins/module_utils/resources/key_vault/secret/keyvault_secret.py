# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of a key vault."""

from __future__ import annotations

import datetime
import functools
import typing as t

from ....engine.argument_spec import AUTH, STATE, ArgumentSpec
from ....engine.resource import Absent, Observed, State
from ....engine.tag_rules import OF_SECRETS
from ....errors import Conflict, ServiceError, Unreachable, UsageError, VaultpipeError
from ....known_after_apply import KNOWN_AFTER_APPLY
from ....lock import exclusive
from ....wait import retry
from ...shared.ownership import MARK, NOT_OURS, ONLY_MANAGED
from ...shared.soft_deletion import SOFT_DELETED, UNTIL, warn_of_protection
from ...shared.tags import TAGS, wanted_tags
from ..secret_name import check_secret_name
from ..secret_value import secret_text
from ..silent_vault import name_in, refuse_silence
from ..times import iso, parse_option_time
from ..vault_name import VAULT
from .members import SecretsInVault
from .reading import SecretReading, read_secret
from .several import ATTRIBUTES, NAME, SEVERAL, VALUE
from .soft_deleted import is_purgeable, refuse_taken_name
from .state import HIDDEN, HIDDEN_NEW, attributes_of, new_state, state_of

DATES = ("not_before", "expires")
"""Options that can be taken away."""


class KeyVaultSecret(SecretsInVault):
    """A secret, of which a result has all but the value."""

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
        + NAME
        + VALUE
        + ATTRIBUTES
        + SEVERAL
        + ONLY_MANAGED
        + ArgumentSpec(
            {
                "on_deleted": {"type": "str", "choices": ["recover", "purge", "fail"], "default": "recover"},
                "purge": {"type": "bool", "default": False},
                "timeout": {"type": "int", "default": 120},
            }
        )
    )

    @functools.cached_property
    def wanted_value(self) -> str | None:
        """The value to reach, as text; None where the user gave none.

        :raises UsageError: it is no text any more, or none that a vault takes.
        """
        given = self.options.get("secret_value")
        return None if given is None else secret_text(given)

    def validate(self) -> None:
        check_secret_name(self.options["name"])
        self.wanted_value  # noqa: B018 - checks secret_value
        for option in DATES:
            if self.options.get(option):
                parse_option_time(option, self.options[option])
        self.uri  # noqa: B018 - checks vault_name and vault_uri

    def read(self) -> Observed[SecretReading] | Absent[SecretReading]:
        """Looks for the secret; without a living one also into the recycle bin, where that makes a difference.

        :raises Unreachable: the vault is there, or may be there, and does not answer.
        """
        try:
            live = self._live()
        except Unreachable as silence:
            refuse_silence(self.context, self.uri, silence)
            return Absent(SecretReading(has_vault=False))
        if live is not None:
            return live
        removing = self.options["state"] == "absent"
        deleted = self.secrets.deleted(self.options["name"]) if self.options["purge"] or not removing else None
        if deleted is None or not removing or not self._may_purge(deleted):
            return Absent(SecretReading(deleted=deleted))
        tags, until = deleted.properties.tags or {}, iso(deleted.scheduled_purge_date)
        state = {"name": self.options["name"], "vault_uri": self.uri, "tags": tags, SOFT_DELETED: True, UNTIL: until}
        return Observed(state, SecretReading(deleted=deleted))

    def _live(self) -> Observed[SecretReading] | None:
        newest = read_secret(self.secrets, self.options["name"])
        return None if newest is None else Observed(self._state(newest.properties), SecretReading(newest))

    def _may_purge(self, deleted: t.Any) -> bool:
        """Tells whether there is a deleted secret and its vault lets it be purged."""
        if deleted and not is_purgeable(deleted):
            warn_of_protection(self.what, self.context.reporter)
            return False
        return bool(deleted)

    def action(self, observed: Observed[SecretReading] | Absent[SecretReading], desired: State) -> str:
        recovers = isinstance(observed, Absent) and observed.raw.deleted and self.options["on_deleted"] == "recover"
        return "recover" if recovers else super().action(observed, desired)

    def desired(self, observed: Observed[SecretReading] | Absent[SecretReading]) -> State:
        """:raises UsageError: a new secret without a value, or a soft-deleted one in the way."""
        name, current, reading = self.options["name"], observed.state, observed.raw
        if current is None:
            if self.wanted_value is None and reading.deleted:
                raise UsageError(
                    f"The secret {name} of {self.uri} is in the recycle bin (soft-deleted), and secret_value is not given.",
                    "Set secret_value, with which on_deleted: recover recovers it, or recover it as it was: az keyvault secret "
                    f"recover --vault-name {name_in(self.uri)} --name {name}.",
                )
            if self.wanted_value is None:
                raise UsageError(f"There is no secret {name} in {self.uri} yet, and secret_value is not given.", "Set it.")
            if reading.deleted:
                refuse_taken_name(name, self.uri, reading.deleted, self.options["on_deleted"])
            current = new_state(name, self.uri)
        given = self.given("content_type", "enabled")
        given.update({one: iso(parse_option_time(one, date)) if date else None for one, date in self.given(*DATES).items()})
        wanted = {**current, **given, "tags": wanted_tags(self.options, current["tags"], self.context.reporter, OF_SECRETS, str)}
        if self._differs(reading):
            wanted["secret_value"] = HIDDEN_NEW if "secret_value" in current else HIDDEN
            self._outlive(wanted, given)
        takes_dates = self._takes_dates(current, wanted)
        if takes_dates and reading.sealed:
            raise UsageError(
                f"The secret {name} of {self.uri} is disabled, and to take a date away takes a new version with the "
                "same value, which it does not tell.",
                "Enable it first (enabled: true).",
            )
        if self._differs(reading) or self._compares_later(reading) or takes_dates:
            wanted.update(id=KNOWN_AFTER_APPLY, version=KNOWN_AFTER_APPLY)
        return wanted

    def _outlive(self, wanted: dict[str, t.Any], given: t.Container[str]) -> None:
        """A new value is not born expired, unless the task says so."""
        date = wanted["expires"]
        if date and "expires" not in given and parse_option_time("expires", date) <= datetime.datetime.now(datetime.timezone.utc):
            wanted["expires"] = None
            self.context.warn(f"The value before expired on {date}. The new one has no date; set expires to give it one.")

    def _takes_dates(self, current: State, wanted: State) -> bool:
        """Nothing takes a date from a version; the next one has it not (Azure/azure-sdk-for-net#5267)."""
        return any(current[date] is not None and wanted[date] is None for date in DATES)

    def _differs(self, reading: SecretReading) -> bool:
        return self.wanted_value is not None and not reading.sealed and self.wanted_value != reading.value

    def _compares_later(self, reading: SecretReading) -> bool:
        """Tells whether the secret has to be enabled before its value can be compared.

        :raises UsageError: it is disabled, and the user has not said what it shall be.
        """
        if not reading.sealed or self.wanted_value is None:
            return False
        if self.options.get("enabled") is None:
            raise UsageError(
                f"The secret {self.options['name']} of {self.uri} is disabled, so it does not tell whether its value differs.",
                "Set enabled: true to enable it, or leave out secret_value.",
            )
        if not self.options["enabled"]:
            self.context.warn(f"The disabled secret {self.options['name']} does not reveal its value, which is left as it is.")
        return bool(self.options["enabled"])

    def create(self, desired: State, observed: Absent[SecretReading]) -> State | Observed[SecretReading]:
        if not observed.raw.has_vault:
            raise UsageError(
                f"There is no key vault {name_in(self.uri)} in the subscription, and nothing answers at {self.uri}.",
                "Create it first (vaultpipe.azure.keyvault), or correct vault_name.",
            )
        deleted = observed.raw.deleted
        if deleted and self.options["on_deleted"] == "purge":
            self.secrets.purge(self.options["name"], self.options["timeout"])
        elif deleted:
            self.secrets.recover(self.options["name"], self.options["timeout"])
            return self._look_again()
        return self._new_version(desired)

    def update(self, observed: Observed[SecretReading], desired: State) -> State | Observed[SecretReading]:
        current = observed.state
        if self._differs(observed.raw) or self._takes_dates(current, desired):
            return self._new_version(desired)
        compares_later = self._compares_later(observed.raw)
        attributes = {name: value for name, value in attributes_of(desired).items() if value != attributes_of(current)[name]}
        changed = self._state(self.secrets.update(desired["name"], current["version"], **attributes))
        return self._look_again() if compares_later else changed

    def _look_again(self) -> Observed[SecretReading]:
        """Reads a secret that has just begun to tell its value, or that somebody else wrote in the meantime."""
        live = self._live()
        if live is None:
            raise VaultpipeError(f"The secret {self.options['name']} of {self.uri} was deleted in the meantime.", "Run again.")
        return live

    def _new_version(self, desired: State) -> State | Observed[SecretReading]:
        """Writes a version. Every PUT makes one, and none can be made conditional: whoever had to wait looks again."""
        with exclusive(self.what, f"other tasks to write {self.what}", self.context.reporter):
            live = self._live()
            if live is None or self._needs_version(live, desired):
                return self._put(desired, live.raw.value if live else None)
        return self._look_again()

    def _needs_version(self, live: Observed[SecretReading], desired: State) -> bool:
        return self._differs(live.raw) or self._takes_dates(live.state, desired)

    def _put(self, desired: State, kept: str | None) -> State:
        """Asks the vault after a lost answer, before anything is sent again.

        :param kept: the value of the version before, for a new one that the user gives none.
        """
        name, value = desired["name"], kept if self.wanted_value is None else self.wanted_value
        if value is None:
            raise AssertionError("a new version without a value")
        try:
            made = retry(
                f"the name of the secret {name} to be free in {self.uri}",
                lambda: self.secrets.set(name, value, **attributes_of(desired)),
                again=_name_is_busy,
                timeout=self.options["timeout"],
                report=self.context.reporter,
            )
        except Unreachable:
            live = self._live()
            if live is None or self._needs_version(live, desired):
                raise
            return live.state
        return self._state(made.properties)

    @property
    def what(self) -> str:
        return f"the secret {self.options['name']} of {self.uri}"

    def why_left(self, observed: Observed[SecretReading]) -> list[str]:
        return [] if MARK in observed.state["tags"] else [NOT_OURS]

    def delete(self, observed: Observed[SecretReading]) -> None:
        if SOFT_DELETED not in observed.state:
            self.secrets.delete(self.options["name"], self.options["timeout"])
        if self.options["purge"] and self._may_purge(self.secrets.deleted(self.options["name"])):
            self.secrets.purge(self.options["name"], self.options["timeout"])

    def _state(self, properties: t.Any) -> State:
        return {**state_of(properties, self.uri), "secret_value": HIDDEN}


def _name_is_busy(error: ServiceError) -> bool:
    """A refused write made no version, and these refusals pass: a deletion, recovery or purge goes on."""
    return isinstance(error, Conflict) and error.inner != "ObjectIsDeletedButRecoverable"
