# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The secrets of one vault that a task names: one, or several with those that go because nobody lists them."""

from __future__ import annotations

import typing as t

from ....engine.resource import Resource
from ....errors import Unreachable
from ....redaction.masking import hidden_options, secrets_to_redact
from ...shared.ownership import MARK
from ..silent_vault import refuse_silence
from .in_vault import InVault
from .several import as_list, options_of_each, options_of_others


class SecretsInVault(InVault, Resource):
    """A secret of a vault, or several of one vault, whose members are secrets themselves and share one client."""

    several_key = "keyvault_secrets"

    @classmethod
    def spelled_out(cls, given: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        options = super().spelled_out(given)
        several = options.get("secrets")
        return options if several is None else {**options, "secrets": as_list(several, super().spelled_out)}

    def members(self) -> list[Resource] | None:
        if self.options.get("secrets") is None:
            return None
        self.secrets  # noqa: B018 - checks vault and sign-in for all, and makes the client that they share
        return self._members(options_of_each(self.options))

    def members_besides(self) -> list[Resource]:
        """With the option exclusive: all secrets that carry our mark, are not listed and are still to go."""
        if not self.options.get("exclusive"):
            return []
        try:
            there = self.secrets.all()
        except Unreachable as silence:
            refuse_silence(self.context, self.uri, silence)
            return []
        listed = {one["name"].casefold() for one in self.options["secrets"]}
        deletes = self.options["exclusive"] == "delete"
        ours = [one for one in there if MARK in (one.tags or {}) and str(one.name).casefold() not in listed]
        return self._members(options_of_others(self.options, [str(one.name) for one in ours if deletes or one.enabled]))

    def _members(self, each: t.Iterable[dict[str, t.Any]]) -> list[Resource]:
        return [self._member(options) for options in each]

    def _member(self, options: dict[str, t.Any]) -> Resource:
        spec = self.spec.options
        values = [str(options[name]) for name in hidden_options(options, spec)]
        reporter = self.context.reporter.about(f"Secret {options['name']}", secrets_to_redact(values, options, spec))
        return type(self)(options, self.context.of(reporter))
