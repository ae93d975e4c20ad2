# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""App registrations (docs/reference/graph.md#applications)."""

from __future__ import annotations

import base64
import datetime
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import code
from ansible_collections.vaultpipe.azure.tests.support.emulator.local_graph import UPSERT, LocalGraph

UNIQUE = "/applications(uniqueName='vp-demo')"


def test_a_display_name_is_not_unique(graph: LocalGraph) -> None:
    first, second = graph.application(), graph.application()
    assert first["id"] != second["id"]
    assert graph.found("/applications", "displayName eq 'APP'") == ["app", "app"]


def test_the_creation_tells_the_time_with_decimals_and_later_answers_do_not(graph: LocalGraph) -> None:
    made = graph.application()
    read = graph.ask("GET", f"/applications/{made['id']}").body
    assert len(made["createdDateTime"]) == len("2026-11-22T10:00:00.1234567Z")
    assert read["createdDateTime"] == made["createdDateTime"][:19] + "Z"
    assert {**read, "createdDateTime": ""} == {**made, "createdDateTime": ""}
    assert read["@odata.context"].endswith("#applications/$entity")


@pytest.mark.parametrize("address", ["/applications/{id}", "/applications(appId='{appId}')", "/Applications(uniqueName='u')"])
def test_every_address_leads_to_the_application(graph: LocalGraph, address: str) -> None:
    made = graph.application(uniqueName="u")
    assert graph.ask("PATCH", address.format(**made), {"notes": "changed"}).status == 204
    assert graph.ask("GET", address.format(**made)).body["notes"] == "changed"
    assert graph.ask("DELETE", address.format(**made)).status == 204
    gone = graph.ask("GET", address.format(**made))
    assert (gone.status, code(gone)) == (404, "Request_ResourceNotFound")


def test_an_application_id_is_no_object_id(graph: LocalGraph) -> None:
    assert graph.ask("GET", f"/applications/{graph.application()['appId']}").status == 404


def test_upsert_creates_then_updates_and_never_makes_a_second(graph: LocalGraph) -> None:
    body = {"displayName": "demo", "tags": ["one"]}
    assert graph.ask("PATCH", UNIQUE, body).status == 404
    made = graph.ask("PATCH", UNIQUE, body, prefer=UPSERT)
    assert (made.status, made.body["uniqueName"], made.body["tags"]) == (201, "vp-demo", ["one"])
    again = graph.ask("PATCH", UNIQUE, {**body, "tags": ["two"]}, prefer=UPSERT)
    assert (again.status, again.body) == (204, None)
    assert graph.ask("GET", UNIQUE).body["tags"] == ["two"]
    assert graph.found("/applications", "uniqueName eq 'vp-demo'") == ["demo"]


def test_upsert_needs_a_display_name(graph: LocalGraph) -> None:
    assert graph.ask("PATCH", UNIQUE, {"tags": []}, prefer=UPSERT).status == 400


def test_a_unique_name_in_the_recycle_bin_is_still_taken(graph: LocalGraph) -> None:
    made = graph.ask("PATCH", UNIQUE, {"displayName": "demo"}, prefer=UPSERT).body
    graph.ask("DELETE", UNIQUE)
    refused = graph.ask("PATCH", UNIQUE, {"displayName": "demo"}, prefer=UPSERT)
    assert (refused.status, code(refused)) == (400, "Request_BadRequest")
    assert "uniqueName already exists" in refused.body["error"]["message"]
    graph.ask("DELETE", f"/directory/deletedItems/{made['id']}")
    assert graph.ask("PATCH", UNIQUE, {"displayName": "demo"}, prefer=UPSERT).status == 201


def test_a_unique_name_is_set_once(graph: LocalGraph) -> None:
    path = f"/applications/{graph.application()['id']}"
    assert [graph.ask("PATCH", path, {"uniqueName": name}).status for name in ("a", "a", "b")] == [204, 204, 400]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"displayName": ""},
        {"displayName": "n" * 257},
        {"displayName": "app", "signInAudience": "Everybody"},
        {"displayName": "app", "tags": "one"},
        {"displayName": "app", "notes": 5},
        {"displayName": "app", "isFallbackPublicClient": "yes"},
        {"displayName": "app", "appId": "chosen"},
        {"displayName": "app", "colour": "red"},
        {"displayName": "app", "passwordCredentials": [{"displayName": "key"}]},
        [],
    ],
)
def test_a_body_that_breaks_a_rule_makes_nothing(graph: LocalGraph, body: Any) -> None:
    reply = graph.ask("POST", "/applications", body)
    assert (reply.status, set(reply.body["error"])) == (400, {"code", "message", "innerError"})
    assert set(reply.body["error"]["innerError"]) == {"date", "request-id", "client-request-id"}
    assert graph.cloud.state()["live"]["directory"]["applications"] == []


def test_objects_are_merged_and_lists_replaced(graph: LocalGraph) -> None:
    made = graph.application(web={"homePageUrl": "https://a", "redirectUris": ["https://b"]}, tags=["one"])
    graph.ask("PATCH", f"/applications/{made['id']}", {"web": {"redirectUris": ["https://c"]}, "tags": ["two"]})
    read = graph.ask("GET", f"/applications/{made['id']}").body
    assert (read["web"]["homePageUrl"], read["web"]["redirectUris"], read["tags"]) == ("https://a", ["https://c"], ["two"])


def test_nobody_registers_applications_where_that_is_switched_off(graph: LocalGraph) -> None:
    made = graph.application()
    graph.rules(users_may_register_applications=False)
    refused = graph.ask("POST", "/applications", {"displayName": "app"})
    assert (refused.status, code(refused)) == (403, "Authorization_RequestDenied")
    assert graph.ask("PATCH", f"/applications/{made['id']}", {"notes": "n"}).status == 204


def test_a_tenant_may_want_a_service_management_reference(graph: LocalGraph) -> None:
    graph.rules(service_management_reference_required=True)
    refused = graph.ask("PATCH", UNIQUE, {"displayName": "demo"}, prefer=UPSERT)
    assert (refused.status, code(refused)) == (400, "ServiceTreeValueMissing")
    body = {"displayName": "demo", "serviceManagementReference": "42"}
    assert graph.ask("PATCH", UNIQUE, body, prefer=UPSERT).status == 201
    assert graph.ask("PATCH", UNIQUE, {"notes": "n"}).status == 204


def test_lists_show_a_new_application_late() -> None:
    late = LocalGraph(eventual=True)
    late.azure.pass_time(60)
    made = late.ask("PATCH", UNIQUE, {"displayName": "demo"}, prefer=UPSERT).body
    assert late.found("/applications", "displayName eq 'demo'") == []
    assert late.ask("GET", UNIQUE).body["id"] == made["id"]
    early = late.ask("POST", "/servicePrincipals", {"appId": made["appId"]})
    assert (early.status, early.body["error"]["details"][0]["code"]) == (400, "NoBackingApplicationObject")
    late.azure.pass_time(10)
    assert late.found("/applications", "displayName eq 'demo'") == ["demo"]
    late.service_principal(made)


def test_collections_are_read_newest_first(graph: LocalGraph) -> None:
    """See docs/reference/graph.md#newest-first."""
    uris = ["http://localhost/1", "http://localhost/2"]
    access = [{"resourceAppId": name, "resourceAccess": [{"id": name, "type": "Scope"}]} for name in ("one", "two")]
    made = graph.application(web={"redirectUris": uris}, requiredResourceAccess=access)
    assert (made["web"]["redirectUris"], made["requiredResourceAccess"]) == (uris, access)
    for _again in range(2):
        read = graph.ask("GET", f"/applications/{made['id']}").body
        assert (read["web"]["redirectUris"], read["requiredResourceAccess"]) == (uris[::-1], access[::-1])
        assert [one["uri"] for one in read["web"]["redirectUriSettings"]] == uris[::-1]
    for name in ("first", "second"):
        added = graph.ask("POST", f"/applications/{made['id']}/addPassword", {"passwordCredential": {"displayName": name}})
        assert added.status == 200
    passwords = graph.ask("GET", f"/applications/{made['id']}").body["passwordCredentials"]
    assert [one["displayName"] for one in passwords] == ["second", "first"]


def test_a_certificate_without_a_name_is_named_by_its_subject(graph: LocalGraph) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    parts = ((NameOID.COUNTRY_NAME, "NZ"), (NameOID.STATE_OR_PROVINCE_NAME, "Otago"), (NameOID.ORGANIZATION_NAME, "Some Ltd"))
    subject = x509.Name([x509.NameAttribute(*part) for part in parts])
    moment = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), 1, moment, moment + datetime.timedelta(days=9))
    content = base64.b64encode(builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)).decode()
    made = graph.application(keyCredentials=[{"key": content, "usage": "Verify", "type": "AsymmetricX509Cert"}])
    shown = made["keyCredentials"][0]
    assert (shown["displayName"], shown["key"]) == ("O=Some Ltd, S=Otago, C=NZ", None)


def test_optional_claims_are_listed_for_every_kind_of_token(graph: LocalGraph) -> None:
    made = graph.application(optionalClaims={"idToken": [{"name": "auth_time"}]})
    claim = {"additionalProperties": [], "essential": False, "source": None, "name": "auth_time"}
    assert made["optionalClaims"] == {"accessToken": [], "idToken": [claim], "saml2Token": []}
