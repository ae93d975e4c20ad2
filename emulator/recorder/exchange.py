# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One request with its answer, as recordings have them (docs/docsite/rst/emulator.rst#record-the-real-cloud)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KEPT_OF_REQUESTS = ("accept", "content-type", "prefer", "x-tfs-fedauthredirect")
KEPT_OF_ANSWERS = (
    "content-type",
    "location",
    "odata-version",
    "retry-after",
    "www-authenticate",
    "x-ms-continuationtoken",
    "x-ms-failure-cause",
    "x-ms-keyvault-region",
    "x-ms-keyvault-service-version",
    "x-ms-ratelimit-remaining-subscription-deletes",
    "x-ms-ratelimit-remaining-subscription-reads",
    "x-ms-ratelimit-remaining-subscription-writes",
    "x-ratelimit-cost",
)
"""Headers that are written down; of all others, nothing is."""


@dataclass(frozen=True)
class Exchange:
    """A request and its answer as they went over the wire; header names in lower case."""

    method: str
    url: str
    request_headers: Mapping[str, str]
    request_body: bytes
    status: int
    answer_headers: Mapping[str, str]
    answer_body: bytes

    def plain(self) -> dict[str, Any]:
        """In the form of a recording, everything private included: JSON parsed, other text as text, the rest only named."""
        return {
            "method": self.method,
            "url": self.url,
            "request_headers": _kept(self.request_headers, KEPT_OF_REQUESTS),
            "request_body": readable(self.request_body, self.request_headers) if self.request_body else None,
            "status": self.status,
            "response_headers": _kept(self.answer_headers, KEPT_OF_ANSWERS),
            "response_body": readable(self.answer_body, self.answer_headers) if self.answer_body else "",
        }


def _kept(headers: Mapping[str, str], names: tuple[str, ...]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name in names}


def readable(body: bytes, headers: Mapping[str, str]) -> Any:
    """Web pages and binary files are only named: nobody can say what they hold."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        text = body.decode()
        if "json" in kind or text[:1] in ("{", "["):
            return json.loads(text)
    except ValueError:
        return f"({len(body)} bytes of {kind or 'an unknown kind'})"
    return text if kind in ("text/plain", "application/x-www-form-urlencoded") else f"({len(body)} bytes of {kind})"
