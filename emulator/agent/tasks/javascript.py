# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts as Node.js treats them, in which Microsoft's tasks are written."""

from __future__ import annotations

BLANKS = "\t\n\v\f\r \u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u2028\u2029\u202f\u205f\u3000\ufeff"
"""What `trim` takes off: other signs than Python's `strip`."""


def trimmed(text: str) -> str:
    return text.strip(BLANKS)
