# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The failure of a run explained: its failing step, what that said, and what to do."""

from __future__ import annotations

import typing as t

from ...clients.devops.builds import BuildsClient
from ...clients.devops.client import Json
from ...engine.resource import State
from ...errors import VaultpipeError, sentence_case
from .following import issues_of, web_address
from .remedies import remedy_of


class RunFailed(VaultpipeError):
    """Carries `step`, `issues` and `log_tail`; the agent has masked secrets in all of them."""


def failure_of(builds: BuildsClient, build: Json, what: str, state: State) -> RunFailed:
    """:param what: the run, as an error names it."""
    records = builds.records(build)
    step = _failing_step(records)
    issues = issues_of([step]) if step else issues_of(records)
    issues = issues or [str(one.get("message")) for one in build.get("validationResults") or []]
    log = (step or {}).get("log") or {}
    tail = builds.log_tail(build, log["id"]) if log.get("id") else []
    result = build.get("result")
    told = f"{sentence_case(what)} {'was canceled' if result == 'canceled' else f'ended as {result}'}"
    if step:
        told += f" in the step {step['name']!r}"
    remedy = remedy_of("\n".join([*issues, *tail]))
    return RunFailed(
        f"{told}{': ' + ' '.join(issue.strip() for issue in issues) if issues else '.'} See {web_address(build)}.",
        remedy,
        step=step["name"] if step else None,
        issues=issues,
        log_tail=tail,
        pipeline_run=state,
    )


def _failing_step(records: t.Iterable[Json]) -> Json | None:
    """The first one that failed, else the first whose failure did not end the job, in running order."""
    steps = [one for one in records if one["type"] == "Task"]
    by_result = ([one for one in steps if one.get("result") == result] for result in ("failed", "succeededWithIssues"))
    failed = next((found for found in by_result if found), [])
    return min(failed, key=lambda one: (str(one.get("startTime") or ""), int(one.get("order") or 0)), default=None)
