# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables of a running job: names in any case, secrets apart, macros expanded."""

from __future__ import annotations

import re
from collections.abc import Mapping

from emulator.agent.masking import SecretMasker
from emulator.jobs import Variable


class Variables:
    """What `$(name)` means at this moment."""

    def __init__(self, masker: SecretMasker) -> None:
        self._masker = masker
        self._by_name: dict[str, tuple[str, Variable]] = {}

    def set(self, name: str, value: str, is_secret: bool = False) -> None:
        """A name that once held a secret stays secret, whatever it is set to later."""
        before = self._by_name.get(name.lower())
        secret = is_secret or (before is not None and before[1].is_secret)
        if secret:
            self._masker.add(value)
        self._by_name[name.lower()] = (name, Variable(value, secret))

    def get(self, name: str) -> str | None:
        """The value with its own macros expanded; None when there is no such variable."""
        found = self._resolved(name, frozenset())
        return found.value if found else None

    def flag(self, name: str) -> bool:
        return (self.get(name) or "").lower() == "true"

    def expand(self, text: str) -> str:
        """Puts in the values of `$(name)`; an unknown name stays as it is written."""
        return self._expanded(text, frozenset()).value

    def environment(self) -> dict[str, str]:
        """As a step's process sees them: upper case, dots and blanks as underscores, no secrets."""
        seen: dict[str, str] = {}
        for name, _variable in self._by_name.values():
            found = self._resolved(name, frozenset())
            if found and not found.is_secret and "=" not in name:
                seen[re.sub(r"[. ]", "_", name).upper()] = found.value
        return seen

    def _resolved(self, name: str, inside: frozenset[str]) -> Variable | None:
        key = name.lower()
        # A name met inside its own value stays unexpanded: the agent refuses cycles too.
        if key in inside or key not in self._by_name:
            return None
        own = self._by_name[key][1]
        value = self._expanded(own.value, inside | {key})
        return Variable(value.value, own.is_secret or value.is_secret)

    def _expanded(self, text: str, inside: frozenset[str]) -> Variable:
        result, rest, secret = "", text, False
        while "$(" in rest:
            before, _opening, after = rest.partition("$(")
            name, closed, beyond = after.partition(")")
            found = self._resolved(name, inside) if closed else None
            if found:
                result, rest, secret = result + before + found.value, beyond, secret or found.is_secret
            else:
                # The next `$(` may start inside: `$(echo $(name))` is a shell's substitution round a macro.
                result, rest = result + before + "$(", after
        return Variable(result + rest, secret)


def with_variables(variables: Variables, texts: Mapping[str, str]) -> dict[str, str]:
    """Texts by name with macros expanded; outer blanks go, as the agent drops them."""
    return {name: variables.expand(text.strip()) for name, text in texts.items()}
