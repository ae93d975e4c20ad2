# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables in a pipeline's definition: plain, settable when a run is queued, and secret.

A secret's value cannot be read back (docs/reference/azure_devops.md#definition-put): one that is there counts as right, unless
the task wants it written each time.
"""

from __future__ import annotations

import typing as t

from ...clients.devops.client import Json
from ...clients.devops.lookup import same_name
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import State
from ...errors import UsageError

ALWAYS = "always"
VARIABLES = ArgumentSpec(
    {
        "queue_time_variables": {"type": "dict"},
        "variables": {"type": "dict"},
        "secret_variables": {"type": "dict", "no_log": True},
        "update_secret_variables": {
            "type": "str", "choices": ["on_create", ALWAYS], "default": "on_create", "no_log": False,
        },
    }
)  # fmt: skip
HIDDEN, HIDDEN_NEW = "(hidden)", "(hidden, written anew)"
KINDS = ("queue_time_variables", "variables", "secret_variables")


def settable_variables(definition: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Variables that whoever queues a run may give another value, secret ones apart."""
    return {name: _text(one) for name, one in _open(definition) if one.get("allowOverride")}


def fixed_variables(definition: t.Mapping[str, t.Any]) -> dict[str, str]:
    """Variables that are neither settable when a run is queued nor secret."""
    return {name: _text(one) for name, one in _open(definition) if not one.get("allowOverride")}


def secret_names(definition: t.Mapping[str, t.Any]) -> list[str]:
    return sorted(name for name, one in (definition.get("variables") or {}).items() if one.get("isSecret"))


def _open(definition: t.Mapping[str, t.Any]) -> list[tuple[str, Json]]:
    return [(name, one) for name, one in (definition.get("variables") or {}).items() if not one.get("isSecret")]


def _text(variable: Json) -> str:
    return str(variable.get("value") or "")


class WantedVariables:
    """The variables that a task's options name."""

    def __init__(self, options: t.Mapping[str, t.Any]) -> None:
        self._always = options["update_secret_variables"] == ALWAYS
        self._given = {kind: {str(name): value for name, value in (options.get(kind) or {}).items()} for kind in KINDS}

    def validate(self) -> None:
        """:raises UsageError: a name is in two options, or a value is no text."""
        seen: dict[str, str] = {}
        for kind, variables in self._given.items():
            for name, value in variables.items():
                other = seen.setdefault(name.casefold(), kind)
                if other != kind:
                    raise UsageError(f"The variable {name} is in {other} and in {kind}.", "Name it in one of them.")
                if value is None or isinstance(value, (dict, list)):
                    raise UsageError(f"{kind} has no text for {name}.", "Give it a text; write an object as JSON.")
                if kind == "secret_variables" and not str(value):
                    raise UsageError(f"secret_variables has an empty value for {name}.", "Give it a value, or leave it out.")

    def overlaid(self, current: State) -> State:
        """The fields of the state with the variables in them; a variable that was of another kind leaves it."""
        fields: dict[str, dict[str, str]] = {
            "queue_time_variables": dict(current["queue_time_variables"]),
            "variables": dict(current["variables"]),
            "secret_values": dict(current["secret_values"]),
        }
        for kind, field in zip(KINDS, fields, strict=True):
            for name, value in self._given[kind].items():
                known = next((one for found in fields.values() for one in found if same_name(one, name)), name)
                was_secret = known in fields["secret_values"]
                for found in fields.values():
                    if found is not fields[field]:
                        found.pop(known, None)
                secret = HIDDEN if was_secret and not self._always else HIDDEN_NEW
                fields[field][known] = secret if kind == "secret_variables" else str(value)
        return {**fields, "secret_variable_names": sorted(fields["secret_values"])}

    def written(self, found: Json, changed: State) -> Json:
        """The variables as a definition holds them.

        :param found: those that it has.
        :param changed: fields of the state that change.
        """
        body = dict(found)
        for name, value in changed.get("queue_time_variables", {}).items():
            body[name] = {"value": value, "allowOverride": True}
        for name, value in changed.get("variables", {}).items():
            body[name] = {"value": value}
        for name, value in changed.get("secret_values", {}).items():
            if value == HIDDEN_NEW:
                before = found.get(name) or {}
                settable = {"allowOverride": True} if before.get("isSecret") and before.get("allowOverride") else {}
                body[name] = {"value": self._secret(name), "isSecret": True, **settable}
        return body

    def _secret(self, name: str) -> str:
        return next(str(value) for given, value in self._given["secret_variables"].items() if same_name(given, name))
