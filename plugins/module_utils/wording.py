# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How sentences about resources read."""

from __future__ import annotations


def capitalized(text: str) -> str:
    """`the vault kv` as a sentence begins; unlike `str.capitalize`, names keep their case."""
    return text[:1].upper() + text[1:]
