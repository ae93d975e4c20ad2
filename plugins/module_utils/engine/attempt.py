# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The beginning of a task or a lookup, and the result of one that failed."""

from __future__ import annotations

import pathlib
import traceback
import typing as t

from .. import sdk
from ..errors import VaultpipeError
from ..redaction.messages import safe
from ..session.session import Session
from .argument_spec import ArgumentSpec
from .option_rules import check_required, check_shared_options, tidy_lists


def prepare(options: dict[str, t.Any], spec: ArgumentSpec, session: Session) -> None:
    """:raises VaultpipeError: a package is missing, or an option breaks a rule that all share; no request has been sent."""
    sdk.check()
    sdk.silence()
    session.check()
    tidy_lists(options, spec.options)
    check_required(options, spec)
    check_shared_options(options, spec.options)


def failure_result(error: Exception, session: Session, hidden: t.Collection[str]) -> dict[str, t.Any]:
    """`msg`, and what else a playbook may want to look at.

    :param hidden: secrets among the task's options.
    """
    told = error.result() if isinstance(error, VaultpipeError) else {"msg": unexpected(error, session.asked)}
    return t.cast(dict[str, t.Any], safe(told, {*hidden, *session.secrets()}))


OF_ANSWERS = (AttributeError, IndexError, KeyError, TypeError, ValueError)
"""Exceptions that an answer causes which lacks a field, or has one of another type than its documentation says."""


def unexpected(error: Exception, asked: str | None) -> str:
    """Type and place only: the text and the traceback of an exception that nobody foresaw may hold values."""
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
