# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only place that knows about check mode, diff, plan and apply."""

from __future__ import annotations

import typing as t

from ..errors import VaultpipeError, sentence_case
from ..known_after_apply import holds_unknown, refuse_unknown
from .resource import Absent, Observation, Observed, Resource, State

MOST_PLANS = 10
"""Plans that one task makes at most, because what is there has changed since the one before."""


def reconcile(resource: Resource, check_mode: bool) -> dict[str, t.Any]:
    """Brings the resource to its state and gives the task's result.

    `{"changed", "action": "none"|"create"|"update"|"delete"|..., <resource.key>: state or None, "diff"}`.
    """
    check(resource, check_mode)
    observed = resource.read()
    if resource.options.get("state") == "absent":
        return _remove(resource, observed, check_mode)
    desired = resource.desired(observed)
    if desired is None or desired == observed.state:
        state = observed.state if check_mode or isinstance(observed, Absent) else _usable(resource, observed)
        return _result(resource, "none", state, state)
    action = resource.action(observed, desired)
    if check_mode:
        return _result(resource, action, observed.state, desired)
    state = _apply(resource, observed, desired)
    _compare(resource, desired, state)
    if not resource.took_effect(observed, state):
        action = "none"
    return _result(resource, action, observed.state, state, planned=desired)


def check(resource: Resource, check_mode: bool) -> None:
    """Checks a resource's options.

    :raises UsageError: an option breaks a rule; no request has been sent.
    """
    if not check_mode:
        refuse_unknown(resource.options)
    if isinstance(tags := resource.options.get("tags"), dict):
        resource.tag_rules.check(tags)
    resource.validate()


def _apply(resource: Resource, observed: Observation, desired: State) -> State:
    """Carries out the plan; where something else was there than it was made for, another plan as well.

    :raises VaultpipeError: there is something else each time.
    """
    for _plan in range(MOST_PLANS):
        reached = resource.create(desired, observed) if isinstance(observed, Absent) else resource.update(observed, desired)
        if not isinstance(reached, Observed):
            return resource.wait_until_usable(reached, observed)
        observed, again = reached, resource.desired(reached)
        if again is None or again == observed.state:
            return _usable(resource, reached)
        desired = again
    raise VaultpipeError(f"{sentence_case(resource.what)} has changed each time that it was looked at.", "Run again.")


def _usable(resource: Resource, observed: Observed[t.Any]) -> State:
    return resource.wait_until_usable(observed.state, observed)


def _compare(resource: Resource, desired: State, reached: State) -> None:
    """Both are in one normal form, so a field that still differs would be changed again by every run."""
    ignored = [
        name
        for name, value in desired.items()
        if name not in resource.hidden and not holds_unknown(value) and reached.get(name) != value
    ]
    if ignored:
        resource.context.warn(
            f"The service answered the change of the {resource.label} without an error, but its answer still has "
            f"another {', another '.join(ignored)}. The next run will change it again."
        )


def _remove(resource: Resource, observed: Observation, check_mode: bool) -> dict[str, t.Any]:
    """With the option only_managed also `{"kept_because": [...]}`: why it stays, in sentences; until 1.0 as `left` too."""
    sparing = bool(resource.options.get("only_managed"))
    reasons = resource.why_left(observed) if sparing and isinstance(observed, Observed) else []
    if isinstance(observed, Absent) or reasons:
        result = _result(resource, "none", observed.state, observed.state)
    else:
        resource.check_removal(observed)
        if not check_mode:
            resource.delete(observed)
        result = _result(resource, "delete", observed.state, None)
    sentences = [f"{sentence_case(resource.what)} {reason}." for reason in reasons]
    return {**result, "kept_because": sentences, "left": sentences} if sparing else result


def _result(
    resource: Resource, action: str, before: State | None, after: State | None, planned: State | None = None
) -> dict[str, t.Any]:
    """The diff is the plan: a placeholder for a secret value stands in it as planned."""
    shown = dict(after) if after is not None else {}
    for field in resource.hidden:
        if planned is not None and field in planned:
            shown[field] = planned[field]
    state = {name: value for name, value in after.items() if name not in resource.hidden} if after is not None else None
    told = before if after is None else after
    return {
        **({} if told is None else resource.facts(told)),
        "changed": action != "none",
        "action": action,
        resource.key: state,
        "diff": {"before": before or {}, "after": shown},
    }
