# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One HTTP request as the services see it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from starlette import requests


class Caller(Protocol):
    """Whoever a service has found to have signed in; the directory's principals are such."""

    display_name: str


@dataclass
class Request:
    """One request to one of the emulated hosts."""

    method: str
    host: str
    """Lower case, without port."""
    path: str
    """Decoded (%2F too: docs/reference/pipeline_task.md#filters), without doubled or trailing slashes."""
    query: dict[str, str]
    """Decoded; names in lower case, since clients differ in casing and encoding (docs/reference/clients.md#spelling)."""
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""
    params: dict[str, str] = field(default_factory=dict)
    """Variables of the route's template."""
    caller: Caller | None = None
    """The principal that signed in; set by the router's `authenticate`."""

    @classmethod
    def of(cls, incoming: requests.Request, body: bytes) -> Request:
        """Makes a request of what came in."""
        return cls(
            incoming.method,
            (incoming.url.hostname or "").lower(),
            clean_path(incoming.scope["raw_path"].decode("latin-1")),
            parse_query(incoming.scope["query_string"].decode("latin-1")),
            {name.lower(): value for name, value in incoming.headers.items()},
            body,
        )

    @classmethod
    def to(cls, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Request:
        """Makes a request to a URL as a client writes it."""
        parts = urlsplit(url)
        return cls(
            method.upper(),
            (parts.hostname or "").lower(),
            clean_path(parts.path),
            parse_query(parts.query),
            {name.lower(): value for name, value in (headers or {}).items()},
            body,
        )

    def json(self) -> Any:
        """The JSON body; None when there is none or it is not JSON."""
        try:
            return json.loads(self.body) if self.body else None
        except ValueError:
            return None

    def json_object(self) -> dict[str, Any]:
        """The JSON body as an object; empty when it is anything else."""
        body = self.json()
        return body if isinstance(body, dict) else {}

    def form(self) -> dict[str, str]:
        return dict(parse_qsl(self.body.decode(errors="replace"), keep_blank_values=True))

    @property
    def url(self) -> str:
        return f"https://{self.host}{self.path}"


def clean_path(raw: str) -> str:
    return re.sub("//+", "/", unquote(raw)).rstrip("/") or "/"


def parse_query(raw: str) -> dict[str, str]:
    return {name.lower(): value for name, value in parse_qsl(raw, keep_blank_values=True)}
