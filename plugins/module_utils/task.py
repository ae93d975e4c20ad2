# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task from options to result, the same through both front doors."""

from __future__ import annotations

import typing as t

from . import sdk
from .reconcile import reconcile
from .report import Report
from .resource import Resource
from .session import Session


def run(
    kind: type[Resource], options: dict[str, t.Any], *, check_mode: bool, report: Report, run_directory: str | None
) -> dict[str, t.Any]:
    """The task's result.

    :param run_directory: a folder private to this ansible-playbook run, shared by its tasks; None when there is none.
    :raises VaultpipeError: the task failed.
    """
    sdk.check()
    session = Session(options, report, run_directory)
    result = reconcile(kind(options, session, report), check_mode)
    if report.warnings:
        result["warnings"] = report.warnings
    return result
