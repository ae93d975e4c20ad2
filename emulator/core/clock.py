# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one clock of the local Azure; tests move it forward."""

from __future__ import annotations

import time
from datetime import UTC, datetime


class Clock:
    """Real time plus what the control API has added."""

    def __init__(self) -> None:
        self.offset = 0.0

    def now(self) -> float:
        """Seconds since the epoch."""
        return time.time() + self.offset

    def advance(self, seconds: float) -> None:
        self.offset += seconds


def iso(moment: float, digits: int = 7) -> str:
    """A moment as Azure writes it, `2026-11-22T10:00:00.1234567Z`; digits 0 leaves the fraction out."""
    text = datetime.fromtimestamp(moment, UTC)
    fraction = f".{text.microsecond:06d}0"[: digits + 1] if digits else ""
    return f"{text:%Y-%m-%dT%H:%M:%S}{fraction}Z"
