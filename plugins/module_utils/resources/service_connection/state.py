# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A service connection as the API writes it, as our result shows it, and the way back
(docs/reference/azure_devops.md#service-connections)."""

from __future__ import annotations

import copy
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.lookup import same_name
from ...engine.resource import State
from ...session.clouds import CloudEndpoints
from ..shared.ownership import marked, marked_as, unmarked

TYPE = "azurerm"
SCHEME = "WorkloadIdentityFederation"
WRITTEN = (
    "name", "description", "service_management_reference", "identity_client_id", "identity_tenant_id", "subscription_id",
    "subscription_name", "scope",
)  # fmt: skip
"""Fields of a state that `changed_body` writes; the service gives the rest."""


class ConnectionState(t.TypedDict):
    """A service connection. None stands for what the service does not show, which to a mere reader is much
    (docs/reference/azure_devops.md#endpoint-readers)."""

    id: str
    name: str
    project: str
    description: str
    service_management_reference: str
    url: str | None
    identity_client_id: str | None
    identity_tenant_id: str | None
    subscription_id: str | None
    subscription_name: str | None
    resource_group: str | None
    scope: str | None
    issuer: str | None
    subject: str | None
    shared_with: list[str]
    """Names of other projects that have it."""
    ready: bool


def state_of(endpoint: Json, reference: Json, project: str) -> ConnectionState:
    """The state of an endpoint of one project.

    :param reference: how the project sees the endpoint.
    """
    parameters = (endpoint.get("authorization") or {}).get("parameters") or {}
    data = endpoint.get("data") or {}
    subscription_id = data.get("subscriptionId")
    scope = _scope_shown(parameters, subscription_id)
    own = reference.get("projectReference") or {}
    return {
        "id": endpoint["id"],
        "name": reference.get("name") or endpoint["name"],
        "project": project,
        "description": unmarked(described(endpoint, reference)),
        "service_management_reference": endpoint.get("serviceManagementReference") or "",
        "url": endpoint.get("url"),
        "identity_client_id": parameters.get("serviceprincipalid"),
        "identity_tenant_id": parameters.get("tenantid"),
        "subscription_id": subscription_id,
        "subscription_name": data.get("subscriptionName"),
        "resource_group": group_of(scope),
        "scope": scope,
        "issuer": parameters.get("workloadIdentityFederationIssuer"),
        "subject": parameters.get("workloadIdentityFederationSubject"),
        "shared_with": sorted(one["name"] for one in projects_of(endpoint) if one["id"] != own.get("id")),
        "ready": is_ready(endpoint),
    }


def projects_of(endpoint: Json) -> list[dict[str, str]]:
    """`{"id", "name"}` of the projects that have it, as far as the service says."""
    references = (one.get("projectReference") or {} for one in endpoint.get("serviceEndpointProjectReferences") or [])
    return [{"id": one["id"], "name": str(one.get("name") or one["id"])} for one in references if one.get("id")]


def described(endpoint: Json, reference: Json) -> str:
    """The description with our mark; the project's own counts."""
    return str(reference.get("description") or endpoint.get("description") or "")


def kind_of(endpoint: Json) -> tuple[str, str | None]:
    """Type and scheme; case never counts (docs/reference/azure_devops.md#endpoint-case).

    A mere reader sees none: the service leaves the whole authorization out (docs/reference/azure_devops.md#endpoint-readers).
    """
    return str(endpoint.get("type")), (endpoint.get("authorization") or {}).get("scheme")


def is_federated(endpoint: Json) -> bool:
    """Tells whether it leads to Azure without a stored credential, as far as it shows."""
    kind, scheme = kind_of(endpoint)
    return same_name(kind, TYPE) and (scheme is None or same_name(scheme, SCHEME))


def is_ready(endpoint: Json) -> bool:
    return bool(endpoint.get("isReady")) and operation(endpoint)[0] not in ("InProgress", "Failed")


def operation(endpoint: Json) -> tuple[str, str]:
    """State (`InProgress`, `Ready`, `Failed` or empty) and message of what goes on with it
    (docs/reference/azure_devops.md#endpoint-in-progress)."""
    status = endpoint.get("operationStatus") or {}
    return str(status.get("state") or ""), str(status.get("statusMessage") or "")


def scope_of(subscription_id: str, resource_group: str | None) -> str:
    subscription = f"/subscriptions/{subscription_id}"
    return f"{subscription}/resourceGroups/{resource_group}" if resource_group else subscription


def group_of(scope: str | None) -> str | None:
    """The resource group of a scope that `scope_of` made; empty for a whole subscription."""
    return scope and "".join(scope.split("/")[4:])


def new_body(desired: State, project: t.Mapping[str, t.Any], cloud: CloudEndpoints) -> Json:
    """The whole of a new endpoint; `Automatic` is not for service principals
    (docs/reference/azure_devops.md#endpoint-request)."""
    seen = {"projectReference": {"id": project["id"], "name": project["name"]}, "description": marked("")}
    empty: Json = {
        "type": TYPE,
        "description": marked(""),
        "url": f"{cloud.arm}/",
        "data": {"environment": cloud.name, "creationMode": "Manual"},
        "authorization": {"scheme": SCHEME, "parameters": {}},
        "isShared": False,
        "isReady": True,
        "serviceEndpointProjectReferences": [seen],
    }
    return changed_body(empty, desired, project["id"])


def changed_body(endpoint: Json, desired: State, project_id: str) -> Json:
    """The endpoint as it was read, with the changes: PUT replaces the whole object (docs/reference/azure_devops.md#endpoint-put).

    What is None in desired is not shown to us, and stays as it was read.
    """
    body = copy.deepcopy(endpoint)
    _put(body, name=desired["name"], description=marked_as(body.get("description"), desired["description"]))
    _put(body, serviceManagementReference=desired["service_management_reference"])
    data, parameters = body.setdefault("data", {}), _readable(body.setdefault("authorization", {}))
    _put(data, subscriptionId=desired["subscription_id"], subscriptionName=desired["subscription_name"])
    _put(parameters, serviceprincipalid=desired["identity_client_id"], tenantid=desired["identity_tenant_id"])
    if desired["scope"] is not None:
        data["scopeLevel"] = "Subscription"
        parameters.pop("scope", None)
        if group_of(desired["scope"]):
            parameters["scope"] = desired["scope"].replace("/resourceGroups/", "/resourcegroups/")
    for reference in body["serviceEndpointProjectReferences"]:
        if reference["projectReference"]["id"] == project_id:
            _put(reference, name=desired["name"], description=marked_as(reference.get("description"), desired["description"]))
    return body


def _readable(authorization: Json) -> Json:
    """The parameters without secrets: they are read as null, and null sent back would be a value."""
    shown = {name: value for name, value in (authorization.get("parameters") or {}).items() if value is not None}
    authorization["parameters"] = shown
    return shown


def _put(target: Json, **values: t.Any) -> None:
    target.update({name: value for name, value in values.items() if value is not None})


def _scope_shown(parameters: Json, subscription_id: str | None) -> str | None:
    if parameters.get("scope"):
        parts = str(parameters["scope"]).strip("/").split("/")
        return scope_of(parts[1], parts[3] if len(parts) > 3 else None)
    # Without its parameters nobody can tell whether there is a scope among them.
    return scope_of(subscription_id, None) if subscription_id and parameters.get("serviceprincipalid") else None
