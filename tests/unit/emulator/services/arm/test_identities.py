# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""User-assigned identities and their federated credentials (docs/reference/resource_manager.md#managed-identities)."""

from __future__ import annotations

import time
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import AUDIENCE, LocalAzure, code
from emulator.core.response import Response


def credential(subject: str = "subject", **changes: Any) -> dict[str, Any]:
    return {"properties": {"issuer": "https://issuer", "subject": subject, "audiences": [AUDIENCE], **changes}}


def put(azure: LocalAzure, path: str, body: dict[str, Any]) -> Response:
    """Written after the last write has been answered, which takes the service a moment."""
    azure.pass_time()
    return azure.arm("PUT", path, body)


@pytest.fixture
def azure() -> LocalAzure:
    return LocalAzure()


@pytest.fixture
def credentials(azure: LocalAzure) -> str:
    return f"{azure.identity()}/federatedIdentityCredentials"


def test_creation_is_201_with_a_relative_location_and_replaces_tags_later(azure: LocalAzure) -> None:
    path = f"{azure.group()}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one"
    made = azure.arm("PUT", path, {"location": "westeurope", "tags": {"a": "b"}})
    assert made.status == 201
    assert made.headers["Location"] == made.body["id"] == f"{azure.subscription}{path.replace('Groups', 'groups', 1)}"
    again = azure.arm("PUT", path, {"location": "westeurope"})
    assert (again.status, again.body["tags"]) == (200, {})
    assert again.body["properties"] == made.body["properties"]


@pytest.mark.parametrize("asked", [None, "None", "Regional"])
def test_versions_that_know_the_isolation_scope_always_name_it(azure: LocalAzure, asked: str | None) -> None:
    """Azure SDK for Go's recording TestManagedIdentityTestSuite; older versions have no such property."""
    path = f"{azure.group()}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one"
    properties = {} if asked is None else {"properties": {"isolationScope": asked}}
    made = azure.arm("PUT", path, {"location": "westeurope", **properties}, version="2024-11-30")
    answers = [made, *(azure.arm(method, path, {}, version="2024-11-30") for method in ("PATCH", "GET"))]
    assert [one.body["properties"]["isolationScope"] for one in answers] == [asked or "None"] * 3
    listed = azure.arm("GET", path.rpartition("/")[0], version="2025-01-31-preview").body["value"]
    assert [one["properties"] for one in listed] == [made.body["properties"]]
    assert "isolationScope" not in azure.arm("GET", path, version="2023-01-31").body["properties"]


def test_the_identity_is_a_principal_of_the_directory_until_it_is_deleted(azure: LocalAzure) -> None:
    path = azure.identity()
    properties = azure.arm("GET", path).body["properties"]
    assert azure.cloud.directory.principals[properties["principalId"]].client_id == properties["clientId"]
    assert azure.arm("DELETE", path).status == 200
    assert properties["principalId"] not in azure.cloud.directory.principals
    assert azure.arm("DELETE", path).status == 204
    assert code(azure.arm("GET", path)) == "ResourceNotFound"


def test_a_credential_is_created_changed_listed_and_deleted(azure: LocalAzure, credentials: str) -> None:
    made = put(azure, f"{credentials}/one", credential())
    assert (made.status, made.headers["Location"]) == (201, made.body["id"])
    changed = put(azure, f"{credentials}/one", credential("other"))
    assert (changed.status, changed.body["properties"]["subject"]) == (200, "other")
    assert [one["name"] for one in azure.arm("GET", credentials).body["value"]] == ["one"]
    azure.pass_time()
    assert azure.arm("DELETE", f"{credentials}/one").status == 200
    missing = azure.arm("GET", f"{credentials}/one")
    assert (missing.status, code(missing)) == (404, "NotFound")


def test_issuer_and_subject_are_unique_under_one_identity(azure: LocalAzure, credentials: str) -> None:
    put(azure, f"{credentials}/one", credential())
    twin = put(azure, f"{credentials}/two", credential())
    assert twin.status == 400
    assert "Issuer and subject combination already exists" in twin.body["error"]["message"]
    assert put(azure, f"{credentials}/two", credential("Subject")).status == 201


@pytest.fixture
def still_time(azure: LocalAzure, monkeypatch: pytest.MonkeyPatch) -> None:
    """Holds real time, so that only `pass_time` moves the clock, however busy the machine is."""
    azure.pass_time()
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now)


@pytest.mark.usefixtures("still_time")
def test_a_second_write_before_the_first_is_answered_is_a_conflict(azure: LocalAzure, credentials: str) -> None:
    first = azure.arm("PUT", f"{credentials}/one", credential())
    second = azure.arm("PUT", f"{credentials}/two", credential("other"))
    assert (first.status, second.status) == (201, 409)
    azure.pass_time(first.delay)
    assert azure.arm("PUT", f"{credentials}/two", credential("other")).status == 201


@pytest.mark.usefixtures("still_time")
def test_a_refused_write_keeps_no_other_out(azure: LocalAzure, credentials: str) -> None:
    assert azure.arm("PUT", f"{credentials}/one", credential(issuer="")).status == 400
    assert azure.arm("PUT", f"{credentials}/one", credential()).status == 201


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("-one", {}),
        ("o", {}),
        ("one", {"audiences": [AUDIENCE, "other"]}),
        ("one", {"audiences": []}),
        ("one", {"subject": ""}),
        ("one", {"issuer": 5}),
        ("one", {"subject": "s" * 601}),
    ],
)
def test_a_credential_that_breaks_a_rule_is_400(azure: LocalAzure, credentials: str, name: str, changes: dict[str, Any]) -> None:
    assert put(azure, f"{credentials}/{name}", credential(**changes)).status == 400


def test_there_are_twenty_credentials_at_most(azure: LocalAzure, credentials: str) -> None:
    statuses = [put(azure, f"{credentials}/one-{n}", credential(f"s{n}")).status for n in range(21)]
    assert statuses == [201] * 20 + [400]


def test_a_credential_needs_its_identity(azure: LocalAzure) -> None:
    identities = f"{azure.group()}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
    reply = azure.arm("PUT", f"{identities}/none/federatedIdentityCredentials/one", credential())
    assert (reply.status, code(reply)) == (404, "ParentResourceNotFound")


def test_a_fresh_identity_takes_credentials_late() -> None:
    azure = LocalAzure(eventual=True)
    path = f"{azure.identity()}/federatedIdentityCredentials/one"
    early = put(azure, path, credential())
    assert (early.status, code(early)) == (404, "NotFound")
    assert "MS Graph resource not found" in early.body["error"]["message"]
    azure.pass_time(60)
    assert put(azure, path, credential()).status == 201
