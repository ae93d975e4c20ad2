# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task from options to result, the same through both front doors."""

from __future__ import annotations

import pathlib
import traceback
import typing as t

from . import sdk
from .errors import VaultpipeError
from .info import Info, gathered
from .masking import masked_options, without_passwords
from .reconcile import reconcile
from .report import Report
from .resource import Resource
from .session import Session
from .shared_rules import check_required, check_shared_options


def run(
    kind: type[Resource | Info], options: dict[str, t.Any], *, check_mode: bool, report: Report, run_directory: str | None
) -> dict[str, t.Any]:
    """The task's result; with `failed` when it failed. Warnings are in the report.

    :param run_directory: a folder private to this ansible-playbook run, shared by its tasks; None when there is none.
    """
    session = Session(options, report, run_directory)
    try:
        result = _outcome(kind, options, check_mode, report, session)
    except VaultpipeError as error:
        told = error.result()
        result = {"failed": True, "changed": False, **told, "msg": without_passwords(told["msg"])}
    except Exception as error:
        result = {"failed": True, "changed": False, "msg": unexpected(error, session.asked)}
    return {**result, "invocation": {"module_args": masked_options(options, kind.spec.options)}}


def _outcome(
    kind: type[Resource | Info], options: dict[str, t.Any], check_mode: bool, report: Report, session: Session
) -> dict[str, t.Any]:
    sdk.check()
    sdk.silence()
    session.check()
    check_required(options, kind.spec)
    check_shared_options(options, kind.spec.options)
    task = kind(options, session, report)
    return gathered(task) if isinstance(task, Info) else reconcile(task, check_mode)


OF_ANSWERS = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""What an answer raises that lacks a field, or has one of another type than its documentation says."""


def unexpected(error: Exception, asked: str | None) -> str:
    """Type and place only: the text and the traceback of an exception that nobody foresaw may hold values.

    :param asked: what a service was asked last, if any was.
    """
    place = traceback.extract_tb(error.__traceback__)[-1]
    ours = next((frame for frame in reversed(traceback.extract_tb(error.__traceback__)) if "vaultpipe" in frame.filename), place)
    told = f"Unexpected {type(error).__name__} at {pathlib.PurePath(ours.filename).name}:{ours.lineno}"
    if ours is not place:
        told += f" (raised in {pathlib.PurePath(place.filename).name}:{place.lineno})"
    if asked and isinstance(error, OF_ANSWERS):
        return (
            f"Could not {asked}, or not make sense of the answer: {told[0].lower()}{told[1:]}. Either the answer is not as "
            "documented, or this is a bug of vaultpipe.azure; if it happens again, report it with this line and the options."
        )
    return f"{told}. This is a bug of vaultpipe.azure; please report it with this line and the task's options."
