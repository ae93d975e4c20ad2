# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The number of a run by its format (learn.microsoft.com: Run (build) numbers)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

DATES = {
    "yyyy": "%Y",
    "yy": "%y",
    "MMMM": "%B",
    "MMM": "%b",
    "MM": "%m",
    "dd": "%d",
    "HH": "%H",
    "hh": "%I",
    "mm": "%M",
    "ss": "%S",
}
DATE = re.compile("|".join(DATES))
REVISION = re.compile(r"\$\(rev:([^)r]*)(r+)\)", re.IGNORECASE)


def build_number(pattern: str, moment: datetime, variables: Mapping[str, str], siblings: Iterable[str]) -> str:
    """The number of the next run.

    :param variables: by name in lower case; a name that is none of them stays as it is written.
    :param siblings: numbers of the definition's runs so far.
    """

    def put_in(macro: re.Match[str]) -> str:
        name, _colon, form = macro[1].partition(":")
        if name.lower() == "date":
            return moment.strftime(DATE.sub(lambda found: DATES[found[0]], form or "yyyyMMdd"))
        own = {"dayofmonth": moment.day, "dayofyear": moment.timetuple().tm_yday, "month": moment.month, "hours": moment.hour,
               "minutes": moment.minute, "seconds": moment.second}  # fmt: skip
        return str(own.get(name.lower(), variables.get(name.lower(), macro[0])))

    revision = REVISION.search(pattern)
    whole = re.sub(r"\$\((?!rev:)([^()]+)\)", put_in, pattern, flags=re.IGNORECASE)
    if not revision:
        return whole
    before, _macro, behind = whole.partition(revision[0])
    taken = re.compile(re.escape(before + revision[1]) + r"(\d+)" + re.escape(behind))
    numbers = [int(found[1]) for found in map(taken.fullmatch, siblings) if found]
    return f"{before}{revision[1]}{max(numbers, default=0) + 1:0{len(revision[2])}}{behind}"
