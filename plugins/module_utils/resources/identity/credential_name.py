# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Name of the federated credential that trusts a service connection."""

from __future__ import annotations

import hashlib
import re

ALLOWED = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{2,119}")
LONGEST = 100
DIGITS = 8


def federated_credential_name(connection: str) -> str:
    """The connection's name, or a name that follows from it where Entra does not allow it."""
    if ALLOWED.fullmatch(connection):
        return connection
    readable = re.sub("^-", "c-", re.sub("[^A-Za-z0-9]+", "-", connection))[:LONGEST]
    return f"{readable}-{hashlib.sha256(connection.encode()).hexdigest()[:DIGITS]}"
