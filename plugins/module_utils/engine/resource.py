# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every resource says about itself; `reconcile` does the rest."""

from __future__ import annotations

import abc
import types
import typing as t

from .operation import Operation
from .tag_rules import OF_RESOURCES, TagRules

State = dict[str, t.Any]
"""A resource in the shape of the module's result: snake_case, plain values."""


class Resource(Operation):
    """One thing in a cloud: how to read it, what is wanted, how to get there.

    The plan is the difference between `read()` and `desired()`: both in one normal form, the second being the first
    overlaid with what the user gave.
    """

    label: t.ClassVar[str]
    """As a person calls it: "resource group"."""
    hidden: t.ClassVar[tuple[str, ...]] = ()
    """Fields that the diff shows (as placeholders) and the result does not."""

    null_means: t.ClassVar[t.Mapping[str, t.Any]] = types.MappingProxyType({})
    """By option: what stands for a null that a task says explicitly; without one it is left out."""
    tag_rules: t.ClassVar[TagRules] = OF_RESOURCES
    """What the option tags may hold, where there is one that takes a dictionary."""

    @property
    def what(self) -> str:
        """As errors and reports call it: "the resource group rg-shop"."""
        return f"the {self.label} {self.options['name']}"

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

    def check_removal(self, current: State) -> None:
        """Before it is removed, in check mode too.

        :raises UsageError: the options do not let it go.
        """

    def why_left(self, current: State) -> list[str]:
        """Why the option only_managed leaves it: what follows its name in a sentence; empty when it may go."""
        raise AssertionError(f"the {self.label} does not have the option only_managed")

    def action(self, current: State | None, desired: State) -> str:
        """The verb of the result when something differs."""
        return "create" if current is None else "update"

    def wait_until_usable(self, state: State) -> State:
        """Waits until it works, after a change or not; never runs in check mode."""
        return state
