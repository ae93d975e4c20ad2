# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Federated credentials of app registrations (docs/reference/graph.md#federated-credentials).

Azure CLI 2.37 asked for them below `/beta` (docs/reference/clients.md#az-2-37).
"""

from __future__ import annotations

from ...entra.applications import Application
from ...entra.model import FederatedCredential
from ...web import Call, Reply
from .. import federated_credentials as credentials
from ..access import require_owner
from ..door import BETA, HOST, STABLE, answer, below, body_of, caller, route, version_of, wants_upsert
from ..errors import not_found
from ..federated_credentials import PROPERTIES, credential_view
from ..listing import Kind, listed, single
from .applications import ONE, addressed

ALL = below(ONE, "/federatedIdentityCredentials")
BY_KEY = below(ALL, "(name='{name}')")
EITHER = (*below(ALL, "/{name}"), *BY_KEY)
VERSIONS = (STABLE, BETA)


def kind(application: Application) -> Kind:
    collection = f"applications('{application.object_id}')/federatedIdentityCredentials"
    return Kind("FederatedIdentityCredential", collection, PROPERTIES[:4])


def created(call: Call, application: Application, one: FederatedCredential) -> Reply:
    location = f"{HOST}/v2/{call.cloud.directory.tenant_id}/federatedIdentityCredentials/{one.id}"
    return answer(f"{kind(application).collection}/$entity", credential_view(one), 201, location, version_of(call))


def owned(call: Call) -> Application:
    """:raises GraphError: Request_ResourceNotFound, or the caller may not change it."""
    application = addressed(call)
    require_owner(call.cloud, caller(call), application)
    return application


@route("GET", *ALL, versions=VERSIONS)
def list_credentials(call: Call) -> Reply:
    application = addressed(call)
    return listed(call, kind(application), map(credential_view, credentials.shown(call.cloud, application)))


@route("POST", *ALL, versions=VERSIONS)
def create_credential(call: Call) -> Reply:
    application = owned(call)
    return created(call, application, credentials.create(call.cloud, application, body_of(call)))


@route("GET", *EITHER, versions=VERSIONS)
def get_credential(call: Call) -> Reply:
    application = addressed(call)
    return single(call, kind(application), credential_view(credentials.get(application, call.params["name"])))


@route("PATCH", *BY_KEY, versions=VERSIONS)
def upsert_credential(call: Call) -> Reply:
    """With `Prefer: create-if-missing` an upsert (docs/reference/graph.md#credential-upsert).

    A fresh application says that the credential is not there (microsoftgraph/msgraph-bicep-types#271).
    """
    application, name = owned(call), call.params["name"]
    if application.replicated_at > call.cloud.clock.now():
        raise not_found(name)
    if wants_upsert(call) and credentials.find(application, name) is None:
        body = {**body_of(call), "name": name}
        return created(call, application, credentials.create(call.cloud, application, body))
    return patch_credential(call)


@route("PATCH", *below(ALL, "/{name}"), versions=VERSIONS)
def patch_credential(call: Call) -> Reply:
    application = owned(call)
    one = credentials.get(application, call.params["name"])
    credentials.update(call.cloud, application, one, body_of(call))
    return Reply(204)


@route("DELETE", *EITHER, versions=VERSIONS)
def delete_credential(call: Call) -> Reply:
    application = owned(call)
    credentials.delete(application, credentials.get(application, call.params["name"]))
    return Reply(204)
