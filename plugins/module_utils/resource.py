# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every resource says about itself; `reconcile` does the rest."""

from __future__ import annotations

import abc
import typing as t

from .argument_spec import ArgumentSpec
from .report import Report
from .session import Session

State = dict[str, t.Any]
"""A resource in the shape of the module's result: snake_case, plain values."""


class Resource(abc.ABC):
    """One thing in a cloud: how to read it, what is wanted, how to get there.

    The plan is the difference between `read()` and `desired()`: both in one normal form, the second being the first
    overlaid with what the user gave.
    """

    label: t.ClassVar[str]
    """As a person calls it: "resource group"."""
    key: t.ClassVar[str]
    """Where the result holds the state."""
    spec: t.ClassVar[ArgumentSpec]
    hidden: t.ClassVar[tuple[str, ...]] = ()
    """Fields that the diff shows (as placeholders) and the result does not."""

    def __init__(self, options: dict[str, t.Any], session: Session, report: Report) -> None:
        self.options, self.session, self.report = options, session, report

    def validate(self) -> None:  # noqa: B027 - most resources have nothing to check
        """Checks what can be checked without a request.

        :raises UsageError: naming option, value, rule and remedy.
        """

    @abc.abstractmethod
    def read(self) -> State | None:
        """The current state; None only on a definite "there is none"."""

    @abc.abstractmethod
    def desired(self, current: State | None) -> State | None:
        """The state to reach; None to leave all as it is.

        Values that only the service can give are KNOWN_AFTER_APPLY when current is None.
        """

    @abc.abstractmethod
    def create(self, desired: State) -> State:
        """Makes it and returns it as the service now has it."""

    @abc.abstractmethod
    def update(self, current: State, desired: State) -> State:
        """Changes it and returns it as the service now has it."""

    @abc.abstractmethod
    def delete(self, current: State) -> None:
        """Removes it and waits until it is gone."""

    def action(self, current: State | None, desired: State) -> str:
        """The verb of the result when something differs."""
        return "create" if current is None else "update"

    def settle(self, state: State) -> State:
        """Waits until it works, after a change or not; never runs in check mode."""
        return state

    def given(self, *names: str) -> dict[str, t.Any]:
        """The named options that the user gave."""
        return {name: self.options[name] for name in names if self.options.get(name) is not None}
