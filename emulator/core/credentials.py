# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What opens the local Azure: made when the process starts, whatever the seed, and the same until it ends."""

# pylint: disable=invalid-field-call

from __future__ import annotations

from dataclasses import dataclass, field

from emulator.core.ids import unforeseeable


def _secret(length: int) -> str:
    return field(default_factory=lambda: unforeseeable(length), repr=False)


@dataclass(frozen=True)
class Credentials:
    """The start state's principals sign in with them; neither a reset nor a snapshot changes them."""

    caller_secret: str = _secret(40)
    powerless_secret: str = _secret(40)
    caller_pat: str = _secret(52)
    control: str = _secret(32)
    """The part of the control API's address that only the environment's file tells."""
