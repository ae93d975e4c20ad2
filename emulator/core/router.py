# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The routes of one service: a request finds its handler, and a raised error becomes its response."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatch
from typing import Generic, TypeVar

from emulator.core.request import Request
from emulator.core.response import ErrorResponse, Response, ThrottleHeaders

Model = TypeVar("Model")
"""The model that the handlers of a router work on."""
Handler = Callable[[Request, Model], Response]


@dataclass(frozen=True)
class Route(Generic[Model]):
    """One method and address, and what answers there."""

    method: str
    pattern: re.Pattern[str]
    handler: Handler[Model]
    write: bool
    """True when it changes anything: decides `write` in the request log. A POST that only reads is not a write."""
    anonymous: bool


def compile_template(template: str) -> re.Pattern[str]:
    """`/a/{b}/{how:add|remove}/{rest:path}` as a pattern; case does not count in the fixed parts
    (docs/reference/clients.md#spelling)."""

    def variable(match: re.Match[str]) -> str:
        kind = match.group(2) or "[^/]+"
        return f"(?P<{match.group(1)}>{'.+' if kind == 'path' else kind})"

    fixed = re.sub(r"[.$()]", r"\\\g<0>", template)
    return re.compile(re.sub(r"\{(\w+)(?::([^}]+))?\}", variable, fixed), re.I)


class Router(Generic[Model]):
    """The routes of one service. The first that fits wins, so register the special before the general."""

    def __init__(
        self,
        *hosts: str,
        authenticate: Callable[[Request, Model], None] | None = None,
        throttle: Callable[[Request, Model], ThrottleHeaders] | None = None,
        unknown: Callable[[Request, Model], ErrorResponse | None] | None = None,
    ) -> None:
        """:param throttle: with --strict-quotas, of whoever signed in; raises a problem for a request too many.
        :param unknown: the service's own answer to a request without a route; None leaves it at 501.
        """
        self.hosts = hosts
        self.routes: list[Route[Model]] = []
        self._authenticate = authenticate
        self._throttle = throttle
        self._unknown = unknown

    def on(
        self, methods: str, template: str, *, write: bool | None = None, anonymous: bool = False
    ) -> Callable[[Handler[Model]], Handler[Model]]:
        """Registers a handler for `GET|HEAD`-style methods and a path template."""

        def register(handler: Handler[Model]) -> Handler[Model]:
            for method in methods.split("|"):
                writes = method not in ("GET", "HEAD", "OPTIONS") if write is None else write
                self.routes.append(Route(method, compile_template(template), handler, writes, anonymous))
            return handler

        return register

    def serves(self, host: str) -> bool:
        return any(fnmatch(host, pattern) for pattern in self.hosts)

    def knows(self, path: str) -> bool:
        """Says whether there is a route to this address, by whatever method."""
        return any(route.pattern.fullmatch(path) for route in self.routes)

    def find(self, method: str, path: str) -> tuple[Route[Model], dict[str, str]] | None:
        for route in self.routes:
            match = route.pattern.fullmatch(path) if route.method == method else None
            if match:
                return route, match.groupdict()
        return None

    def answer(self, request: Request, model: Model, *, throttled: bool) -> Response:
        """Runs the handler that fits; an error becomes its response.

        :param throttled: whether requests too many are refused (--strict-quotas).
        """
        found = self.find(request.method, request.path)
        if found is None:
            return self._not_emulated(request, model)
        route, request.params = found
        added = ThrottleHeaders()
        try:
            if self._authenticate and not route.anonymous:
                self._authenticate(request, model)
            if self._throttle and not route.anonymous and throttled:
                added = self._throttle(request, model)
            return added.on(route.handler(request, model))
        except ErrorResponse as error:
            return added.on(error.response())

    def _not_emulated(self, request: Request, model: Model) -> Response:
        """501 naming the route: outside this flow the emulator is silent (docs/docsite/rst/emulator.rst#the-local-azure)."""
        error = self._unknown(request, model) if self._unknown else None
        if error is not None:
            return error.response()
        message = f"The local Azure does not emulate {request.method} {request.host}{request.path}."
        return Response(501, {"error": {"code": "NotEmulated", "message": message}})
