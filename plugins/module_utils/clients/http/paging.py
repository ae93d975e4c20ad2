# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The marks by which lists name their next page: none leads in a circle."""

from __future__ import annotations

import typing as t

from ...errors import not_understood


class ContinuationTokens:
    """Addresses or tokens of one list's next pages."""

    def __init__(self, asked: str) -> None:
        self._asked, self._followed = asked, set[str]()

    def following(self, mark: str) -> str:
        """:raises ServiceError: this page was read before, so the list would never end."""
        if mark in self._followed:
            raise not_understood(self._asked, "a list that ends: it names a page again that it has given")
        self._followed.add(mark)
        return mark


def entries(pager: t.Any, asked: str) -> t.Iterator[t.Any]:
    """Entries of all pages that a vendor's client reads, one after another."""
    marks, pages = ContinuationTokens(asked), pager.by_page()
    for page in pages:
        yield from page
        if pages.continuation_token:
            marks.following(pages.continuation_token)
