# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials that open the local Azure: made when the process starts, whatever the seed, and the same until it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from emulator.core.ids import unforeseeable


@dataclass(frozen=True)
class Credentials:
    """The start state's principals sign in with them; neither a reset nor a snapshot changes them."""

    caller_secret: str = field(default_factory=partial(unforeseeable, 40), repr=False)
    powerless_secret: str = field(default_factory=partial(unforeseeable, 40), repr=False)
    caller_pat: str = field(default_factory=partial(unforeseeable, 52), repr=False)
    control: str = field(default_factory=partial(unforeseeable, 32), repr=False)
    """The part of the control API's address that only the environment's file tells."""
