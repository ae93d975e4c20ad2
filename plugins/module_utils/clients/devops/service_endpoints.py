# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections, which the API calls service endpoints (docs/reference/azure_devops.md#service-connections)."""

from __future__ import annotations

import contextlib
import typing as t

from ...errors import Conflict, Forbidden, ServiceError, not_understood
from ..http.field_types import TEXTS
from .client import ENDPOINT, DevOpsClient, Json
from .locations import ENDPOINT_PROXY, ENDPOINTS, ISSUER_CONVERSION, PROJECT_ENDPOINTS

CREATOR = (
    "Give the signed-in identity the role Creator for the project's service connections (Project settings, Service connections, "
    "Security), for instance by the group Endpoint Creators."
)
ADMINISTRATOR = "Give the signed-in identity the role Administrator on the service connection (its Security page)."
USER = "Give the signed-in identity the role User on the service connection (its Security page)."
STILL_TRUSTED = "while federated credentials for app"
"""Refusal to delete a connection while Entra knows the credential that trusts it; after the credential's own deletion that
takes half a minute to pass (microsoft/terraform-provider-azuredevops#1131)."""


class ServiceEndpointsClient:
    """One method per call. Reading goes through the project; writing does not have it in the path."""

    def __init__(self, devops: DevOpsClient, project_id: str, project: str) -> None:
        self._devops, self._project_id, self._project = devops, project_id, project

    def all(self) -> list[Json]:
        """Connections that the project sees, in progress and failed ones too (docs/reference/azure_devops.md#include-failed)."""
        asked = f"list the service connections of {self._project}"
        found = self._devops.list(PROJECT_ENDPOINTS, asked, query={"includeFailed": True}, project=self._project_id)
        return [_of_texts(one, asked) if str(one.get("type")).lower() == "azurerm" else one for one in found]

    def named(self, *names: str) -> list[Json]:
        """Connections that the project sees under one of the names."""
        wanted = {name.lower() for name in names}
        found = [one for one in self.all() if self.name_of(one).lower() in wanted]
        if len(found) == 1:
            self._devops.keep_ids({"id": found[0]["id"]}, ENDPOINT, self._project, self.name_of(found[0]))
        return found

    def get(self, endpoint_id: str) -> Json | None:
        asked = f"read the service connection {endpoint_id} of {self._project}"
        found = self._devops.get_or_null(PROJECT_ENDPOINTS, asked, project=self._project_id, endpointId=endpoint_id)
        return None if found is None else _of_texts(found, asked)

    def create(self, body: Json) -> Json:
        """:raises Conflict: the name is taken, perhaps by a connection that the caller cannot see."""
        with _explaining_taken_name(body["name"]), asking_for(CREATOR):
            return t.cast(Json, self._devops.post(ENDPOINTS, f"create the service connection {body['name']}", body))

    def replace(self, body: Json) -> Json:
        """:raises Conflict: as create."""
        asked = f"change the service connection {body['name']}"
        with _explaining_taken_name(body["name"]), asking_for(ADMINISTRATOR):
            return t.cast(Json, self._devops.put(ENDPOINTS, asked, body, endpointId=body["id"]))

    def convert_scheme(self, body: Json) -> Json:
        """Changes its authentication scheme to the body's, in place (docs/reference/azure_devops.md#scheme-conversion)."""
        asked = f"convert the service connection {body['name']} to {body['authorization']['scheme']}"
        with asking_for(ADMINISTRATOR):
            query = {"operation": "ConvertAuthenticationScheme"}
            return t.cast(Json, self._devops.put(ENDPOINTS, asked, body, query=query, endpointId=body["id"]))

    def convert_issuer(self, subject: str, name: str) -> None:
        """Begins to have Entra sign for it (docs/reference/azure_devops.md#conversion).

        :param subject: of its present issuer.
        """
        asked = f"convert the service connection {name} to the issuer of Entra"
        with asking_for(ADMINISTRATOR):
            self._devops.post(ISSUER_CONVERSION, asked, {"serviceConnectionInput": subject})

    def share(self, endpoint_id: str, name: str, description: str, projects: t.Sequence[t.Mapping[str, t.Any]]) -> None:
        """Gives it to other projects as well, under the same name.

        :raises Conflict: as create.
        """
        body = [
            {"projectReference": {"id": one["id"], "name": one["name"]}, "name": name, "description": description}
            for one in projects
        ]
        asked = f"share the service connection {name} with {', '.join(one['name'] for one in projects)}"
        with _explaining_taken_name(name), asking_for(ADMINISTRATOR):
            self._devops.patch(ENDPOINTS, asked, body, endpointId=endpoint_id)

    def delete(self, endpoint_id: str, name: str, besides: t.Sequence[str] = ()) -> None:
        """Takes it from the project; where it is shared with others, it stays there. A 404 is as good.

        :param besides: ids of other projects to take it from.
        :raises ServiceError: STILL_TRUSTED, among others.
        """
        query = {"projectIds": ",".join([self._project_id, *besides])}
        with asking_for(ADMINISTRATOR):
            self._devops.delete(ENDPOINTS, f"delete the service connection {name}", query=query, endpointId=endpoint_id)

    def test(self, endpoint_id: str, name: str) -> Json:
        """`{"statusCode", "errorMessage", ...}`: what "Verify and save" asks. Writes nothing
        (docs/reference/azure_devops.md#verify)."""
        body = {"dataSourceDetails": {"dataSourceName": "TestConnection"}, "resultTransformationDetails": {}}
        asked, query = f"verify the service connection {name}", {"endpointId": endpoint_id}
        with asking_for(USER):
            return t.cast(Json, self._devops.post(ENDPOINT_PROXY, asked, body, query=query, project=self._project_id))

    def reference_of(self, endpoint: Json) -> Json:
        """This project's view of the endpoint; empty where the service does not say."""
        references = endpoint.get("serviceEndpointProjectReferences") or []
        own = (one for one in references if (one.get("projectReference") or {}).get("id") == self._project_id)
        return next(own, {})

    def name_of(self, endpoint: Json) -> str:
        """There are two names; the project's own counts (docs/reference/azure_devops.md#endpoint-two-names)."""
        return str(self.reference_of(endpoint).get("name") or endpoint["name"])


def _of_texts(endpoint: Json, asked: str) -> Json:
    """The endpoint to Azure, whose parameters and data are texts by name; other kinds may have anything there.

    :raises ServiceError: one is none.
    """
    named = {"parameters": (endpoint.get("authorization") or {}).get("parameters"), "data": endpoint.get("data")}
    for name, values in named.items():
        if values is not None and not (
            isinstance(values, dict) and TEXTS.holds([one for one in values.values() if one is not None])
        ):
            raise not_understood(asked, f"as documented: {name} is not an object of texts")
    return endpoint


@contextlib.contextmanager
def asking_for(remedy: str) -> t.Iterator[None]:
    """A refusal names the role that it takes; the service's own text need not."""
    try:
        yield
    except Forbidden as error:
        raise error.with_remedy(remedy) from error


@contextlib.contextmanager
def _explaining_taken_name(name: str) -> t.Iterator[None]:
    """The service says it by a text; its status differs (docs/reference/azure_devops.md#endpoint-exists)."""
    try:
        yield
    except ServiceError as error:
        if f"name {name} already exists".lower() not in error.said.lower():
            raise
        remedy = "If you do not see it, ask one of its administrators for the role User on it, or choose another name."
        raise Conflict(error.asked, error.status, error.code, error.said, remedy) from error
