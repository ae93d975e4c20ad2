# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The operation of a module, whichever front door serves it."""

from __future__ import annotations

import abc
import types
import typing as t

from ..clients.context import TaskContext
from .argument_spec import ArgumentSpec


class Operation(abc.ABC):
    """A `Resource` is brought to a state, an `Info` is only read."""

    key: t.ClassVar[str]
    """Key of the result under which it holds what was reached or found."""
    spec: t.ClassVar[ArgumentSpec]
    null_means: t.ClassVar[t.Mapping[str, t.Any]] = types.MappingProxyType({})
    """Meaning of a null that a task says explicitly, by option; an option that is not here is left out then."""

    def __init__(self, options: dict[str, t.Any], context: TaskContext) -> None:
        self.options, self.context = options, context

    @classmethod
    def spelled_out(cls, given: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
        """The options of a task in the spelling that Ansible checks. An option that is null and one that is left out read alike
        from there on.

        :raises UsageError: an option has a form that none of its spellings has.
        """
        options = cls.spec.options
        named = {name: one for option, one in cls.null_means.items() for name in (option, *options[option].get("aliases", ()))}
        return {name: named[name] if value is None and name in named else value for name, value in given.items()}

    def validate(self) -> None:  # noqa: B027 - most have nothing to check
        """Checks what can be checked without a request.

        :raises UsageError: naming option, value, rule and remedy.
        """

    def given(self, *names: str) -> dict[str, t.Any]:
        """The named options that the user gave."""
        return {name: self.options[name] for name in names if self.options.get(name) is not None}
