# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP as the services see it: a call comes in, a reply or a problem goes out, a router finds the handler."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from starlette.requests import Request

    from .cloud import Cloud
    from .entra.model import Principal


@dataclass
class Reply:
    """What goes back. A dict or list body becomes JSON, bytes and text go as they are, None is an empty body."""

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
class Toll:
    """What throttling adds to the answer of a request that is taken."""

    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0

    def on(self, reply: Reply) -> Reply:
        return replace(reply, headers={**reply.headers, **self.headers}, delay=reply.delay + self.delay)


class Problem(Exception):
    """An answer that is an error. Each service derives its own, in its own error format."""

    def __init__(self, status: int, body: Any = None, headers: dict[str, str] | None = None) -> None:
        super().__init__(f"HTTP {status}: {body}")
        self.status, self.body, self.headers = status, body, headers or {}

    def reply(self) -> Reply:
        return Reply(self.status, self.body, self.headers)


@dataclass
class Call:
    """One request to one of the emulated hosts."""

    cloud: Cloud
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
    caller: Principal | None = None
    """Who signed in; set by the router's `authenticate`."""

    @classmethod
    def of(cls, cloud: Cloud, request: Request, body: bytes) -> Call:
        """A call as it came in."""
        return cls(
            cloud,
            request.method,
            (request.url.hostname or "").lower(),
            clean_path(request.scope["raw_path"].decode("latin-1")),
            parse_query(request.scope["query_string"].decode("latin-1")),
            {name.lower(): value for name, value in request.headers.items()},
            body,
        )

    @classmethod
    def to(cls, cloud: Cloud, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Call:
        """A call to a URL as a client writes it."""
        parts = urlsplit(url)
        return cls(
            cloud,
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


Handler = Callable[[Call], Reply]


@dataclass(frozen=True)
class Route:
    method: str
    pattern: re.Pattern[str]
    handler: Handler
    write: bool
    """Whether it changes anything: decides `write` in the journal. A POST that only reads is not a write."""
    anonymous: bool


def compile_template(template: str) -> re.Pattern[str]:
    """`/a/{b}/{how:add|remove}/{rest:path}` as a pattern; case does not count in the fixed parts
    (docs/reference/clients.md#spelling)."""

    def variable(match: re.Match[str]) -> str:
        kind = match.group(2) or "[^/]+"
        return f"(?P<{match.group(1)}>{'.+' if kind == 'path' else kind})"

    fixed = re.sub(r"[.$()]", r"\\\g<0>", template)
    return re.compile(re.sub(r"\{(\w+)(?::([^}]+))?\}", variable, fixed), re.I)


class Router:
    """The routes of one service. The first that fits wins, so register the special before the general."""

    def __init__(
        self,
        *hosts: str,
        authenticate: Callable[[Call], None] | None = None,
        throttle: Callable[[Call], Toll] | None = None,
        unknown: Callable[[Call], Problem | None] | None = None,
    ) -> None:
        """:param throttle: with --strict-quotas, of whoever signed in; raises a problem for a request too many.
        :param unknown: the service's own answer to a request without a route; None leaves it at 501.
        """
        self.hosts = hosts
        self.routes: list[Route] = []
        self._authenticate = authenticate
        self._throttle = throttle
        self._unknown = unknown

    def on(
        self, methods: str, template: str, *, write: bool | None = None, anonymous: bool = False
    ) -> Callable[[Handler], Handler]:
        """Registers a handler for `GET|HEAD`-style methods and a path template."""

        def register(handler: Handler) -> Handler:
            for method in methods.split("|"):
                writes = method not in ("GET", "HEAD", "OPTIONS") if write is None else write
                self.routes.append(Route(method, compile_template(template), handler, writes, anonymous))
            return handler

        return register

    def serves(self, host: str) -> bool:
        return any(fnmatch(host, pattern) for pattern in self.hosts)

    def knows(self, path: str) -> bool:
        """Whether there is a route to this address, by whatever method."""
        return any(route.pattern.fullmatch(path) for route in self.routes)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        for route in self.routes:
            match = route.pattern.fullmatch(path) if route.method == method else None
            if match:
                return route, match.groupdict()
        return None

    def answer(self, call: Call, route: Route, params: dict[str, str]) -> Reply:
        """Runs the handler; a problem becomes its reply."""
        call.params = params
        toll = Toll()
        try:
            if self._authenticate and not route.anonymous:
                self._authenticate(call)
            if self._throttle and not route.anonymous and call.cloud.settings.strict_quotas:
                toll = self._throttle(call)
            return toll.on(route.handler(call))
        except Problem as problem:
            return toll.on(problem.reply())

    def not_emulated(self, call: Call) -> Reply:
        """501 naming the route: outside this flow the emulator is silent (docs/docsite/rst/emulator.rst#the-local-azure)."""
        problem = self._unknown(call) if self._unknown else None
        if problem is not None:
            return problem.reply()
        message = f"The local Azure does not emulate {call.method} {call.host}{call.path}."
        return Reply(501, {"error": {"code": "NotEmulated", "message": message}})
