# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The id token of a job for one service connection (docs/reference/pipeline_task.md#id-token)."""

from __future__ import annotations

import requests

from emulator.agent.tasks.azure.connection import Connection
from emulator.agent.tasks.azure.msal import SignInFailed
from emulator.agent.tasks.web_client import Unreachable, WebClient, body_of, json_object
from emulator.job_protocol.jobs import Job

LOCATION = "69a319f4-28c1-4bfd-93e6-ea0ff5c6f1a2"
TRIES, PAUSE = 3, 2.0


class NoIdToken(Exception):
    """One try has failed; the text is the client's."""


class NoLocations(NoIdToken):
    """The answer has no list of addresses; the text is JavaScript's."""

    def __init__(self) -> None:
        super().__init__("Cannot read properties of undefined (reading 'length')")


class IdTokens:
    """Asks Azure DevOps as azure-devops-node-api does."""

    def __init__(self, web: WebClient, job: Job, connection: Connection) -> None:
        self._web, self._job, self._connection = web, job, connection

    def fetch(self) -> str:
        """:raises SignInFailed: after three tries, with the last one's reason that has one."""
        reason = ""
        for _try in range(TRIES):
            try:
                if token := self.once():
                    return token
            except (NoIdToken, Unreachable) as error:
                kind = "TypeError" if isinstance(error, NoLocations) else "Error"
                reason = f" {kind}: {error}"
            self._web.pause(PAUSE)
        raise SignInFailed(f"Could not fetch access token for AAD.{reason}")

    def once(self) -> str:
        """One try; empty where the answer, though no error to the client, holds none.

        :raises NoIdToken, Unreachable:
        """
        job = self._job
        headers = {
            "Authorization": f"Bearer {job.token}", "Accept": "application/json", "User-Agent": "node-Task-api",
            "X-TFS-FedAuthRedirect": "Suppress",
        }  # fmt: skip
        found = self._web.once("OPTIONS", f"{job.organization_url}_apis/distributedtask", headers, follow=True)
        raise_for(found)
        body = body_of(found)
        if found.status_code <= 299 and isinstance(body, dict) and "value" not in body:
            raise NoLocations
        location = next((one for one in json_object(found).get("value") or [] if one["id"].lower() == LOCATION), None)
        if location is None:
            raise NoIdToken(f"Failed to find api location for area: distributedtask id: {LOCATION}")
        path = location["routeTemplate"]
        values = {
            "scopeIdentifier": job.project_id, "area": location["area"], "hubName": "build", "planId": job.plan_id,
            "jobId": job.job_id, "resource": location["resourceName"],
        }  # fmt: skip
        for name, value in values.items():
            path = path.replace(f"{{{name}}}", value)
        headers |= {
            "Accept": "application/json;api-version=7.2-preview.1",
            "Content-Type": "application/json; charset=utf-8",
        }
        url = f"{job.organization_url}{path}?serviceConnectionId={self._connection.id}"
        answer = self._web.once("POST", url, headers, follow=True, data="{}")
        raise_for(answer)
        return str(json_object(answer).get("oidcToken") or "") if answer.status_code == 200 else ""


def raise_for(answer: requests.Response) -> None:
    """:raises NoIdToken: for what the client takes as an error: not for 404, which is nothing to it."""
    if answer.status_code <= 299 or answer.status_code == 404:
        return
    body = body_of(answer)
    told = body.get("message") if isinstance(body, dict) else None
    raise NoIdToken(str(told or answer.text or f"Failed request: ({answer.status_code})"))
