# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer of a service: a response, or an error that becomes one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass
class Response:
    """The answer to a request. A dict or list body becomes JSON, bytes and text go as they are, None is an empty body."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    """Seconds that the service takes before it answers; others are served meanwhile."""

    def encoded(self) -> tuple[bytes, dict[str, str]]:
        """The bytes to send and the headers, content type included."""
        headers = {name.lower(): value for name, value in self.headers.items()}
        if self.body is None:
            return b"", headers
        if isinstance(self.body, bytes):
            headers.setdefault("content-type", "application/octet-stream")
            return self.body, headers
        if isinstance(self.body, str):
            headers.setdefault("content-type", "text/plain; charset=utf-8")
            return self.body.encode(), headers
        headers.setdefault("content-type", "application/json; charset=utf-8")
        return json.dumps(self.body, ensure_ascii=False).encode(), headers


@dataclass(frozen=True)
class ThrottleHeaders:
    """Headers and delay that throttling adds to the answer of a request that is taken."""

    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0

    def on(self, response: Response) -> Response:
        return replace(response, headers={**response.headers, **self.headers}, delay=response.delay + self.delay)


class ErrorResponse(Exception):
    """An answer that is an error. Each service derives its own, in its own error format."""

    def __init__(self, status: int, body: Any = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(f"HTTP {status}: {body}")
        self.status, self.body, self.headers = status, body, headers or {}

    def response(self) -> Response:
        return Response(self.status, self.body, self.headers)
