# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign-in at Entra as an application that was made through Graph (docs/reference/entra.md#federated-sign-in)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import ARM, AUDIENCE
from ansible_collections.vaultpipe.azure.tests.support.emulator.local_graph import LocalGraph, aadsts
from emulator.core.request import Request

DAY = 86400


def trusting(graph: LocalGraph, **properties: Any) -> str:
    """The client id of an application with a service principal that trusts the subject `s` of Entra."""
    application = graph.application(**properties)
    graph.azure.pass_time(10)
    graph.service_principal(application)
    credential = {"name": "one", "issuer": graph.issuer, "subject": "s", "audiences": [AUDIENCE]}
    graph.made(f"/applications/{application['id']}/federatedIdentityCredentials", credential)
    return str(application["appId"])


def test_a_client_secret_works_until_it_is_removed(graph: LocalGraph) -> None:
    application = graph.application()
    graph.service_principal(application)
    path = f"/applications/{application['id']}"
    secrets = [
        graph.ask("POST", f"{path}/addPassword", {"passwordCredential": {"displayName": name}}).body for name in ("one", "two")
    ]
    assert [aadsts(graph.sign_in(application["appId"], client_secret=one["secretText"])) for one in secrets] == [0, 0]
    assert aadsts(graph.sign_in(application["appId"], client_secret="guessed")) == 7000215
    assert [one["secretText"] for one in graph.ask("GET", path).body["passwordCredentials"]] == [None, None]
    assert graph.ask("POST", f"{path}/removePassword", {"keyId": secrets[0]["keyId"]}).status == 204
    assert [aadsts(graph.sign_in(application["appId"], client_secret=one["secretText"])) for one in secrets] == [7000215, 0]
    assert graph.ask("POST", f"{path}/removePassword", {"keyId": secrets[0]["keyId"]}).status == 400


def test_an_action_has_a_qualified_name_too(graph: LocalGraph) -> None:
    """The Java client's recording canCRUDServicePrincipal."""
    path = f"/applications/{graph.application()['id']}"
    made = graph.ask("POST", f"{path}/microsoft.graph.addPassword", {}).body
    assert graph.ask("POST", f"{path}/microsoft.graph.removePassword", {"keyId": made["keyId"]}).status == 204


def test_a_client_secret_expires(graph: LocalGraph) -> None:
    application = graph.application()
    graph.service_principal(application)
    path = f"/applications/{application['id']}/addPassword"
    secret = graph.ask("POST", path, {}).body["secretText"]
    graph.azure.pass_time(3 * 365 * DAY)
    assert aadsts(graph.sign_in(application["appId"], client_secret=secret)) == 7000222
    bad = graph.ask("POST", path, {"passwordCredential": {"endDateTime": "some day"}})
    assert bad.status == 400


def test_an_application_without_service_principal_is_refused(graph: LocalGraph) -> None:
    application = graph.application()
    secret = graph.ask("POST", f"/applications/{application['id']}/addPassword", {}).body["secretText"]
    refused = graph.sign_in(application["appId"], client_secret=secret)
    assert (refused.status, aadsts(refused)) == (401, 7000229)
    assert f"{application['appId']} is missing service principal in the tenant" in refused.body["error_description"]


def test_a_disabled_or_deleted_principal_is_refused(graph: LocalGraph) -> None:
    client_id = trusting(graph)
    path = f"/servicePrincipals(appId='{client_id}')"
    graph.ask("PATCH", path, {"accountEnabled": False})
    assert aadsts(graph.sign_in_federated(client_id, "s")) == 7000112
    graph.ask("PATCH", path, {"accountEnabled": True})
    graph.ask("DELETE", path)
    assert aadsts(graph.sign_in_federated(client_id, "s")) == 7000229
    graph.ask("DELETE", f"/applications(appId='{client_id}')")
    assert aadsts(graph.sign_in_federated(client_id, "s")) == 700016


def test_a_federated_credential_of_the_application_gives_a_token_of_its_principal(graph: LocalGraph) -> None:
    client_id = trusting(graph)
    signed_in = graph.sign_in_federated(client_id, "s")
    assert aadsts(signed_in) == 0
    graph.azure.assign("Reader", graph.cloud.directory.signing_in(client_id))
    header = {"Authorization": f"Bearer {signed_in.body['access_token']}"}
    url = f"{ARM}{graph.azure.subscription}?api-version=2022-12-01"
    assert graph.cloud.ask(Request.to("GET", url, header)).status == 200


@pytest.mark.parametrize(("subject", "refusal"), [("S", 7002138), ("other", 700213)])
def test_a_subject_is_compared_with_its_case(graph: LocalGraph, subject: str, refusal: int) -> None:
    assert aadsts(graph.sign_in_federated(trusting(graph), subject)) == refusal


def test_entra_as_issuer_does_not_serve_multitenant_applications(graph: LocalGraph) -> None:
    refused = graph.sign_in_federated(trusting(graph, signInAudience="AzureADMultipleOrgs"), "s")
    assert aadsts(refused) == 70052


def test_the_first_credential_of_an_application_counts_late() -> None:
    late = LocalGraph(eventual=True)
    client_id = trusting(late)
    assert aadsts(late.sign_in_federated(client_id, "s")) == 700213
    late.azure.pass_time(10)
    assert aadsts(late.sign_in_federated(client_id, "s")) == 0


def test_a_further_credential_of_an_application_counts_late_too() -> None:
    late = LocalGraph(eventual=True)
    client_id = trusting(late)
    late.azure.pass_time(10)
    credentials = f"/applications(appId='{client_id}')/federatedIdentityCredentials"
    late.made(credentials, {"name": "two", "issuer": late.issuer, "subject": "t", "audiences": [AUDIENCE]})
    assert [aadsts(late.sign_in_federated(client_id, subject)) for subject in ("s", "t")] == [0, 700213]
    late.azure.pass_time(10)
    assert [aadsts(late.sign_in_federated(client_id, subject)) for subject in ("s", "t")] == [0, 0]


def test_until_a_change_counts_the_old_credential_does() -> None:
    late = LocalGraph(eventual=True)
    client_id = trusting(late)
    late.azure.pass_time(10)
    address = f"/applications(appId='{client_id}')/federatedIdentityCredentials/one"
    for subject in ("between", "new"):
        assert late.ask("PATCH", address, {"subject": subject}).status == 204
    assert [aadsts(late.sign_in_federated(client_id, subject)) for subject in ("s", "new")] == [0, 700213]
    late.azure.pass_time(10)
    assert [aadsts(late.sign_in_federated(client_id, subject)) for subject in ("s", "new")] == [700213, 0]


def test_a_managed_identity_is_trusted_late_too() -> None:
    late = LocalGraph(eventual=True)
    path = late.azure.identity()
    client_id = late.azure.arm("GET", path).body["properties"]["clientId"]

    def trust(subject: str) -> None:
        late.azure.pass_time(10)
        properties = {"issuer": late.issuer, "subject": subject, "audiences": [AUDIENCE]}
        made = late.azure.arm("PUT", f"{path}/federatedIdentityCredentials/one", {"properties": properties})
        assert made.status in (200, 201), made.body

    refused = late.sign_in_federated(client_id, "s")
    assert (refused.status, refused.body["error"], aadsts(refused)) == (401, "invalid_client", 70025)
    assert f"The client '{client_id}'(identity) has no configured federated identity" in refused.body["error_description"]
    trust("s")
    assert aadsts(late.sign_in_federated(client_id, "s")) == 700213
    trust("s")
    assert aadsts(late.sign_in_federated(client_id, "s")) == 0
    trust("t")
    assert [aadsts(late.sign_in_federated(client_id, subject)) for subject in ("s", "t")] == [0, 700213]
    late.azure.pass_time(10)
    assert [aadsts(late.sign_in_federated(client_id, subject)) for subject in ("s", "t")] == [700213, 0]
