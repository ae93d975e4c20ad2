# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User-assigned identities and their federated credentials (docs/reference/resource_manager.md#managed-identities)."""

from __future__ import annotations

from typing import Any

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.arm.errors import parent_not_found
from emulator.services.arm.model.federated_credentials import TYPE as CREDENTIAL
from emulator.services.arm.model.identities import TYPE, Identity
from emulator.services.arm.model.resource_manager import ResourceManager
from emulator.services.arm.router import body_of, properties_of, route
from emulator.services.arm.throttling import throttle_identities, throttle_identity

ALL = "/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
IDENTITY = ALL + "/{identity}"
CREDENTIALS = IDENTITY + "/federatedIdentityCredentials"


def shown(request: Request, resources: ResourceManager, identity: Identity) -> dict[str, Any]:
    return resources.identities.representation(identity, request.query.get("api-version", ""))


@route("GET", "/subscriptions/{sub}/providers/Microsoft.ManagedIdentity/userAssignedIdentities", TYPE)
@route("GET", ALL, TYPE)
def list_identities(request: Request, resources: ResourceManager) -> Response:
    throttle_identities(request, resources, "lists")
    identities = resources.identities
    found = identities.of_group(request.params.get("group"))
    return Response(body={"value": [shown(request, resources, one) for one in found]})


@route("PUT", IDENTITY, TYPE)
def put_identity(request: Request, resources: ResourceManager) -> Response:
    throttle_identity(request, resources)
    identities = resources.identities
    group = resources.groups.get(request.params["group"])
    identity, new = identities.put(group.name, request.params["identity"], body_of(request))
    headers = {"Location": identities.id_of(identity)} if new else {}
    return Response(201 if new else 200, shown(request, resources, identity), headers)


@route("GET", IDENTITY, TYPE)
def get_identity(request: Request, resources: ResourceManager) -> Response:
    throttle_identity(request, resources)
    identities = resources.identities
    return Response(body=shown(request, resources, identities.get(request.params["group"], request.params["identity"])))


@route("PATCH", IDENTITY, TYPE)
def patch_identity(request: Request, resources: ResourceManager) -> Response:
    throttle_identity(request, resources)
    identities = resources.identities
    identity = identities.patch(request.params["group"], request.params["identity"], body_of(request))
    return Response(body=shown(request, resources, identity))


@route("DELETE", IDENTITY, TYPE)
def delete_identity(request: Request, resources: ResourceManager) -> Response:
    throttle_identity(request, resources)
    there = resources.identities.delete(request.params["group"], request.params["identity"])
    return Response(200 if there else 204)


def owner(request: Request, resources: ResourceManager, verb: str) -> Identity:
    """:raises ArmError: ParentResourceNotFound."""
    identities = resources.identities
    identity = identities.find(request.params["group"], request.params["identity"])
    if identity is None:
        parent = request.path.rpartition("/federatedIdentityCredentials")[0]
        raise parent_not_found(verb, CREDENTIAL.partition("/")[2], parent)
    return identity


@route("GET", CREDENTIALS, CREDENTIAL)
def list_credentials(request: Request, resources: ResourceManager) -> Response:
    """All on one page: there are 20 at most."""
    identity, credentials = owner(request, resources, "read"), resources.federated_credentials
    return Response(body={"value": [credentials.representation(identity, one) for one in credentials.of(identity)]})


@route("PUT", CREDENTIALS + "/{name}", CREDENTIAL)
def put_credential(request: Request, resources: ResourceManager) -> Response:
    identity, credentials = owner(request, resources, "write"), resources.federated_credentials
    one, new = credentials.put(identity, request.params["name"], properties_of(request))
    body = credentials.representation(identity, one)
    headers = {"Location": credentials.id_of(identity, one.name)} if new else {}
    return Response(201 if new else 200, body, headers, delay=resources.runtime.takes("federated_credential_write"))


@route("GET", CREDENTIALS + "/{name}", CREDENTIAL)
def get_credential(request: Request, resources: ResourceManager) -> Response:
    identity, credentials = owner(request, resources, "read"), resources.federated_credentials
    return Response(body=credentials.representation(identity, credentials.get(identity, request.params["name"])))


@route("DELETE", CREDENTIALS + "/{name}", CREDENTIAL)
def delete_credential(request: Request, resources: ResourceManager) -> Response:
    identity, credentials = owner(request, resources, "delete"), resources.federated_credentials
    there = credentials.delete(identity, request.params["name"])
    return Response(200 if there else 204, delay=resources.runtime.takes("federated_credential_write"))
