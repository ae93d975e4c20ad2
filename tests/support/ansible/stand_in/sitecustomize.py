# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in for Python's `syslog`: a machine that tests run on may have none, and it is not theirs to write to. Python reads
this file at its start; one called `syslog` would come after one that is built in, as in Debian's Python."""

from __future__ import annotations

import os
import sys

LOG_PID = 1
LOG_USER = 8
LOG_NOTICE = 5
LOG_INFO = 6

sys.modules["syslog"] = sys.modules[__name__]


def openlog(*_: object) -> None:
    """Nothing to open."""


def syslog(*arguments: object) -> None:
    with open(os.environ["VAULTPIPE_TEST_SYSLOG"], "a", encoding="utf-8") as lines:
        lines.write(f"{arguments[-1]}\n")
