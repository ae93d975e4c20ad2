# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that come in pages: `$top`, and a header with what to ask for next."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.router import listing, number

MOST = 10000
T = TypeVar("T")


def page(
    request: Request, entries: list[T], key: Callable[[T], Any], show: Callable[[T], dict[str, Any]], most: int = MOST
) -> Response:
    """The token says what comes next; which form it has is Azure's own business (vsts-rest-api-specs#178). Who sends one
    that the service does not know begins anew.

    :param key: What tells an entry from the others.
    """
    asked = request.query.get("continuationtoken")
    start = next((index for index, one in enumerate(entries) if str(key(one)) == asked), 0)
    end = start + number(request.query.get("$top") or str(most), "$top")
    response = listing([show(one) for one in entries[start:end]])
    if end < len(entries):
        response.headers["x-ms-continuationtoken"] = str(key(entries[end]))
    return response
