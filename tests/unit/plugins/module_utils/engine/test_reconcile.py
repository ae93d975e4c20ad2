# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""reconcile alone knows check mode, diff, plan and apply."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.clients.context import TaskContext
from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.argument_spec import STATE
from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.reconcile import reconcile
from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.resource import (
    Absent,
    Observation,
    Observed,
    Resource,
    State,
)
from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import UsageError, VaultpipeError
from ansible_collections.vaultpipe.azure.plugins.module_utils.known_after_apply import KNOWN_AFTER_APPLY
from ansible_collections.vaultpipe.azure.plugins.module_utils.progress import Reporter
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.session import Session


class Lamp(Resource):
    """A thing with a color and an id."""

    label = "lamp"
    key = "lamp"
    spec = STATE
    hidden = ("bulb",)
    what = "the lamp"

    def __init__(self, current: State | None, **options: Any) -> None:
        super().__init__({"state": "present", **options}, TaskContext(Session(options, None), Reporter()))
        self.current, self.calls, self.obeys = current, list[str](), True
        self.made_by_another: State | None = None
        self.flickers = False

    def read(self) -> Observation:
        return Absent(None) if self.current is None else Observed(self.current, None)

    def desired(self, observed: Observation) -> State:
        return {"id": KNOWN_AFTER_APPLY, **(observed.state or {}), **self.given("color"), **self.given("bulb")}

    def create(self, desired: State, observed: Absent[None]) -> State | Observed[None]:
        self.calls.append("create")
        if self.made_by_another is not None:
            return Observed(self.made_by_another, None)
        return {**desired, "id": 7, **({} if self.obeys else {"color": "grey"})}

    def update(self, observed: Observed[None], desired: State) -> State | Observed[None]:
        self.calls.append("update")
        return Observed(observed.state, None) if self.flickers else desired

    def delete(self, observed: Observed[None]) -> None:
        self.calls.append("delete")

    def wait_until_usable(self, state: State, observed: Observation) -> State:
        self.calls.append("wait_until_usable")
        return state


RED = {"id": 7, "color": "red"}


@pytest.mark.parametrize(
    ("current", "options", "action", "calls", "after"),
    [
        (None, {"color": "red"}, "create", ["create", "wait_until_usable"], RED),
        (RED, {"color": "red"}, "none", ["wait_until_usable"], RED),
        (RED, {}, "none", ["wait_until_usable"], RED),
        (RED, {"color": "blue"}, "update", ["update", "wait_until_usable"], {"id": 7, "color": "blue"}),
        (RED, {"state": "absent"}, "delete", ["delete"], None),
        (None, {"state": "absent"}, "none", [], None),
    ],
)
def test_what_is_done(current: State | None, options: Any, action: str, calls: list[str], after: State | None) -> None:
    lamp = Lamp(current, **options)
    result = reconcile(lamp, check_mode=False)
    assert (result["action"], result["changed"], lamp.calls, result["lamp"]) == (action, action != "none", calls, after)
    assert result["diff"] == {"before": current or {}, "after": after or {}}
    checked = Lamp(current, **options)
    foreseen = reconcile(checked, check_mode=True)
    assert (foreseen["action"], checked.calls) == (action, [])


class Broken(Lamp):
    """A lamp of which nothing can be changed, which is no error."""

    def took_effect(self, observed: Observation, state: State) -> bool:
        return False


def test_a_plan_that_came_to_nothing_is_no_change() -> None:
    result = reconcile(Broken(RED, color="blue"), check_mode=False)
    assert (result["action"], result["changed"]) == ("none", False)


def test_check_mode_does_not_invent_values() -> None:
    assert reconcile(Lamp(None, color="red"), check_mode=True)["lamp"] == {"id": KNOWN_AFTER_APPLY, "color": "red"}


@pytest.mark.parametrize("color", [KNOWN_AFTER_APPLY, {"rgb": [KNOWN_AFTER_APPLY]}, f"light {KNOWN_AFTER_APPLY}"])
def test_the_marker_is_refused_outside_check_mode(color: Any) -> None:
    reconcile(Lamp(None, color=color), check_mode=True)
    with pytest.raises(UsageError, match="color holds"):
        reconcile(Lamp(None, color=color), check_mode=False)


def test_hidden_fields_are_in_the_diff_alone() -> None:
    result = reconcile(Lamp(RED, bulb="(hidden)"), check_mode=False)
    assert result["diff"]["after"] == {**RED, "bulb": "(hidden)"}
    assert result["lamp"] == RED


def test_a_service_that_ignores_the_change_is_told_of() -> None:
    lamp = Lamp(None, color="red")
    lamp.obeys = False
    assert reconcile(lamp, check_mode=False)["changed"]
    assert "still has another color" in lamp.context.reporter.warnings[0]
    assert "id" not in lamp.context.reporter.warnings[0].split("another", 1)[1]


@pytest.mark.parametrize(
    ("color", "calls"), [("red", ["create", "wait_until_usable"]), ("blue", ["create", "update", "wait_until_usable"])]
)
def test_what_is_there_by_now_is_planned_for_once_more(color: str, calls: list[str]) -> None:
    lamp = Lamp(None, color=color)
    lamp.made_by_another = RED
    result = reconcile(lamp, check_mode=False)
    assert (result["action"], result["lamp"], lamp.calls) == ("create", {"id": 7, "color": color}, calls)


def test_planning_ends() -> None:
    lamp = Lamp(RED, color="blue")
    lamp.flickers = True
    with pytest.raises(VaultpipeError, match="The lamp has changed each time"):
        reconcile(lamp, check_mode=False)
