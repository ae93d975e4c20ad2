# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rotation of a secret: a new version first, and the versions before it disabled when the new one has been proven."""

from __future__ import annotations

import datetime
import functools
import typing as t

from ....engine.argument_spec import AUTH, ArgumentSpec
from ....engine.resource import Absent, Observed, Resource, State
from ....engine.tag_rules import OF_SECRETS
from ....errors import Unreachable, UsageError
from ....known_after_apply import KNOWN_AFTER_APPLY
from ....lock import exclusive
from ...shared.ownership import ROTATION
from ..secret_name import check_secret_name
from ..secret_value import secret_text
from ..silent_vault import refuse_silence
from ..times import iso
from ..vault_name import VAULT
from .in_vault import InVault
from .new_value import POLICY, check_policy, generated
from .reading import read_secret
from .several import NAME, VALUE
from .state import HIDDEN, HIDDEN_NEW

BEGIN, FINISH = "begin", "finish"
PENDING = "pending"
"""Value of the tag, as long as the new version has not been proven."""


class Versions(t.NamedTuple):
    """The versions of a secret, and the value of the newest."""

    newest: t.Any
    before: list[t.Any]
    """Older versions that are still enabled."""
    value: str | None
    """None where the newest is disabled."""


class KeyVaultSecretRotation(InVault, Resource):
    """A rotation, whose only memory is a tag on the new version: whoever runs next sees it, and goes on."""

    label = "rotation of the secret"
    key = "keyvault_secret_rotation"
    hidden = ("secret_value",)
    spec = (
        AUTH
        + VAULT
        + VALUE
        + ArgumentSpec(
            {
                "name": {**NAME.options["name"], "required": True},
                "phase": {"type": "str", "choices": [BEGIN, FINISH], "required": True},
                "generate": POLICY,
                "min_age_days": {"type": "int", "default": 30},
                "valid_days": {"type": "int"},
                "version": {"type": "str"},
            },
            mutually_exclusive=(("secret_value", "generate"),),
            required_if=(("phase", BEGIN, ("secret_value", "generate"), True),),
        )
    )

    @functools.cached_property
    def wanted_value(self) -> str | None:
        """The given value; None where it is to be generated."""
        given = self.options.get("secret_value")
        return None if given is None else secret_text(given)

    @property
    def what(self) -> str:
        return f"the secret {self.options['name']} of {self.uri}"

    def validate(self) -> None:
        check_secret_name(self.options["name"])
        self.wanted_value  # noqa: B018 - checks secret_value
        self.uri  # noqa: B018 - checks vault_name and vault_uri
        if self.options.get("generate") is not None:
            check_policy(self.options["generate"])
        for option, least in (("min_age_days", 0), ("valid_days", 1)):
            if self.options.get(option) is not None and self.options[option] < least:
                raise UsageError(f"{option} is {self.options[option]}, but it is at least {least}.", "Correct it.")

    def read(self) -> Observed[Versions]:
        """The vault itself says which version is the newest: times have whole seconds, so the versions' own may be equal.

        :raises Unreachable: the vault is there, or may be there, and does not answer.
        """
        try:
            reading = read_secret(self.secrets, self.options["name"])
        except Unreachable as silence:
            refuse_silence(self.context, self.uri, silence)
            reading = None
        if reading is None:
            raise UsageError(
                f"There is no secret {self.options['name']} in {self.uri}, so there is nothing to rotate.",
                "Create it first (vaultpipe.azure.keyvault_secret), or correct vault_name and name.",
            )
        newest = reading.properties
        begins = self.options["phase"] == BEGIN
        if not newest.enabled and (begins or _is_pending(newest)):
            raise UsageError(
                f"The newest version of {self.what} is disabled, so nothing uses it.",
                "Enable it first (vaultpipe.azure.keyvault_secret with enabled: true).",
            )
        if not begins and self.options.get("version") not in (None, newest.version):
            raise UsageError(
                f"The newest version of {self.what} is {newest.version}, not {self.options['version']}, which was tried.",
                "Somebody has written another one since; run again to try that.",
            )
        others = [one for one in self.secrets.versions(self.options["name"]) if one.version != newest.version]
        found = Versions(newest, [one for one in others if one.enabled], reading.value)
        return Observed(self._state(found), found)

    def desired(self, observed: Observed[Versions] | Absent[None]) -> State | None:
        if isinstance(observed, Absent):
            raise AssertionError("a rotation of what is not there")
        state = observed.state
        if self.options["phase"] == FINISH:
            return {**state, "pending": False, "enabled_before": []} if state["pending"] else None
        if not self._is_due(observed.raw):
            return None
        OF_SECRETS.check(self._tags(observed.raw))
        return {
            **state,
            "id": KNOWN_AFTER_APPLY,
            "version": KNOWN_AFTER_APPLY,
            "expires": iso(self._expiry()),
            "pending": True,
            "enabled_before": sorted([observed.raw.newest.version, *state["enabled_before"]]),
            "secret_value": HIDDEN_NEW,
        }

    def action(self, observed: t.Any, desired: State) -> str:
        return str(self.options["phase"])

    def create(self, desired: State, observed: Absent[t.Any]) -> State:
        raise AssertionError("a rotation of what is not there")

    def update(self, observed: Observed[Versions], desired: State) -> State | Observed[Versions]:
        return self._finish(observed.raw) if self.options["phase"] == FINISH else self._begin()

    def _is_due(self, found: Versions) -> bool:
        """Tells whether a new version is needed: by its value where one is given, else by age, unless one waits for its proof."""
        if self.wanted_value is not None:
            return found.value != self.wanted_value
        if _is_pending(found.newest):
            return False
        made: datetime.datetime = found.newest.created_on
        return _now() - made >= datetime.timedelta(days=self.options["min_age_days"])

    def _expiry(self) -> datetime.datetime | None:
        """The end of the new version; one of the old version would be out of date."""
        days = self.options.get("valid_days")
        return None if days is None else (_now() + datetime.timedelta(days=days)).replace(microsecond=0)

    def _tags(self, found: Versions) -> dict[str, str]:
        return {**(found.newest.tags or {}), ROTATION: PENDING}

    def _begin(self) -> State | Observed[Versions]:
        """Writes the new version. Whoever had to wait for another task looks again, and may find that it has been done."""
        with exclusive(self.what, f"other tasks to write {self.what}", self.context.reporter):
            live = self.read()
            if not self._is_due(live.raw):
                return live
            value = self.wanted_value if self.wanted_value is not None else generated(self.options["generate"])
            before = live.raw.newest
            try:
                made = self.secrets.set(
                    self.options["name"], value, content_type=before.content_type, tags=self._tags(live.raw), enabled=True,
                    expires_on=self._expiry(),
                ).properties  # fmt: skip
            except Unreachable:
                # The answer was lost: the version is there, or it is not. A PUT made twice would leave one that nobody asked for.
                found = self.read()
                if found.raw.newest.version == before.version:
                    raise
                return found.state
        return self._state(Versions(made, [before, *live.raw.before], value))

    def _finish(self, found: Versions) -> State:
        """Disables first and takes the tag last, so that a run that was killed between is finished by the next."""
        for version in found.before:
            self.secrets.update(self.options["name"], version.version, enabled=False)
        tags = {name: value for name, value in (found.newest.tags or {}).items() if name != ROTATION}
        finished = self.secrets.update(self.options["name"], found.newest.version, tags=tags)
        return self._state(Versions(finished, [], None))

    def _state(self, found: Versions) -> State:
        newest = found.newest
        return {
            "id": newest.id,
            "name": newest.name,
            "vault_uri": self.uri,
            "version": newest.version,
            "expires": iso(newest.expires_on),
            "pending": _is_pending(newest),
            "enabled_before": sorted(one.version for one in found.before),
            "secret_value": HIDDEN,
        }


def _is_pending(version: t.Any) -> bool:
    return ROTATION in (version.tags or {})


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.timezone.utc)
