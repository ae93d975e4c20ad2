# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids that look like Azure's and follow from the seed, and words that follow from nothing."""

from __future__ import annotations

import random
import secrets
import string
import uuid

CHARACTERS = string.ascii_letters + string.digits


class Identifiers:
    """A source of fresh ids; two emulators with one seed and one history give the same ones."""

    def __init__(self, seed: int) -> None:
        self._seed, self._given = seed, 0

    def _next(self) -> random.Random:
        self._given += 1
        return random.Random(f"{self._seed}/{self._given}")

    def guid(self) -> str:
        return str(uuid.UUID(int=self._next().getrandbits(128), version=4))

    def hex(self, length: int = 32) -> str:
        """Lower-case hex digits: secret versions (32)."""
        return f"{self._next().getrandbits(length * 4):0{length}x}"

    def word(self, length: int) -> str:
        """Letters and digits of an id."""
        return "".join(self._next().choices(CHARACTERS, k=length))


def is_guid(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True


def unforeseeable(length: int) -> str:
    """Letters and digits of what opens a door: client secrets, personal access tokens, tickets."""
    return "".join(secrets.choice(CHARACTERS) for _each in range(length))
