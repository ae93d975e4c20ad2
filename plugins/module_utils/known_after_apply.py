# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The marker for what only the real run can know, such as the issuer of a connection that --check did not make."""

from __future__ import annotations

import typing as t

from .errors import UsageError

KNOWN_AFTER_APPLY = "(known after apply)"


def is_unknown(value: t.Any) -> bool:
    return bool(value == KNOWN_AFTER_APPLY)


def holds_unknown(value: t.Any) -> bool:
    """Tells whether the marker is the value, or stands somewhere in it."""
    return KNOWN_AFTER_APPLY in str(value)


def refuse_unknown(options: t.Mapping[str, t.Any]) -> None:
    """Outside check mode the marker is a mistake.

    :raises UsageError: names the option that holds the marker.
    """
    for name, value in options.items():
        if holds_unknown(value):
            raise UsageError(
                f"{name} holds {KNOWN_AFTER_APPLY!r}, which stands for a value that only check mode does not know.",
                "Take the value from a task that ran, not from one in check mode.",
            )
