# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verify of a connection to Azure: its sign-in at Entra, then a read of its subscription
(docs/reference/azure_devops.md#verify)."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from emulator.core.request import Request
from emulator.services.azure_devops.model.connections.endpoint import FEDERATION

if TYPE_CHECKING:
    from emulator.core.response import Response
    from emulator.services.azure_devops.model.connections.endpoint import ServiceEndpoint
    from emulator.services.azure_devops.model.connections.federation import Federation
    from emulator.services.azure_devops.model.projects.projects import Project

ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
API_VERSION = "2016-06-01"
STATUS_NAMES = {401: "Unauthorized", 403: "Forbidden", 404: "NotFound"}


@dataclass(frozen=True)
class Outcome:
    """The verdict; Azure answers HTTP 200 either way."""

    status_code: str
    error: str
    result: tuple[str, ...] = ()


def verify(ask: Callable[[Request], Response], federation: Federation, endpoint: ServiceEndpoint, project: Project) -> Outcome:
    """Asks as the connection would; other types than azurerm have no such test here.

    :param ask: Sends a request to another service.
    """
    if endpoint.type.lower() != "azurerm":
        return Outcome("badRequest", f"The data source TestConnection is not known for the type {endpoint.type}.")
    if endpoint.scheme == FEDERATION:
        proof = {
            "client_assertion_type": ASSERTION_TYPE,
            "client_assertion": federation.token(endpoint, project),
        }
    else:
        proof = {"client_secret": str(endpoint.parameters.get("serviceprincipalkey") or "")}
    form = {
        "grant_type": "client_credentials",
        "client_id": str(endpoint.parameters["serviceprincipalid"]),
        "scope": "https://management.azure.com/.default",
        **proof,
    }
    tenant = endpoint.parameters["tenantid"]
    signed_in = ask(
        Request.to(
            "POST",
            f"https://login.microsoftonline.com/{tenant}/oauth2/v2.0/token",
            {"content-type": "application/x-www-form-urlencoded"},
            urlencode(form).encode(),
        )
    )
    if signed_in.status != 200:
        why = signed_in.body.get("error_description", signed_in.body)
        return Outcome(
            "badRequest",
            f"Failed to obtain the Json Web Token(JWT) using service principal client ID. Exception message: {why}",
        )
    subscription = endpoint.data.get("subscriptionId")
    url = f"https://management.azure.com/subscriptions/{subscription}?api-version={API_VERSION}"
    bearer = {"authorization": f"Bearer {signed_in.body['access_token']}"}
    read = ask(Request.to("GET", url, bearer))
    if read.status != 200:
        name = STATUS_NAMES.get(read.status, str(read.status))
        return Outcome(
            "badRequest",
            f"Failed to query service connection API: '{url}'. Status Code: '{name}', Response from server: "
            f"'{json.dumps(read.body)}'",
        )
    return Outcome("ok", "", (json.dumps({"subscriptionId": subscription}),))
