# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections from creation to deletion (docs/reference/azure_devops.md#service-connections)."""

from __future__ import annotations

import base64
import uuid
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import AUDIENCE
from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps
from emulator.services.entra.model.principals import FederatedCredential

ENDPOINTS = "/_apis/serviceendpoint/endpoints"
TEST = {"dataSourceDetails": {"dataSourceName": "TestConnection"}, "resultTransformationDetails": {}}


def create(devops: LocalDevOps, **changes: Any) -> Any:
    return devops.ask("POST", ENDPOINTS, devops.connection_body() | changes)


def parameters(endpoint: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = endpoint["authorization"]["parameters"]
    return found


def generic(devops: LocalDevOps, name: str = "generic") -> dict[str, Any]:
    reference = {"projectReference": {"id": devops.project, "name": "demo"}, "name": name}
    return {
        "name": name,
        "type": "generic",
        "url": "https://example.com",
        "authorization": {"scheme": "UsernamePassword", "parameters": {"username": "me", "password": "hidden-value"}},
        "serviceEndpointProjectReferences": [reference],
    }


def test_a_new_connection_is_not_listed_until_it_is_ready(devops: LocalDevOps) -> None:
    made = create(devops)
    assert (made.status, made.body["isReady"], made.body["operationStatus"]["state"]) == (200, False, "InProgress")
    by_name = f"/demo{ENDPOINTS}?endpointNames=connection"
    assert devops.get(by_name)["count"] == 0
    assert devops.get(f"{by_name}&includeFailed=true")["count"] == 1
    devops.azure.pass_time(1)
    assert devops.get(by_name)["value"][0]["isReady"] is True


def test_a_failed_connection_stays_hidden_for_ever(devops: LocalDevOps) -> None:
    devops.rules(endpoints_become_ready=False)
    made = create(devops)
    devops.azure.pass_time(600)
    assert devops.get(f"/demo{ENDPOINTS}")["count"] == 0
    assert devops.get(f"/demo{ENDPOINTS}/{made.body['id']}")["operationStatus"]["state"] == "Failed"


def test_the_entra_issuers_subject_is_made_of_ids(devops: LocalDevOps) -> None:
    connection = devops.connection()
    given = parameters(connection)
    tenant = base64.urlsafe_b64encode(uuid.UUID(devops.azure.tenant).bytes_le).decode().rstrip("=")
    assert given["workloadIdentityFederationIssuer"] == f"https://login.microsoftonline.com/{devops.azure.tenant}/v2.0"
    assert given["workloadIdentityFederationIssuerType"] == "EntraID"
    subject = given["workloadIdentityFederationSubject"]
    assert subject.startswith(f"/eid1/c/pub/t/{tenant}/a/")
    assert subject.endswith(f"/sc/{devops.cloud.devops.organization_id}/{connection['id']}")


def test_the_older_issuers_subject_is_made_of_names_and_breaks_when_they_change() -> None:
    devops = LocalDevOps(issuer="vstoken")
    connection = devops.connection()
    given = parameters(connection)
    assert given["workloadIdentityFederationIssuer"] == f"https://vstoken.dev.azure.com/{devops.cloud.devops.organization_id}"
    assert given["workloadIdentityFederationSubject"] == "sc://vaultpipe/demo/connection"
    devops.ask("PATCH", f"/_apis/projects/{devops.project}", {"name": "renamed"})
    renamed = devops.get(f"/renamed{ENDPOINTS}/{connection['id']}")
    assert parameters(renamed)["workloadIdentityFederationSubject"] == "sc://vaultpipe/renamed/connection"


def test_secrets_are_null_alone_and_missing_in_lists_and_state(devops: LocalDevOps) -> None:
    made = devops.ask("POST", ENDPOINTS, generic(devops)).body
    assert parameters(made) == {"username": "me", "password": None}
    assert parameters(devops.get(f"/demo{ENDPOINTS}")["value"][0]) == {"username": "me"}
    assert "hidden-value" not in str(devops.cloud.state())


def test_put_replaces_everything_and_keeps_a_secret_that_comes_back_as_null(devops: LocalDevOps) -> None:
    made = devops.ask("POST", ENDPOINTS, generic(devops)).body
    body = {**made, "description": "changed", "url": "https://example.org"}
    changed = devops.ask("PUT", f"{ENDPOINTS}/{made['id']}", body)
    assert (changed.status, changed.body["description"], changed.body["url"]) == (200, "changed", "https://example.org")
    stored = devops.cloud.devops.endpoints.get(made["id"])
    assert stored.parameters["password"] == "hidden-value"
    del body["description"]
    assert devops.ask("PUT", f"{ENDPOINTS}/{made['id']}", body).body["description"] == ""


def test_a_connection_needs_an_authorization_and_a_project(devops: LocalDevOps) -> None:
    """microsoft/windows-dev-center-vsts-extension#77, nkdAgility/azure-devops-migration-tools#1555."""
    without = create(devops, authorization=None)
    assert without.body["message"] == "Service Connection Authorization cannot be null."
    assert (without.status, without.body["typeKey"]) == (400, "ServiceEndpointException")
    nowhere = create(devops, serviceEndpointProjectReferences=[])
    assert nowhere.body["message"] == "At least one project reference required to create an endpoint."
    assert (nowhere.status, nowhere.body["typeName"]) == (400, "System.ArgumentException, mscorlib")


def test_names_are_taken_per_project_even_while_nobody_sees_them(devops: LocalDevOps) -> None:
    create(devops)
    again = create(devops)
    assert again.status == 409
    assert again.body["message"].startswith("Service connection with name connection already exists.")


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ""},
        {"serviceEndpointProjectReferences": []},
        {"authorization": {"scheme": "WorkloadIdentityFederation", "parameters": {"tenantid": "x"}}},
        {"data": {"creationMode": "Automatic"}},
        {
            "authorization": {
                "scheme": "WorkloadIdentityFederation",
                "parameters": {"tenantid": "x", "serviceprincipalid": "y", "serviceprincipalkey": "z"},
            }
        },
    ],
)
def test_what_the_service_refuses(devops: LocalDevOps, changes: dict[str, Any]) -> None:
    assert create(devops, **changes).status == 400
    assert devops.get(f"/demo{ENDPOINTS}?includeFailed=true")["count"] == 0


def test_an_unknown_id_is_200_with_null(devops: LocalDevOps) -> None:
    reply = devops.ask("GET", f"/demo{ENDPOINTS}/{uuid.uuid4()}")
    assert (reply.status, reply.body) == (200, "null")


def test_sharing_adds_a_project_and_deletion_takes_it_away_again(devops: LocalDevOps) -> None:
    connection, second = devops.connection(), devops.make_project("second")
    shared = [{"projectReference": {"id": second, "name": "second"}, "name": "theirs"}]
    assert devops.ask("PATCH", f"{ENDPOINTS}/{connection['id']}", shared).status == 204
    assert devops.get(f"/second{ENDPOINTS}?endpointNames=theirs")["value"][0]["id"] == connection["id"]
    path = f"{ENDPOINTS}/{connection['id']}"
    assert devops.ask("DELETE", path).status == 400
    assert devops.ask("DELETE", f"{path}?projectIds={devops.project}").status == 204
    assert devops.get(f"/demo{ENDPOINTS}")["count"] == 0
    assert devops.get(f"/second{ENDPOINTS}")["count"] == 1
    assert devops.ask("DELETE", f"{path}?projectIds={second}").status == 204
    assert devops.ask("DELETE", f"{path}?projectIds={second}").status == 404


def test_the_reference_to_management_is_kept(devops: LocalDevOps) -> None:
    assert create(devops, serviceManagementReference="team-1").body["serviceManagementReference"] == "team-1"


# -- verify -----------------------------------------------------------------------------------------------------------


def verify(devops: LocalDevOps, connection: dict[str, Any]) -> tuple[str, str]:
    reply = devops.ask("POST", f"/demo/_apis/serviceendpoint/endpointproxy?endpointId={connection['id']}", TEST)
    assert reply.status == 200
    return reply.body["statusCode"], reply.body["errorMessage"]


def trusted(devops: LocalDevOps, connection: dict[str, Any]) -> FederatedCredential:
    """Makes an identity trust the connection."""
    given = parameters(connection)
    trust = FederatedCredential(
        "devops",
        devops.cloud.runtime.ids.guid(),
        given["workloadIdentityFederationIssuer"],
        given["workloadIdentityFederationSubject"],
        [AUDIENCE],
    )
    devops.azure.powerless.federated_credentials["devops"] = trust
    return trust


def test_one_that_its_identity_trusts_is_not_deleted(devops: LocalDevOps) -> None:
    connection = devops.connection()
    trust = trusted(devops, connection)
    (reference,) = connection["serviceEndpointProjectReferences"]
    address = f"{ENDPOINTS}/{connection['id']}?projectIds={reference['projectReference']['id']}"
    refused = devops.ask("DELETE", address)
    assert refused.status == 400
    assert "while federated credentials for app" in refused.body["message"]
    trust.subject = "another"
    assert devops.ask("DELETE", address).status == 204


@pytest.mark.parametrize("issuer", ["entra", "vstoken"])
def test_verify_goes_all_the_way_and_says_where_it_stopped(issuer: str) -> None:
    devops = LocalDevOps(issuer=issuer)
    connection = devops.connection()
    status, error = verify(devops, connection)
    assert status == "badRequest"
    assert "AADSTS70025" in error
    trust = trusted(devops, connection)
    status, error = verify(devops, connection)
    assert status == "badRequest"
    assert "AuthorizationFailed" in error
    assert devops.azure.assign("Reader", devops.azure.powerless).status == 201
    assert verify(devops, connection) == ("ok", "")
    trust.subject = trust.subject.upper()
    assert "AADSTS7002138" in verify(devops, connection)[1]


def test_an_address_with_a_project_needs_no_references(devops: LocalDevOps) -> None:
    """Clients of version 5.1 send no references."""
    other = devops.make_project("other")
    body = generic(devops) | {"serviceEndpointProjectReferences": None}
    made = devops.ask("POST", f"/demo{ENDPOINTS}", body)
    assert (made.status, made.body["name"], made.body["isReady"]) == (200, "generic", True)
    address = f"{ENDPOINTS}/{made.body['id']}"
    assert [one["projectReference"]["name"] for one in made.body["serviceEndpointProjectReferences"]] == ["demo"]
    shared = [{"projectReference": {"id": other, "name": "other"}, "name": "theirs"}]
    assert devops.ask("PATCH", address, shared).status == 204
    renamed = devops.ask("PUT", f"/demo{address}", devops.get(f"/demo{address}") | {"name": "renamed"})
    assert (renamed.status, renamed.body["name"]) == (200, "renamed")
    assert devops.get(f"/other{address}")["name"] == "theirs"
    assert devops.ask("DELETE", f"/demo{address}").status == 204
    assert [one["name"] for one in devops.get(f"/other{ENDPOINTS}")["value"]] == ["theirs"]
    assert devops.ask("DELETE", f"/demo{address}").status == 404


def test_a_connection_with_a_secret_is_ready_at_once(devops: LocalDevOps) -> None:
    body = devops.connection_body(serviceprincipalkey="hidden-value", authenticationType="spnKey")
    body["authorization"]["scheme"] = "ServicePrincipal"
    assert devops.ask("POST", ENDPOINTS, body).body["isReady"] is True
