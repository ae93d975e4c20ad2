# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access tokens of a federated service connection: an id token of the job, exchanged at Entra
(docs/reference/pipeline_task.md#sign-in-requests)."""

from __future__ import annotations

import uuid
from typing import Any

import requests

from emulator.agent.tasks.connection import Connection
from emulator.agent.tasks.web_client import Unreachable, WebClient, json_object
from emulator.jobs import Job

OIDC_LOCATION = "69a319f4-28c1-4bfd-93e6-ea0ff5c6f1a2"
OIDC_TRIES, OIDC_PAUSE = 3, 2.0
TOKEN_PAUSES = (2.0, 4.0, 8.0)
"""Seconds between the four tries of a token request."""
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
MSAL = {
    "x-client-SKU": "msal.js.node",
    "x-client-VER": "3.8.10",
    "x-client-OS": "linux",
    "x-client-CPU": "x64",
    "x-ms-lib-capability": "retry-after, h429",
    "x-client-current-telemetry": "5|771,2,,,|,",
    "x-client-last-telemetry": "5|0|||0,0",
}
"""What MSAL for Node.js says of itself in the form, as tests/clients sees it on a hosted agent's platform."""
FIRST_FAILURE = "Could not fetch access token for Azure. Status code: {code}, status message: {message}"


class SignInFailed(Exception):
    """No token; the text is the task's."""


class FederatedSignIn:
    """One connection in one job. The id token is fetched once, whatever comes after."""

    def __init__(self, web: WebClient, job: Job, connection: Connection) -> None:
        self._web, self._job, self._connection = web, job, connection
        self._id_token: str | None = None

    def token(self, resource: str) -> str:
        """An access token for a resource.

        :raises SignInFailed:
        """
        if self._id_token is None:
            self._id_token = self._fetch_id_token()
        return self._exchange(self._id_token, resource)

    def _fetch_id_token(self) -> str:
        failure = ""
        for attempt in range(OIDC_TRIES):
            if attempt:
                self._web.pause(OIDC_PAUSE)
            try:
                answer = self._ask_for_id_token()
                token = json_object(answer).get("oidcToken")
                if answer.status_code == 200 and token:
                    return str(token)
                failure = str(json_object(answer).get("message") or f"Failed request: ({answer.status_code})")
            except (Unreachable, SignInFailed) as error:
                failure = str(error)
        raise SignInFailed(f"Could not fetch access token for AAD. Error: {failure}")

    def _ask_for_id_token(self) -> requests.Response:
        job, headers = self._job, {"Authorization": f"Bearer {self._job.token}", "Accept": "application/json"}
        found = self._web.once("OPTIONS", f"{job.organization_url}_apis/distributedtask", headers)
        location = next((one for one in json_object(found).get("value", []) if one["id"].lower() == OIDC_LOCATION), None)
        if location is None:
            raise SignInFailed(f"Failed to find api location for area: distributedtask id: {OIDC_LOCATION}")
        path = location["routeTemplate"]
        values = {
            "scopeIdentifier": job.project_id, "area": location["area"], "hubName": "build", "planId": job.plan_id,
            "jobId": job.job_id, "resource": location["resourceName"],
        }  # fmt: skip
        for name, value in values.items():
            path = path.replace(f"{{{name}}}", value)
        headers |= {"Accept": "application/json;api-version=7.2-preview.1"}
        url = f"{job.organization_url}{path}?serviceConnectionId={self._connection.id}"
        return self._web.once("POST", url, headers, json={})

    def _exchange(self, id_token: str, resource: str) -> str:
        failure = ""
        for pause in (0.0, *TOKEN_PAUSES):
            self._web.pause(pause)
            try:
                answer = self._ask_for_token(id_token, resource)
            except Unreachable as error:
                failure = FIRST_FAILURE.format(code="network_error", message=f"Network request failed: {error}")
                continue
            body = json_object(answer)
            if answer.status_code == 200 and body.get("access_token"):
                return str(body["access_token"])
            failure = FIRST_FAILURE.format(code=body.get("error", ""), message=msal_message(body))
            if answer.status_code == 429 or answer.status_code >= 500:
                # MSAL throttles itself: the other tries wait, and never reach the wire.
                self._web.pause(sum(TOKEN_PAUSES))
                break
        raise SignInFailed(failure)

    def _ask_for_token(self, id_token: str, resource: str) -> requests.Response:
        request_id, connection = str(uuid.uuid4()), self._connection
        url = f"{connection.authority.rstrip('/')}/{connection.tenant_id}/oauth2/v2.0/token"
        form = {
            "client_id": connection.client_id, "scope": f"{resource}/.default", "grant_type": "client_credentials", **MSAL,
            "client-request-id": request_id, "client_assertion_type": ASSERTION_TYPE, "client_assertion": id_token,
        }  # fmt: skip
        return self._web.once("POST", url, {"Accept": "*/*"}, data=form, params={"client-request-id": request_id})


def msal_message(body: dict[str, Any]) -> str:
    """Entra's error as MSAL for Node.js words it (docs/reference/pipeline_task.md#sign-in-messages)."""
    given = "Not Available"
    codes = ",".join(str(code) for code in body.get("error_codes", [])) or given
    return (
        f"Error(s): {codes} - Timestamp: {body.get('timestamp', given)} - "
        f"Description: {body.get('error_description', given)} - "
        f"Correlation ID: {body.get('correlation_id', given)} - Trace ID: {body.get('trace_id', given)}"
    )
