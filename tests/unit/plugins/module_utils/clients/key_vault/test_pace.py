# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pace of several threads keeps to a limit, and all of them to a pause that one was told."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from ansible_collections.vaultpipe.azure.plugins.module_utils.clients.key_vault.pace import Window


def test_no_span_has_more_than_the_limit() -> None:
    window, sent, answered = Window(5, 0.4), list[float](), list[float]()

    def request(_number: int) -> None:
        with window.turn():
            sent.append(time.monotonic())
            answered.append(time.monotonic())

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(request, range(17)))
    assert len(sent) == 17
    sent.sort()
    answered.sort()
    assert all(later >= answered[place] + 0.4 for place, later in enumerate(sent[5:]))


def test_a_pause_holds_all() -> None:
    window, told = Window(100), list[float]()
    window.hold(0.3)
    began = time.monotonic()
    with window.turn(told.append):
        assert time.monotonic() - began >= 0.29
    assert 0 < told[0] <= 0.3
