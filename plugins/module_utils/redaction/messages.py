# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts about a failure, a warning or progress: first without secrets, then as plain text.

The order matters: what makes text plain, or cuts it, would change a secret so that it is not found any more.
"""

from __future__ import annotations

import typing as t

from .masking import redacted, without_passwords
from .plain_text import plain


def safe(told: t.Any, secrets: t.Collection[str]) -> t.Any:
    """The text, or all texts of a result."""
    if isinstance(told, str):
        return plain(without_passwords(redacted(told, secrets)))
    if isinstance(told, dict):
        return {safe(name, secrets): safe(value, secrets) for name, value in told.items()}
    return [safe(one, secrets) for one in told] if isinstance(told, list | tuple) else told
