# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that stay open for all clients of a process: the items of a loop run in one, one after another.

A connection belongs to nobody: each request brings its own token. What it is found by are the proxy that it goes through and
the authorities that were to be trusted when it was made.
"""

from __future__ import annotations

import os
import threading
import typing as t

CONNECTIONS = 16
"""Most connections to a host that stay open."""
TRUST = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
"""Variables in which requests looks for authorities to trust, in its order."""

_managers: dict[tuple[t.Any, ...], t.Any] = {}
_turn = threading.Lock()


def kept_open(proxy: str, made: t.Callable[[], t.Any]) -> t.Any:
    """This process's connection manager for the proxy; a new one after a fork, since two processes cannot share a connection."""
    key = (os.getpid(), proxy, *(os.environ.get(name) for name in TRUST))
    with _turn:
        if key not in _managers:
            _managers[key] = made()
        return _managers[key]
