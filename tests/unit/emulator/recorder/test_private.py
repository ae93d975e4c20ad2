# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Recordings tell of private things nothing, and the same of the same thing everywhere."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from emulator.recorder.areas import area_of
from emulator.recorder.exchange import Exchange
from emulator.recorder.recording import MOST_REPEATS, Recording

TENANT = "7a0c1d5e-26f1-4b0c-9a3d-0f6f5d7c1e11"
SUBSCRIPTION = "c39d8f62-3d1b-4f0e-8f0d-6a5b4c3d2e1f"
PRINCIPAL = "5f1e7c38-9a44-4f8d-b1e0-3c2d1b0a9f8e"
READER = "acdd72a7-3385-48ef-bd42-f606fba81ae7"
SECRET, TOKEN = 'p4ss "word" & more', "opaque-token-0815"
PAT = "abcdefghijklmnopqrstuvwxyz0123456789"
BASIC = base64.b64encode(f":{PAT}".encode()).decode()
JANE, MAIL = "Jane Canary", "jane.canary@contoso.example"
DEVOPS = "https://dev.azure.com/contoso/shop/_apis"
VAULT = "https://kv-shop.vault.azure.net/secrets/One"
ASSIGNMENTS = f"https://management.azure.com/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments"


def exchange(method: str, url: str, asked: Any = None, answered: Any = None, **headers: str) -> Exchange:
    as_json = {"content-type": "application/json"}
    sent = {"authorization": f"Bearer {TOKEN}", **as_json, **headers}
    body, answer = (b"" if what is None else json.dumps(what).encode() for what in (asked, answered))
    return Exchange(method, url, sent, body, 200, {**as_json, "set-cookie": "session=cookie-4711"}, answer)


def recorded(folder: Path, *exchanges: Exchange) -> list[dict[str, Any]]:
    """The entries of one area."""
    tape = Recording()
    for one in exchanges:
        tape.add(one)
    (path,) = tape.write(folder, "test")
    entries: list[dict[str, Any]] = json.loads(path.read_text())
    return entries


def test_values_of_a_vault_become_stand_ins_that_still_agree(tmp_path: Path) -> None:
    put, get = recorded(
        tmp_path,
        exchange("PUT", f"{VAULT}?api-version=7.5", {"value": SECRET}, {"value": SECRET, "id": f"{VAULT}/1"}),
        exchange("GET", f"{VAULT}?api-version=7.5", None, {"value": SECRET, "id": f"{VAULT}/1"}),
    )
    assert SECRET not in json.dumps([put, get])
    assert put["request_body"]["value"] == put["response_body"]["value"] == get["response_body"]["value"] != ""
    assert put["response_body"]["id"] == f"{VAULT}/1"
    assert set(put) == {"method", "url", "request_headers", "request_body", "status", "response_headers", "response_body"}


@pytest.mark.parametrize("short", ["x", "on"])
def test_a_short_value_goes_where_it_stands_and_nothing_else_does(tmp_path: Path, short: str) -> None:
    (entry,) = recorded(tmp_path, exchange("PUT", VAULT, {"value": short, "tags": {"next": "one on x"}}, {"value": short}))
    assert entry["request_body"]["value"] == entry["response_body"]["value"] != short
    assert entry["request_body"]["tags"] == {"next": "one on x"}


def test_what_one_exchange_shows_as_secret_is_gone_from_all(tmp_path: Path) -> None:
    told = json.dumps(
        recorded(
            tmp_path,
            exchange("GET", f"{DEVOPS}/build/builds/1/logs", None, {"value": [f"said {SECRET}", json.dumps(SECRET), PAT, TOKEN]}),
            exchange("GET", f"{DEVOPS}/build/builds?token={PAT}&x={TOKEN}", None, {}, authorization=f"Basic {BASIC}"),
            exchange("PUT", f"{DEVOPS}/build/definitions/1", {"variables": {"one": {"isSecret": True, "value": SECRET}}}, {}),
            exchange("GET", f"{DEVOPS}/build/builds/2", None, {"link": "https://a.example/z?a=1&sig=sig4711&b=2", "jwt": jwt()}),
        )
    )
    for private in (SECRET, json.dumps(SECRET)[1:-1], TOKEN, PAT, BASIC, "cookie-4711", "sig4711", jwt()):
        assert private not in told
    assert "?a=1&sig=REDACTED&b=2" in told


def jwt() -> str:
    return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (b'{"alg":"RS256"}', b'{"oid":"1"}', b"sign"))


def test_people_and_their_addresses_become_stand_ins(tmp_path: Path) -> None:
    author = {"displayName": JANE, "uniqueName": MAIL, "id": PRINCIPAL}
    entries = recorded(
        tmp_path,
        exchange("GET", f"{DEVOPS}/git/repositories/shop/commits", None, {"value": [{"author": {"name": JANE, "email": MAIL}}]}),
        exchange(
            "GET", f"{DEVOPS}/git/repositories/shop/pushes", None, {"pushedBy": author, "comment": f"{JANE} for {MAIL.upper()}"}
        ),
    )
    told = json.dumps(entries).lower()
    assert JANE.lower() not in told
    assert MAIL not in told
    commit = entries[0]["response_body"]["value"][0]["author"]
    pushed = entries[1]["response_body"]["pushedBy"]
    assert commit["name"] == pushed["displayName"] == "person-0"
    assert commit["email"] == pushed["uniqueName"] == "person0@example.com"


def test_ids_of_the_user_become_stand_ins_and_ids_of_azure_stay(tmp_path: Path) -> None:
    role = f"/subscriptions/{SUBSCRIPTION.upper()}/providers/Microsoft.Authorization/roleDefinitions/{READER}"
    properties = {"principalId": PRINCIPAL, "roleDefinitionId": role, "tenantId": TENANT}
    asked = exchange(
        "PUT", f"{ASSIGNMENTS}/1", {"properties": properties}, {"message": f"Principal {PRINCIPAL.replace('-', '')}"}
    )
    (entry,) = recorded(tmp_path, asked)
    told = json.dumps(entry).lower()
    for private in (TENANT, SUBSCRIPTION, PRINCIPAL, PRINCIPAL.replace("-", "")):
        assert private not in told
    assert READER in told
    written = entry["request_body"]["properties"]["principalId"]
    assert entry["response_body"]["message"] == f"Principal {written.replace('-', '')}"


def test_the_organization_has_another_name(tmp_path: Path) -> None:
    body = {"remoteUrl": "https://contoso@dev.azure.com/contoso/shop/_git/shop", "name": "contoso-web"}
    (entry,) = recorded(tmp_path, exchange("GET", f"{DEVOPS}/git/repositories/shop", None, body))
    assert entry["url"] == "https://dev.azure.com/organization/shop/_apis/git/repositories/shop"
    assert entry["response_body"]["remoteUrl"] == "https://organization@dev.azure.com/organization/shop/_git/shop"
    assert entry["response_body"]["name"] == "contoso-web"


OF_JANE = base64.b64encode(b"jane.canary:p").decode()
GRAPH = "https://graph.microsoft.com/v1.0"
RUN = f"{DEVOPS}/build/builds/1"
ARM, DOMAIN = "https://management.azure.com", "contoso.onmicrosoft.com"
AVATAR = f"aad.{base64.b64encode(PRINCIPAL.encode()).decode()}"
FIREWALL = {"networkAcls": {"ipRules": [{"value": "203.0.113.77"}]}}


@pytest.mark.parametrize(
    ("private", "asked"),
    [
        ("Bob", exchange("GET", RUN, None, {"requestedFor": {"displayName": "Bob", "uniqueName": "bb@c.example"}})),
        ("jane.canary%40", exchange("GET", f"{GRAPH}/users/{MAIL.replace('@', '%40')}", None, {"error": {"code": "x"}})),
        ("Jane%20Canary", exchange("GET", f"{GRAPH}/users?$filter=a%20eq%20'Jane%20Canary'", None, {"displayName": JANE})),
        (JANE, exchange("GET", f"{GRAPH}/me?$select=displayName", None, {"displayName": JANE})),
        (AVATAR, exchange("GET", RUN, None, {"requestedFor": {"displayName": JANE, "descriptor": AVATAR}})),
        (AVATAR, exchange("GET", RUN, None, {"_links": {"avatar": {"href": f"https://dev.azure.com/x/{AVATAR}"}}})),
        (
            "jane.canary",
            exchange("GET", f"{RUN}?by=jane.canary", authorization=f"Basic {OF_JANE}"),
        ),
        (PRINCIPAL, exchange("GET", RUN, None, {"requestedFor": {"id": PRINCIPAL, "displayName": JANE}})),
        (PRINCIPAL, exchange("GET", f"{GRAPH}/servicePrincipals/{PRINCIPAL}", None, {"id": PRINCIPAL})),
        (PRINCIPAL, exchange("GET", f"{ASSIGNMENTS}/1", None, {"systemData": {"createdBy": PRINCIPAL}})),
        (TENANT, exchange("GET", f"{GRAPH}/servicePrincipals", None, {"appOwnerOrganizationId": TENANT})),
        (
            SUBSCRIPTION,
            exchange("GET", f"{ARM}/subscriptions", None, {"id": f"/subscriptions/{SUBSCRIPTION}"}),
        ),
        (
            "contoso.onmicrosoft.com",
            exchange("GET", f"{GRAPH}/applications", None, {"publisherDomain": "contoso.onmicrosoft.com"}),
        ),
        ("203.0.113.77", exchange("GET", VAULT, None, {"error": {"message": "Client address: 203.0.113.77"}})),
        ("203.0.113.77", exchange("PUT", f"{ASSIGNMENTS}/1", {"properties": FIREWALL}, {})),
        ("contoso", exchange("GET", RUN, None, {"subject": "sc://contoso/shop/connection"})),
    ],
)
def test_it_is_nowhere(tmp_path: Path, private: str, asked: Exchange) -> None:
    assert private.lower() not in json.dumps(recorded(tmp_path, asked)).lower()


def test_a_value_of_several_lines_is_gone_from_a_log_that_shows_it_line_by_line(tmp_path: Path) -> None:
    tape = Recording()
    tape.add(exchange("PUT", VAULT, {"value": "first-line-4711\nsecond-line-4711"}, {}))
    tape.add(exchange("GET", f"{RUN}/logs/1", None, {"value": ["first-line-4711", "it said second-line-4711"]}))
    assert "line-4711" not in "".join(path.read_text() for path in tape.write(tmp_path, "test"))


def test_a_value_that_is_like_a_stand_in_costs_nothing(tmp_path: Path) -> None:
    for value in ("REDACTED", "value", "person"):
        assert recorded(tmp_path, exchange("PUT", VAULT, {"value": value}, {"value": value}))


def test_what_is_no_text_is_only_named(tmp_path: Path) -> None:
    archive = {"content-type": "application/zip"}
    url = f"{DEVOPS}/build/builds/1/artifacts?artifactName=drop"
    (entry,) = recorded(tmp_path, Exchange("GET", url, {}, b"", 200, archive, b"PK\xff" + SECRET.encode()))
    assert entry["response_body"] == f"({3 + len(SECRET)} bytes of application/zip)"


def test_polls_are_cut(tmp_path: Path) -> None:
    polls = [exchange("GET", f"{DEVOPS}/operations/1", None, {"status": "inProgress"})] * 20
    assert len(recorded(tmp_path, *polls)) == MOST_REPEATS


@pytest.mark.parametrize(
    ("url", "area"),
    [
        (VAULT, "keyvault-secrets"),
        ("https://kv-shop.vault.azure.net/deletedsecrets", "keyvault-secrets"),
        ("https://kv-shop.vault.azure.net/", None),
        (f"{ASSIGNMENTS}/1", "authorization"),
        (f"https://management.azure.com/subscriptions/{SUBSCRIPTION}/resourceGroups/rg?api-version=1", "resource-groups"),
        (f"https://management.azure.com/subscriptions/{SUBSCRIPTION}/operationresults/x", "resource-groups"),
        ("https://management.azure.com/subscriptions?api-version=1", "subscriptions"),
        ("https://management.azure.com/x/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv", "keyvault-arm"),
        (f"{DEVOPS}/pipelines/pipelinePermissions/endpoint/1", "azure-devops-pipelines"),
        ("https://dev.azure.com/contoso/shop/_git/shop/info/refs", None),
        ("https://login.microsoftonline.com/t/oauth2/v2.0/token", None),
    ],
)
def test_areas(url: str, area: str | None) -> None:
    assert area_of(url) == area
