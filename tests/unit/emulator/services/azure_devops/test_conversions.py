# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections that are converted in place (docs/reference/azure_devops.md#conversion)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import AUDIENCE
from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps
from emulator.core.response import Response
from emulator.services.entra.model.principals import FederatedCredential

ENDPOINTS = "/_apis/serviceendpoint/endpoints"
MADE = ("workloadIdentityFederationIssuer", "workloadIdentityFederationIssuerType", "workloadIdentityFederationSubject")
MIGRATION = "/_apis/public/serviceendpoint/externalfederatedcredentialmigration"
CONVERT = "operation=ConvertAuthenticationScheme"
WEEK = 7 * 24 * 3600


def parameters(endpoint: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = endpoint["authorization"]["parameters"]
    return found


def trusted_by_entra(devops: LocalDevOps, connection: dict[str, Any]) -> FederatedCredential:
    """Makes the identity trust the connection as Entra will sign for it."""
    federation = devops.cloud.devops.federation
    subject = federation.entra_subject(devops.cloud.devops.endpoints.get(connection["id"]))
    trust = FederatedCredential("entra", devops.cloud.runtime.ids.guid(), federation.entra_issuer, subject, [AUDIENCE])
    devops.azure.powerless.federated_credentials["entra"] = trust
    return trust


def test_conversion_changes_issuer_and_subject_a_moment_later() -> None:
    devops = LocalDevOps(issuer="vstoken")
    connection = devops.connection()
    trusted_by_entra(devops, connection)
    unknown = devops.ask("POST", MIGRATION, {"serviceConnectionInput": "sc://vaultpipe/demo/none"})
    assert (unknown.status, unknown.body) == (404, {"success": False, "message": "Service connection not found."})
    assert devops.ask("POST", MIGRATION, {"serviceConnectionInput": "sc://vaultpipe/demo/connection"}).body["success"] is True
    own = f"/demo{ENDPOINTS}/{connection['id']}"
    assert parameters(devops.get(own)) == parameters(connection)
    devops.azure.pass_time(1)
    after = parameters(devops.get(own))
    assert after["workloadIdentityFederationIssuerType"] == "EntraID"
    assert after["workloadIdentityFederationSubject"].endswith(f"/sc/{devops.cloud.devops.organization_id}/{connection['id']}")


def test_no_issuer_is_converted_before_the_identity_trusts_the_new_one() -> None:
    devops = LocalDevOps(issuer="vstoken")
    connection, own = devops.connection(), {"serviceConnectionInput": "sc://vaultpipe/demo/connection"}
    address = f"/demo{ENDPOINTS}/{connection['id']}"

    def issuer_type() -> str:
        assert devops.ask("POST", MIGRATION, own).status == 200
        devops.azure.pass_time(60)
        return str(parameters(devops.get(address))["workloadIdentityFederationIssuerType"])

    assert issuer_type() == "AzureDevOps"
    trust = trusted_by_entra(devops, connection)
    trust.subject = "another"
    assert issuer_type() == "AzureDevOps"
    trusted_by_entra(devops, connection)
    assert issuer_type() == "EntraID"


def key_connection(devops: LocalDevOps) -> dict[str, Any]:
    body = devops.connection_body(serviceprincipalkey="a key", authenticationType="spnKey")
    body["authorization"]["scheme"] = "ServicePrincipal"
    made: dict[str, Any] = devops.ask("POST", ENDPOINTS, body).body
    return made


def converted(devops: LocalDevOps, connection: dict[str, Any], scheme: str) -> Response:
    body = {"id": connection["id"], "type": "azurerm", "authorization": {"scheme": scheme}}
    return devops.ask("PUT", f"{ENDPOINTS}/{connection['id']}?{CONVERT}", body)


@pytest.mark.parametrize("issuer", ["entra", "vstoken"])
def test_a_stored_key_is_converted_in_place_and_kept_for_a_week(devops: LocalDevOps, issuer: str) -> None:
    devops.rules(issuer=issuer)
    connection = key_connection(devops)
    reply = converted(devops, connection, "WorkloadIdentityFederation")
    assert (reply.status, reply.body["id"]) == (200, connection["id"])
    assert reply.body["authorization"]["scheme"] == "WorkloadIdentityFederation"
    assert set(parameters(reply.body)) == {"tenantid", "serviceprincipalid", *MADE}
    assert (
        parameters(reply.body)["workloadIdentityFederationIssuerType"] == {"entra": "EntraID", "vstoken": "AzureDevOps"}[issuer]
    )
    assert reply.body["data"]["revertSchemeDeadline"].endswith("Z")
    devops.azure.pass_time(WEEK - 60)
    back = converted(devops, connection, "ServicePrincipal")
    assert (back.status, parameters(back.body)) == (200, parameters(connection) | {"serviceprincipalkey": None})
    assert "revertSchemeDeadline" not in back.body["data"]
    endpoint = devops.cloud.devops.endpoints.get(connection["id"])
    assert endpoint.parameters["serviceprincipalkey"] == "a key"


def test_a_conversion_cannot_be_taken_back_after_a_week(devops: LocalDevOps) -> None:
    connection = key_connection(devops)
    assert converted(devops, connection, "WorkloadIdentityFederation").status == 200
    assert converted(devops, connection, "WorkloadIdentityFederation").status == 400
    devops.azure.pass_time(WEEK + 60)
    assert converted(devops, connection, "ServicePrincipal").status == 400


def test_the_key_of_a_shared_connection_is_not_converted(devops: LocalDevOps) -> None:
    connection = key_connection(devops)
    shared = [{"projectReference": {"id": devops.make_project("second")}, "name": "shared"}]
    assert devops.ask("PATCH", f"{ENDPOINTS}/{connection['id']}", shared).status == 204
    assert converted(devops, connection, "WorkloadIdentityFederation").status == 400


def test_other_operations_on_a_connection_are_not_emulated(devops: LocalDevOps) -> None:
    connection = key_connection(devops)
    assert devops.ask("PUT", f"{ENDPOINTS}/{connection['id']}?operation=Another", connection).status == 501
