# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Opaque page marks: the key after which the next page starts."""

from __future__ import annotations

import base64
import binascii


def mark(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode()


def key_of(mark_text: str) -> str | None:
    """The key in a mark; None when it is no mark of ours."""
    try:
        return base64.b64decode(mark_text.encode(), altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeError):
        return None
