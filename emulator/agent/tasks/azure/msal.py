# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""MSAL for Node.js, as far as a task's sign-in by client credentials meets it: tries, throttling, telemetry and texts."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import requests

from emulator.agent.tasks.azure.connection import Connection
from emulator.agent.tasks.javascript import UNDEFINED
from emulator.agent.tasks.web_client import Unreachable, WebClient, body_of

PAUSES = (2.0, 4.0, 8.0)
"""Seconds between the four tries of a token request."""
THROTTLED_FOR = 60.0
"""Seconds in which no request leaves after an answer of 429 or 5xx, whatever Retry-After says."""
CLIENT = {
    "x-client-SKU": "msal.js.node",
    "x-client-VER": "3.8.10",
    "x-client-OS": "linux",
    "x-client-CPU": "x64",
    "x-ms-lib-capability": "retry-after, h429",
    "x-client-current-telemetry": "5|771,2,,,|,",
}
"""Fields in which MSAL describes itself in the form, as tests/clients sees it on a hosted agent's platform."""
FAILURE = "Could not fetch access token for Azure. Status code: {code}, status message: {message}"


class SignInFailed(Exception):
    """No token; the text is the task's."""


@dataclass
class Refused(Exception):
    """One try has failed."""

    code: str
    message: str


@dataclass
class Msal:
    """One client application. Not for several threads at a time."""

    web: WebClient
    connection: Connection
    proof: Mapping[str, str]
    """Fields of the form that prove who signs in."""
    _tokens: dict[str, str] = field(default_factory=dict)
    _throttled: dict[str, tuple[float, Refused]] = field(default_factory=dict)
    _failed: list[tuple[str, str]] = field(default_factory=list)
    """Correlation id and code of each try that has failed since the last success."""
    _clock: float = 0.0
    """Seconds that the real task would have waited by now."""

    def token(self, resource: str, fresh: bool) -> str:
        """:raises SignInFailed: after four tries."""
        for pause in (*PAUSES, None):
            if fresh:
                self._tokens.clear()
                self._throttled.clear()
            try:
                return self._acquired(resource)
            except Refused as error:
                refused = error
            if pause is not None:
                self.web.pause(pause)
                self._clock += pause
        raise SignInFailed(FAILURE.format(code=refused.code, message=refused.message))

    def _acquired(self, resource: str) -> str:
        """:raises Refused:"""
        if resource in self._tokens:
            return self._tokens[resource]
        request_id = str(uuid.uuid4())
        try:
            token = self._asked(resource, request_id)
        except Refused as error:
            self._failed.append((request_id, error.code))
            raise
        self._failed.clear()
        if token:
            self._tokens[resource] = token
        return token

    def _asked(self, resource: str, request_id: str) -> str:
        until, before = self._throttled.get(resource, (0.0, None))
        if before and until >= self._clock:
            raise before
        connection = self.connection
        url = f"{connection.authority.rstrip('/')}/{connection.tenant_id}/oauth2/v2.0/token"
        form = {
            "client_id": connection.client_id, "scope": f"{resource}/.default", "grant_type": "client_credentials", **CLIENT,
            "x-client-last-telemetry": self._last_telemetry(), "client-request-id": request_id, **self.proof,
        }  # fmt: skip
        try:
            answer = self.web.once("POST", url, {"Accept": "*/*"}, data=form, params={"client-request-id": request_id})
        except Unreachable as error:
            raise Refused("network_error", "Network request failed.") from error
        body = read(answer)
        if answer.status_code == 429 or answer.status_code >= 500:
            codes = " ".join(str(code) for code in body.get("error_codes") or [])
            refusal = Refused(codes, str(body.get("error_description") or ""))
            self._throttled[resource] = (self._clock + THROTTLED_FOR, refusal)
        if answer.status_code != 200 or body.get("error") or body.get("error_description"):
            raise Refused(str(body.get("error") or ""), message(body))
        return str(body.get("access_token") or "")

    def _last_telemetry(self) -> str:
        tries, codes = [f"771,{one}" for one, _code in self._failed], [code for _one, code in self._failed]
        return f"5|0|{','.join(tries)}|{','.join(codes)}|{len(self._failed)},0"


def read(answer: requests.Response) -> dict[str, Any]:
    """The answer's object, or what MSAL puts in its place."""
    body = body_of(answer)
    if isinstance(body, dict):
        return body
    if body is not UNDEFINED and not isinstance(body, str):
        return {}
    status = answer.status_code
    kind = {4: "client", 5: "server"}.get(status // 100, "unknown")
    headers = json.dumps({name.lower(): value for name, value in answer.headers.items()}, separators=(",", ":"))
    text = (
        f"{'An' if kind == 'unknown' else 'A'} {kind} error occured.\nHttp status code: {status}\n"
        f"Http status message: {answer.reason or 'Unknown'}\nHeaders: {headers}"
    )
    return {"error": f"{kind}_error", "error_description": text}


def message(body: dict[str, Any]) -> str:
    """Entra's error as MSAL words it (docs/reference/pipeline_task.md#sign-in-messages)."""
    given = "Not Available"
    codes = body.get("error_codes")
    return (
        f"Error(s): {given if codes is None else ','.join(str(code) for code in codes)} - "
        f"Timestamp: {body.get('timestamp') or given} - Description: {body.get('error_description') or given} - "
        f"Correlation ID: {body.get('correlation_id') or given} - Trace ID: {body.get('trace_id') or given}"
    )
