# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The questions that every resource answers; `reconcile` does the rest."""

from __future__ import annotations

import abc
import dataclasses
import typing as t

from .operation import Operation
from .tag_rules import OF_RESOURCES, TagRules

State = t.Mapping[str, t.Any]
"""A resource in the shape of the module's result: snake_case, plain values."""
Raw = t.TypeVar("Raw")


@dataclasses.dataclass(frozen=True)
class Observed(t.Generic[Raw]):
    """A thing that is there: its state, and what that was read from."""

    state: State
    raw: Raw


@dataclasses.dataclass(frozen=True)
class Absent(t.Generic[Raw]):
    """A definite "there is none", with what was learned beside it, such as what a recycle bin holds."""

    raw: Raw
    state: t.ClassVar[None] = None


Observation = t.Union[Observed[t.Any], Absent[t.Any]]
"""The outcome of a read. It travels as an argument: a resource keeps nothing of it."""


class Resource(Operation):
    """One thing in a cloud: how to read it, what is wanted, how to get there.

    The plan is the difference between the observed and the desired state: both in one normal form, the second being the first
    overlaid with what the user gave.
    """

    label: t.ClassVar[str]
    """Its name for people: "resource group"."""
    hidden: t.ClassVar[tuple[str, ...]] = ()
    """Fields that the diff shows (as placeholders) and the result does not."""

    tag_rules: t.ClassVar[TagRules] = OF_RESOURCES
    """Rules for the option tags, where there is one that takes a dictionary."""

    several_key: t.ClassVar[str] = ""
    """Key of the result under which it tells what was done to each of several things."""

    def members(self) -> list[Resource] | None:
        """The several things that the options name, each a resource of its own; None where they name one."""
        return None

    def members_besides(self) -> list[Resource]:
        """The things that go with the several that the options name. Asked for before anything is changed, and brought to their
        state after all those."""
        return []

    @property
    def what(self) -> str:
        """Its name in errors and reports: "the resource group rg-shop"."""
        return f"the {self.label} {self.options['name']}"

    @abc.abstractmethod
    def read(self) -> Observation:
        """Looks; absent only on a definite "there is none"."""

    @abc.abstractmethod
    def desired(self, observed: Observation) -> State | None:
        """The state to reach; None to leave all as it is.

        Values that only the service can give are KNOWN_AFTER_APPLY as long as the thing is absent.
        """

    @abc.abstractmethod
    def create(self, desired: State, observed: Absent[t.Any]) -> State | Observed[t.Any]:
        """Makes it.

        :returns: its state as the service now has it; or what is there by now, from which is planned once more.
        """

    def update(self, observed: Observed[t.Any], desired: State) -> State | Observed[t.Any]:
        """Changes it; not for what is only there or not.

        :returns: as create.
        """
        raise AssertionError(f"nothing of the {self.label} can change")

    def delete(self, observed: Observed[t.Any]) -> None:
        """Removes it and waits until it is gone; not for a module without `state: absent`."""
        raise AssertionError(f"the {self.label} does not have the state absent")

    def check_removal(self, observed: Observed[t.Any]) -> None:
        """Before it is removed, in check mode too.

        :raises UsageError: the options do not let it go.
        """

    def why_left(self, observed: Observed[t.Any]) -> list[str]:
        """Reason why the option only_managed leaves it: what follows its name in a sentence; empty when it may go."""
        raise AssertionError(f"the {self.label} does not have the option only_managed")

    def facts(self, state: State) -> dict[str, t.Any]:
        """Facts that the result tells beside the state and keeps telling when that is gone.

        :param state: what is there, or what was.
        """
        return {}

    def action(self, observed: Observation, desired: State) -> str:
        """The verb of the result when something differs."""
        return "create" if isinstance(observed, Absent) else "update"

    def took_effect(self, observed: Observation, state: State) -> bool:
        """Says whether a plan that was carried out without an error has changed anything.

        :param state: what was reached.
        """
        return True

    def wait_until_usable(self, state: State, observed: Observation) -> State:
        """Waits until it works, after a change or not; never runs in check mode.

        :param state: what was reached.
        :param observed: what it was reached from.
        """
        return state
