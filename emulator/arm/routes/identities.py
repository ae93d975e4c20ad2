# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User-assigned identities and their federated credentials (docs/reference/resource_manager.md#managed-identities)."""

from __future__ import annotations

from typing import Any

from ...web import Call, Reply
from ..errors import parent_not_found
from ..federated_credentials import TYPE as CREDENTIAL
from ..gateway import body_of, properties_of, route
from ..identities import TYPE, Identity
from ..throttling import throttle_identities, throttle_identity

ALL = "/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
IDENTITY = ALL + "/{identity}"
CREDENTIALS = IDENTITY + "/federatedIdentityCredentials"


def shown(call: Call, identity: Identity) -> dict[str, Any]:
    return call.cloud.resources.identities.representation(identity, call.query.get("api-version", ""))


@route("GET", "/subscriptions/{sub}/providers/Microsoft.ManagedIdentity/userAssignedIdentities", TYPE)
@route("GET", ALL, TYPE)
def list_identities(call: Call) -> Reply:
    throttle_identities(call, "lists")
    identities = call.cloud.resources.identities
    found = identities.of_group(call.params.get("group"))
    return Reply(body={"value": [shown(call, one) for one in found]})


@route("PUT", IDENTITY, TYPE)
def put_identity(call: Call) -> Reply:
    throttle_identity(call)
    identities = call.cloud.resources.identities
    group = identities.cloud.resources.groups.get(call.params["group"])
    identity, new = identities.put(group.name, call.params["identity"], body_of(call))
    headers = {"Location": identities.id_of(identity)} if new else {}
    return Reply(201 if new else 200, shown(call, identity), headers)


@route("GET", IDENTITY, TYPE)
def get_identity(call: Call) -> Reply:
    throttle_identity(call)
    identities = call.cloud.resources.identities
    return Reply(body=shown(call, identities.get(call.params["group"], call.params["identity"])))


@route("PATCH", IDENTITY, TYPE)
def patch_identity(call: Call) -> Reply:
    throttle_identity(call)
    identities = call.cloud.resources.identities
    identity = identities.patch(call.params["group"], call.params["identity"], body_of(call))
    return Reply(body=shown(call, identity))


@route("DELETE", IDENTITY, TYPE)
def delete_identity(call: Call) -> Reply:
    throttle_identity(call)
    there = call.cloud.resources.identities.delete(call.params["group"], call.params["identity"])
    return Reply(200 if there else 204)


def owner(call: Call, verb: str) -> Identity:
    """:raises ArmError: ParentResourceNotFound."""
    identities = call.cloud.resources.identities
    identity = identities.find(call.params["group"], call.params["identity"])
    if identity is None:
        parent = call.path.rpartition("/federatedIdentityCredentials")[0]
        raise parent_not_found(verb, CREDENTIAL.partition("/")[2], parent)
    return identity


@route("GET", CREDENTIALS, CREDENTIAL)
def list_credentials(call: Call) -> Reply:
    """All on one page: there are 20 at most."""
    identity, credentials = owner(call, "read"), call.cloud.resources.federated_credentials
    return Reply(body={"value": [credentials.representation(identity, one) for one in credentials.of(identity)]})


@route("PUT", CREDENTIALS + "/{name}", CREDENTIAL)
def put_credential(call: Call) -> Reply:
    identity, credentials = owner(call, "write"), call.cloud.resources.federated_credentials
    one, new = credentials.put(identity, call.params["name"], properties_of(call))
    body = credentials.representation(identity, one)
    headers = {"Location": credentials.id_of(identity, one.name)} if new else {}
    return Reply(201 if new else 200, body, headers, delay=call.cloud.takes("federated_credential_write"))


@route("GET", CREDENTIALS + "/{name}", CREDENTIAL)
def get_credential(call: Call) -> Reply:
    identity, credentials = owner(call, "read"), call.cloud.resources.federated_credentials
    return Reply(body=credentials.representation(identity, credentials.get(identity, call.params["name"])))


@route("DELETE", CREDENTIALS + "/{name}", CREDENTIAL)
def delete_credential(call: Call) -> Reply:
    identity, credentials = owner(call, "delete"), call.cloud.resources.federated_credentials
    there = credentials.delete(identity, call.params["name"])
    return Reply(200 if there else 204, delay=call.cloud.takes("federated_credential_write"))
