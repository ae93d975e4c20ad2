# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Times of options: ISO 8601 in, ISO 8601 in UTC out, whole seconds as Key Vault keeps them."""

from __future__ import annotations

import datetime

from ...errors import UsageError


def parse_option_time(option: str, text: str) -> datetime.datetime:
    """A time without zone is UTC.

    :raises UsageError: the text is no ISO 8601 time, or no year from 1 to 9999 in UTC.
    """
    try:
        found = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
        zoned = found if found.tzinfo else found.replace(tzinfo=datetime.timezone.utc)
        return zoned.astimezone(datetime.timezone.utc).replace(microsecond=0)
    except (ValueError, OverflowError) as error:
        raise UsageError(
            f"{option} is {text!r}, which is not a valid time.", "Write it as 2027-01-31T12:00:00Z, in the years to 9999."
        ) from error


def iso(found: datetime.datetime | None) -> str | None:
    return found.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if found else None
