# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Soft delete, recovery and purge of secrets (docs/reference/key_vault.md#deleted-secrets)."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import LocalAzure, code


@pytest.fixture
def azure() -> LocalAzure:
    """With Azure's delays, and one secret."""
    azure = LocalAzure(eventual=True)
    azure.vault(softDeleteRetentionInDays=7)
    azure.pass_time(60)
    azure.data("PUT", "/secrets/one", {"value": "v"})
    return azure


def put(azure: LocalAzure) -> str:
    return code(azure.data("PUT", "/secrets/one", {"value": "w"}))


def test_deleting_is_seen_late_and_holds_the_name(azure: LocalAzure) -> None:
    deleted = azure.data("DELETE", "/secrets/one").body
    assert deleted["recoveryId"].endswith("/deletedsecrets/one")
    assert deleted["scheduledPurgeDate"] == pytest.approx(deleted["deletedDate"] + 7 * 86400, abs=1)
    assert deleted["attributes"]["recoveryLevel"] == "CustomizedRecoverable+Purgeable"
    assert azure.data("GET", "/secrets/one").status == 404
    assert azure.data("GET", "/deletedsecrets").body["value"] == []
    assert azure.data("GET", "/deletedsecrets/one").body["error"]["message"] == "Deleted Secret not found: one"
    assert put(azure) == "Conflict/ObjectIsBeingDeleted"
    azure.pass_time(60)
    assert azure.data("GET", "/deletedsecrets/one").status == 200
    assert len(azure.data("GET", "/deletedsecrets").body["value"]) == 1
    assert put(azure) == "Conflict/ObjectIsDeletedButRecoverable"


def test_a_purge_waits_for_the_deletion(azure: LocalAzure) -> None:
    """The Rust client's recording purge_secret."""
    azure.data("DELETE", "/secrets/one")
    refused = azure.data("DELETE", "/deletedsecrets/one")
    assert (refused.status, code(refused)) == (409, "Conflict/ObjectIsBeingDeleted")
    assert refused.body["error"]["message"] == "Secret is currently being deleted."
    azure.pass_time(60)
    assert azure.data("DELETE", "/deletedsecrets/one").status == 204


def test_recovery_is_seen_late_and_brings_the_value_back(azure: LocalAzure) -> None:
    azure.data("DELETE", "/secrets/one")
    azure.pass_time(60)
    recovered = azure.data("POST", "/deletedsecrets/one/recover")
    assert recovered.status == 200
    assert "value" not in recovered.body
    assert azure.data("GET", "/secrets/one").status == 404
    assert put(azure) == "Conflict/ObjectIsBeingRecovered"
    azure.pass_time(60)
    assert azure.data("GET", "/secrets/one").body["value"] == "v"


def test_a_living_secret_cannot_be_recovered(azure: LocalAzure) -> None:
    reply = azure.data("POST", "/deletedsecrets/one/recover")
    assert (reply.status, code(reply)) == (400, "MethodNotAllowed/RequestNotAllowedOnNonDeletedObject")
    never_there = azure.data("POST", "/deletedsecrets/none/recover")
    assert (never_there.status, code(never_there)) == (404, "SecretNotFound")
    assert "A secret with (name/id) none was not found" in never_there.body["error"]["message"]


def test_a_disabled_one_is_listed_and_not_read(azure: LocalAzure) -> None:
    """The .NET client's recording Update_Toggles_Enabled_And_Preserves_Other_Fields."""
    azure.data("PATCH", "/secrets/one", {"attributes": {"enabled": False}})
    assert azure.data("DELETE", "/secrets/one").body["attributes"]["enabled"] is False
    assert azure.data("GET", "/deletedsecrets/one").status == 404
    azure.pass_time(60)
    refused = azure.data("GET", "/deletedsecrets/one")
    assert (refused.status, code(refused)) == (403, "Forbidden/SecretDisabled")
    assert refused.body["error"]["message"] == "Operation get is not allowed on a disabled secret."
    assert len(azure.data("GET", "/deletedsecrets").body["value"]) == 1
    assert azure.data("DELETE", "/deletedsecrets/one").status == 204


def test_after_a_purge_nothing_is_found_and_the_name_is_not_free_at_once(azure: LocalAzure) -> None:
    azure.data("DELETE", "/secrets/one")
    azure.pass_time(60)
    assert azure.data("DELETE", "/deletedsecrets/one").status == 204
    assert azure.data("GET", "/secrets/one").status == 404
    assert azure.data("GET", "/deletedsecrets/one").status == 404
    assert put(azure).startswith("Conflict/")
    azure.pass_time(60)
    assert azure.data("PUT", "/secrets/one", {"value": "w"}).status == 200


def test_purge_protection_refuses_a_purge_until_retention_ends() -> None:
    azure = LocalAzure()
    azure.vault(enablePurgeProtection=True, softDeleteRetentionInDays=7)
    made = azure.data("PUT", "/secrets/one", {"value": "v"}).body
    assert made["attributes"]["recoveryLevel"] == "CustomizedRecoverable"
    azure.data("DELETE", "/secrets/one")
    refused = azure.data("DELETE", "/deletedsecrets/one")
    assert (refused.status, code(refused)) == (403, "Forbidden")
    assert refused.body["error"]["message"].startswith('Operation "purge" is not allowed because purge protection is enabled')
    azure.pass_time(8 * 86400)
    assert azure.data("PUT", "/secrets/one", {"value": "v"}).status == 200
