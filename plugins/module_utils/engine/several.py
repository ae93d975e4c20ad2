# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task for several things: each is brought to its state as by a task of its own, some of them at a time."""

from __future__ import annotations

import collections
import threading
import typing as t

from ..errors import UsageError, VaultpipeError, sentence_case
from .argument_spec import ArgumentSpec
from .at_once import at_once
from .attempt import failure_result
from .reconcile import check, reconcile
from .resource import Resource

MOST_TOLD = 3
"""Failures whose text is in the task's message; the result has all."""
ON_FAILURE = ArgumentSpec({"on_failure": {"type": "str", "choices": ["stop", "continue"], "default": "stop"}})
"""Option of a module for several things: whether those that are not begun are left out when one fails."""

Result = dict[str, t.Any]


def reconcile_several(task: Resource, members: t.Sequence[Resource], check_mode: bool) -> Result:
    """Brings all to their state and gives the task's result.

    `{"changed", <task.several_key>: [{"name", "changed", "action", <task.key>: state}, ...], "diff"}`, without what is as it was
    in the diff.

    :raises VaultpipeError: some failed; the result tells what was done to each.
    """
    _check_all(members, check_mode)
    besides = task.members_besides()
    stops = task.options["on_failure"] == "stop"
    done = _all_done(members, check_mode, stops)
    if any("failed" in one for one in done):
        done += [_not_begun(member) for member in besides]
    else:
        done += _all_done(besides, check_mode, stops)
    if any("failed" in one for one in done):
        raise _failure(task, done)
    return {**_told(task, done), "diff": _diff(done)}


def _check_all(members: t.Sequence[Resource], check_mode: bool) -> None:
    """:raises UsageError: an option of one of them breaks a rule; no request has been sent."""
    refusals = []
    for member in members:
        try:
            check(member, check_mode)
        except UsageError as error:
            refusals.append(f"{member.options['name']}: {error.result()['msg']}")
    if refusals:
        raise UsageError(" ".join(refusals[:MOST_TOLD]))


def _all_done(members: t.Sequence[Resource], check_mode: bool, stops: bool) -> list[Result]:
    """The results, in order. After a failure that stops, what is under way ends and nothing is begun."""
    failed = threading.Event()

    def done(member: Resource) -> Result:
        if stops and failed.is_set():
            return _not_begun(member)
        try:
            return {"name": member.options["name"], **reconcile(member, check_mode)}
        except Exception as error:
            failed.set()
            told = failure_result(error, member.context.session, member.context.reporter.hidden)
            return {"name": member.options["name"], "failed": True, "changed": False, **told}

    return at_once(done, members)


def _not_begun(member: Resource) -> Result:
    return {"name": member.options["name"], "skipped": True, "changed": False}


def _told(task: Resource, done: t.Sequence[Result]) -> Result:
    """The part of the result that a failure tells as well."""
    each = [{name: value for name, value in one.items() if name not in ("diff", "left")} for one in done]
    told = {"changed": any(one["changed"] for one in done), task.several_key: each}
    if task.options.get("only_managed") and task.options.get("state") == "absent":
        told["kept_because"] = [reason for one in done for reason in one.get("kept_because", ())]
    return told


def _diff(done: t.Sequence[Result]) -> Result:
    changed = [one for one in done if one["changed"]]
    return {side: {one["name"]: one["diff"][side] for one in changed} for side in ("before", "after")}


def _failure(task: Resource, done: t.Sequence[Result]) -> VaultpipeError:
    """The error of the whole task, with the status and code of the first failure."""
    failures = [one for one in done if "failed" in one]
    kinds = collections.Counter("failed" if "failed" in one else _fate(one) for one in done)
    counted = ", ".join(f"{kinds[kind]} {kind}" for kind in ("failed", "not begun", "changed", "as wanted") if kinds[kind])
    first = " ".join(str(one["msg"]) for one in failures[:MOST_TOLD])
    more = f" {task.several_key} has the other {len(failures) - MOST_TOLD}." if len(failures) > MOST_TOLD else ""
    codes = {name: failures[0][name] for name in ("status", "error_code") if name in failures[0]}
    what = sentence_case(f"{task.label}s: {counted}. {first}{more}")
    return VaultpipeError(what, **codes, **_told(task, done))


def _fate(one: Result) -> str:
    return "not begun" if "skipped" in one else "changed" if one["changed"] else "as wanted"
