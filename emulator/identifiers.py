# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids that look like Azure's and follow from the seed."""

from __future__ import annotations

import random
import string
import uuid


class Identifiers:
    """A source of fresh ids; two emulators with one seed and one history give the same ones."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def guid(self) -> str:
        return str(uuid.UUID(int=self._random.getrandbits(128), version=4))

    def hex(self, length: int = 32) -> str:
        """Lower-case hex digits: secret versions (32), commits of our own making."""
        return f"{self._random.getrandbits(length * 4):0{length}x}"

    def word(self, length: int) -> str:
        """Letters and digits: client secrets, access tokens."""
        return "".join(self._random.choices(string.ascii_letters + string.digits, k=length))
