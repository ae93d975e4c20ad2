# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Federated credentials of app registrations (docs/reference/graph.md#federated-credentials).

Azure CLI 2.37 asked for them below `/beta` (docs/reference/clients.md#az-2-37).
"""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.entra.model.applications import Application
from emulator.services.entra.model.principals import FederatedCredential, caller_of
from emulator.services.graph.errors import not_found
from emulator.services.graph.listing import Kind, listed, single
from emulator.services.graph.model import federated_credentials as credentials
from emulator.services.graph.model.access import require_owner
from emulator.services.graph.model.federated_credentials import PROPERTIES, credential_view
from emulator.services.graph.model.graph import Graph
from emulator.services.graph.router import BETA, HOST, STABLE, answer, below, body_of, route, version_of, wants_upsert
from emulator.services.graph.routes.applications import ONE, addressed

ALL = below(ONE, "/federatedIdentityCredentials")
BY_KEY = below(ALL, "(name='{name}')")
EITHER = (*below(ALL, "/{name}"), *BY_KEY)
VERSIONS = (STABLE, BETA)


def kind(application: Application) -> Kind:
    collection = f"applications('{application.object_id}')/federatedIdentityCredentials"
    return Kind("FederatedIdentityCredential", collection, PROPERTIES[:4])


def created(request: Request, graph: Graph, application: Application, one: FederatedCredential) -> Response:
    location = f"{HOST}/v2/{graph.directory.tenant_id}/federatedIdentityCredentials/{one.id}"
    return answer(f"{kind(application).collection}/$entity", credential_view(one), 201, location, version_of(request))


def owned(request: Request, graph: Graph) -> Application:
    """:raises GraphError: Request_ResourceNotFound, or the caller may not change it."""
    application = addressed(request, graph)
    require_owner(graph, caller_of(request), application)
    return application


@route("GET", *ALL, versions=VERSIONS)
def list_credentials(request: Request, graph: Graph) -> Response:
    application = addressed(request, graph)
    return listed(request, kind(application), map(credential_view, credentials.shown(graph, application)))


@route("POST", *ALL, versions=VERSIONS)
def create_credential(request: Request, graph: Graph) -> Response:
    application = owned(request, graph)
    return created(request, graph, application, credentials.create(graph, application, body_of(request)))


@route("GET", *EITHER, versions=VERSIONS)
def get_credential(request: Request, graph: Graph) -> Response:
    application = addressed(request, graph)
    return single(request, kind(application), credential_view(credentials.get(application, request.params["name"])))


@route("PATCH", *BY_KEY, versions=VERSIONS)
def upsert_credential(request: Request, graph: Graph) -> Response:
    """Changes a credential; with `Prefer: create-if-missing` an upsert (docs/reference/graph.md#credential-upsert).

    A fresh application says that the credential is not there (microsoftgraph/msgraph-bicep-types#271).
    """
    application, name = owned(request, graph), request.params["name"]
    if application.replicated_at > graph.runtime.clock.now():
        raise not_found(name)
    if wants_upsert(request) and credentials.find(application, name) is None:
        body = {**body_of(request), "name": name}
        return created(request, graph, application, credentials.create(graph, application, body))
    return patch_credential(request, graph)


@route("PATCH", *below(ALL, "/{name}"), versions=VERSIONS)
def patch_credential(request: Request, graph: Graph) -> Response:
    application = owned(request, graph)
    one = credentials.get(application, request.params["name"])
    credentials.update(graph, application, one, body_of(request))
    return Response(204)


@route("DELETE", *EITHER, versions=VERSIONS)
def delete_credential(request: Request, graph: Graph) -> Response:
    application = owned(request, graph)
    credentials.delete(application, credentials.get(application, request.params["name"]))
    return Response(204)
