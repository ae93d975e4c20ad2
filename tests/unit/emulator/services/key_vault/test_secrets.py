# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets and their versions (docs/reference/key_vault.md#secrets)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import ARM, VAULT, LocalAzure, code
from emulator.core.request import Request

URL = "https://kv-test.vault.azure.net"


@pytest.fixture
def azure() -> LocalAzure:
    azure = LocalAzure()
    azure.vault()
    return azure


def put(azure: LocalAzure, name: str = "one", value: str = "v", **more: Any) -> dict[str, Any]:
    reply = azure.data("PUT", f"/secrets/{name}", {"value": value, **more})
    assert reply.status == 200, reply.body
    body: dict[str, Any] = reply.body
    return body


def test_without_a_token_the_challenge_says_where_to_get_one(azure: LocalAzure) -> None:
    reply = azure.cloud.ask(Request.to("PUT", f"{URL}/secrets/one?api-version=7.4"))
    assert reply.status == 401
    challenge = f'Bearer authorization="https://login.microsoftonline.com/{azure.tenant}", resource="{VAULT}"'
    assert reply.headers["www-authenticate"] == challenge
    assert reply.body["error"]["message"] == "AKV10000: Request is missing a Bearer, PoP, or MTLS_POP token."


def test_a_method_that_an_address_does_not_have_is_not_allowed(azure: LocalAzure) -> None:
    """Azure SDK for JavaScript's recording "cannot create a secret with an empty name"."""
    reply = azure.data("PUT", "/secrets/", {"value": "v"})
    assert (reply.status, reply.body) == (405, {"error": {"code": "MethodNotAllowed", "message": "HTTP PUT not allowed"}})
    assert azure.data("PUT", "/keys", {}).status == 501
    anonymous = azure.cloud.ask(Request.to("PUT", f"{URL}/secrets/?api-version=7.4"))
    assert anonymous.status == 401


def test_a_management_token_is_refused_with_the_challenge(azure: LocalAzure) -> None:
    reply = azure.ask("GET", f"{URL}/secrets?api-version=7.4", audience=ARM)
    assert reply.status == 401
    assert "AKV10022" in reply.body["error"]["message"]
    assert "resource=" in reply.headers["www-authenticate"]


def test_every_put_is_a_new_version_that_carries_nothing_over(azure: LocalAzure) -> None:
    first = put(azure, contentType="text/plain", tags={"a": "b"}, attributes={"exp": -5})
    second = put(azure)
    assert first["id"] != second["id"]
    assert first["attributes"]["exp"] == -5
    assert not {"contentType", "tags"} & set(second)
    assert second["attributes"]["recoveryLevel"] == "Recoverable+Purgeable"
    assert second["attributes"]["recoverableDays"] == 90
    assert azure.data("GET", f"/secrets/one/{first['id'].rpartition('/')[2]}").body == first
    assert azure.data("GET", "/secrets/ONE/").body["id"] == second["id"]


def test_an_encoded_slash_separates_name_and_version(azure: LocalAzure) -> None:
    first = put(azure, value="first")
    put(azure, value="second")
    version = first["id"].rpartition("/")[2]
    assert azure.data("GET", f"/secrets/one%2F{version}").body["value"] == "first"


def test_old_api_versions_do_not_know_recoverable_days(azure: LocalAzure) -> None:
    put(azure)
    old = azure.ask("GET", f"{URL}/secrets/one?api-version=2016-10-01", audience=VAULT)
    assert "recoverableDays" not in old.body["attributes"]


def test_patch_keeps_version_value_and_what_it_does_not_name(azure: LocalAzure) -> None:
    made = put(azure, contentType="a", tags={"a": "b"}, attributes={"nbf": 5})
    patched = azure.data("PATCH", "/secrets/one/", {"contentType": "b", "attributes": {"exp": 9}}).body
    assert patched["id"] == made["id"]
    assert "value" not in patched
    assert (patched["contentType"], patched["tags"]) == ("b", {"a": "b"})
    assert (patched["attributes"]["nbf"], patched["attributes"]["exp"]) == (5, 9)
    assert azure.data("PATCH", "/secrets/one", {"tags": {"c": "d"}}).body["tags"] == {"c": "d"}


def test_a_disabled_secret_is_listed_and_not_read(azure: LocalAzure) -> None:
    put(azure, attributes={"enabled": False})
    assert [one["attributes"]["enabled"] for one in azure.data("GET", "/secrets").body["value"]] == [False]
    reply = azure.data("GET", "/secrets/one")
    assert (reply.status, code(reply)) == (403, "Forbidden/SecretDisabled")
    assert reply.body["error"]["message"] == "Operation get is not allowed on a disabled secret."


@pytest.mark.parametrize("name", ["under_score", "a.b", "x" * 128])
def test_names_follow_the_rule(azure: LocalAzure, name: str) -> None:
    reply = azure.data("PUT", f"/secrets/{name}", {"value": "v"})
    assert (reply.status, code(reply)) == (400, "BadParameter")
    assert name in reply.body["error"]["message"]


@pytest.mark.parametrize(
    "body",
    [None, {}, {"value": 5}, {"value": "x" * 25_601}, {"value": "v", "tags": "t"}, {"value": "v", "attributes": {"exp": "soon"}}],
)
def test_a_body_that_breaks_a_rule_is_400_and_makes_nothing(azure: LocalAzure, body: Any) -> None:
    assert code(azure.data("PUT", "/secrets/one", body)) == "BadParameter"
    assert code(azure.data("GET", "/secrets/one")) == "SecretNotFound"


def test_the_largest_value_fits(azure: LocalAzure) -> None:
    assert put(azure, value="x" * 25_600)["value"] == "x" * 25_600


def test_lists_come_in_pages_of_25_without_values_or_versions(azure: LocalAzure) -> None:
    for number in range(30):
        put(azure, f"s-{number:02}")
    first = azure.data("GET", "/secrets").body
    assert len(first["value"]) == 25
    assert first["value"][0]["id"] == f"{URL}/secrets/s-00"
    assert not any("value" in one for one in first["value"])
    assert f"{URL}:443/secrets?" in first["nextLink"]
    second = azure.ask("GET", first["nextLink"], audience=VAULT).body
    assert [one["id"].rpartition("/")[2] for one in second["value"]] == [f"s-{number}" for number in range(25, 30)]
    assert second["nextLink"] is None


def test_small_pages_stay_small(azure: LocalAzure) -> None:
    for _time in range(3):
        put(azure)
    url, seen = f"{URL}/secrets/one/versions?api-version=7.4&maxresults=2", []
    while url:
        page = azure.ask("GET", url, audience=VAULT).body
        seen.append(len(page["value"]))
        url = page["nextLink"]
    assert seen == [2, 1]


@pytest.mark.parametrize("query", ["maxresults=26", "maxresults=0", "maxresults=x", "$skiptoken=%25"])
def test_a_page_that_cannot_be_is_400(azure: LocalAzure, query: str) -> None:
    assert code(azure.data("GET", f"/secrets?{query}")) == "BadParameter"


def test_missing_secrets_and_versions_are_named(azure: LocalAzure) -> None:
    assert "A secret with (name/id) none was not found" in azure.data("GET", "/secrets/none").body["error"]["message"]
    assert azure.data("GET", "/secrets/none/versions").body == {"value": [], "nextLink": None}
    put(azure)
    assert "(name/id) one/0123 was not found" in azure.data("GET", "/secrets/one/0123").body["error"]["message"]


def test_a_backup_brings_all_versions_back_and_holds_no_value(azure: LocalAzure) -> None:
    put(azure, value="canary-value")
    put(azure, value="second")
    blob = azure.data("POST", "/secrets/one/backup").body["value"]
    assert "canary" not in blob
    assert azure.data("POST", "/secrets/restore", {"value": blob}).status == 409
    azure.data("DELETE", "/secrets/one")
    assert code(azure.data("POST", "/secrets/restore", {"value": blob})) == "Conflict/ObjectIsDeletedButRecoverable"
    azure.data("DELETE", "/deletedsecrets/one")
    assert "value" not in azure.data("POST", "/secrets/restore", {"value": blob}).body
    assert len(azure.data("GET", "/secrets/one/versions").body["value"]) == 2
    assert azure.data("GET", "/secrets/one").body["value"] == "second"
    malformed = azure.data("POST", "/secrets/restore", {"value": "no blob"})
    assert (malformed.status, code(malformed)) == (400, "Malformed backup blob")


def test_the_state_never_shows_a_value(azure: LocalAzure) -> None:
    put(azure, value="canary-value", tags={"a": "b"})
    azure.data("POST", "/secrets/one/backup")
    state = azure.cloud.state()
    assert "canary-value" not in str(state)
    summary = state["live"]["vaults"]["vaults"][0]["secrets"][0]
    assert (summary["name"], summary["versions"], summary["tags"]) == ("one", 1, {"a": "b"})


def test_quotas_are_kept_when_asked_for() -> None:
    azure = LocalAzure(strict_quotas=True)
    azure.vault()
    statuses = [azure.data("PUT", "/secrets/one", {"value": "v"}).status for _time in range(301)]
    assert statuses == [200] * 300 + [429]
    assert azure.data("GET", "/secrets/one").status == 200
    azure.pass_time(11)
    assert azure.data("PUT", "/secrets/one", {"value": "v"}).status == 200
