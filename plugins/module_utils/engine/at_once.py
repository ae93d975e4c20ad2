# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same work for many things, some of them at a time."""

from __future__ import annotations

import typing as t
from concurrent.futures import ThreadPoolExecutor

AT_A_TIME = 16
"""Most things that are worked on at once: most requests under way. That many connections to
a host stay open."""

T = t.TypeVar("T")
R = t.TypeVar("R")


def at_once(work: t.Callable[[T], R], things: t.Iterable[T]) -> list[R]:
    """The results in the order of the things. After an error nothing more is begun, and it is raised."""
    with ThreadPoolExecutor(AT_A_TIME) as threads:
        under_way = [threads.submit(work, one) for one in things]
        try:
            return [one.result() for one in under_way]
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            raise
