# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GUIDs, by which principals, applications, tenants and roles are known."""

from __future__ import annotations

import uuid

from .errors import UsageError
from .known_after_apply import is_unknown


def is_guid(text: str) -> bool:
    """Tells whether it has the form of the services: 00000000-0000-0000-0000-000000000000, whatever its case."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False


def check_guid(option: str, value: str | None, remedy: str = "Write it as 00000000-0000-0000-0000-000000000000.") -> None:
    """Checks an option; one that is not given, and one that only the real run can know, pass.

    :raises UsageError: it is no GUID.
    """
    if value is not None and not is_unknown(value) and not is_guid(value):
        raise UsageError(f"{option} is {value!r}, which is not a valid GUID.", remedy)
