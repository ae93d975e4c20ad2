# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task from options to result, the same in the controller and in a module process."""

from __future__ import annotations

import typing as t

from ..clients.context import TaskContext
from ..progress import Reporter
from ..redaction.masking import masked_options
from ..session.session import Session
from .attempt import failure_result, prepare
from .info import Info, gathered
from .reconcile import reconcile
from .resource import Resource
from .several import reconcile_several


def run(
    kind: type[Resource | Info], options: dict[str, t.Any], *, check_mode: bool, report: Reporter, run_directory: str | None
) -> dict[str, t.Any]:
    """The task's result; with `failed` when it failed. Warnings are in the report.

    :param run_directory: a folder private to this ansible-playbook run, shared by its tasks; None when there is none.
    """
    session = Session(options, run_directory)
    try:
        result = _outcome(kind, options, check_mode, TaskContext(session, report))
    except Exception as error:
        result = {"failed": True, "changed": False, **failure_result(error, session, report.hidden)}
    return {**result, "invocation": {"module_args": masked_options(options, kind.spec.options)}}


def _outcome(kind: type[Resource | Info], options: dict[str, t.Any], check_mode: bool, context: TaskContext) -> dict[str, t.Any]:
    prepare(options, kind.spec, context.session)
    task = kind(options, context)
    if isinstance(task, Info):
        return gathered(task)
    members = task.members()
    return reconcile(task, check_mode) if members is None else reconcile_several(task, members, check_mode)
