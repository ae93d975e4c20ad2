# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only place that knows about check mode, diff, plan and apply."""

from __future__ import annotations

import typing as t

from ..errors import sentence_case
from ..known_after_apply import holds_unknown, refuse_unknown
from .resource import Resource, State


def reconcile(resource: Resource, check_mode: bool) -> dict[str, t.Any]:
    """Brings the resource to its state and gives the task's result.

    `{"changed", "action": "none"|"create"|"update"|"delete"|..., <resource.key>: state or None, "diff"}`.
    """
    if not check_mode:
        refuse_unknown(resource.options)
    if isinstance(tags := resource.options.get("tags"), dict):
        resource.tag_rules.check(tags)
    resource.validate()
    current = resource.read()
    if resource.options.get("state") == "absent":
        return _remove(resource, current, check_mode)
    desired = resource.desired(current)
    if desired is None or desired == current:
        state = current if check_mode or current is None else resource.wait_until_usable(current)
        return _result(resource, "none", current, state)
    action = resource.action(current, desired)
    if check_mode:
        return _result(resource, action, current, desired)
    state = resource.wait_until_usable(resource.create(desired) if current is None else resource.update(current, desired))
    _compare(resource, desired, state)
    return _result(resource, action, current, state, planned=desired)


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


def _remove(resource: Resource, current: State | None, check_mode: bool) -> dict[str, t.Any]:
    """With the option only_managed also `{"kept_because": [...]}`: why it stays, in sentences; until 1.0 as `left` too."""
    sparing = bool(resource.options.get("only_managed"))
    reasons = resource.why_left(current) if sparing and current is not None else []
    if current is None or reasons:
        result = _result(resource, "none", current, current)
    else:
        resource.check_removal(current)
        if not check_mode:
            resource.delete(current)
        result = _result(resource, "delete", current, None)
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
    return {
        "changed": action != "none",
        "action": action,
        resource.key: state,
        "diff": {"before": before or {}, "after": shown},
    }
