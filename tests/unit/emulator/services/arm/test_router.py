# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that ARM refuses before a service sees them."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import ARM, VAULT, LocalAzure, code
from emulator.core.request import Request


def test_a_request_without_a_token_gets_a_challenge() -> None:
    azure = LocalAzure()
    reply = azure.cloud.ask(Request.to("GET", f"{ARM}/subscriptions?api-version=2022-12-01"))
    assert (reply.status, code(reply)) == (401, "AuthenticationFailed")
    assert azure.tenant in reply.headers["www-authenticate"]


@pytest.mark.parametrize("audience", [ARM, f"{ARM}/", "https://management.core.windows.net/"])
def test_both_management_audiences_are_accepted(audience: str) -> None:
    azure = LocalAzure()
    assert azure.ask("GET", f"{ARM}/subscriptions?api-version=2022-12-01", audience=audience).status == 200


def test_a_token_for_another_service_is_refused() -> None:
    azure = LocalAzure()
    reply = azure.ask("GET", f"{ARM}/subscriptions?api-version=2022-12-01", audience=VAULT)
    assert (reply.status, code(reply)) == (401, "InvalidAuthenticationTokenAudience")


def test_an_expired_token_is_refused() -> None:
    azure = LocalAzure()
    token = azure.cloud.directory.issue_token(azure.caller, ARM)[0]
    azure.pass_time(7200)
    call = Request.to("GET", f"{ARM}/tenants?api-version=2022-12-01", {"authorization": f"Bearer {token}"})
    assert code(azure.cloud.ask(call)) == "ExpiredAuthenticationToken"


def test_every_request_needs_an_api_version() -> None:
    azure = LocalAzure()
    assert code(azure.ask("GET", f"{ARM}/subscriptions")) == "MissingApiVersionParameter"


def test_another_subscription_is_not_found() -> None:
    azure = LocalAzure()
    url = f"{ARM}/subscriptions/{azure.tenant}/resourceGroups?api-version=2022-12-01"
    assert code(azure.ask("GET", url)) == "SubscriptionNotFound"


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_whether_there_is_a_subscription_comes_before_what_the_caller_may_do_with_it(method: str) -> None:
    """Azure PowerShell's recording CreateRAWhenIdNotExist."""
    azure = LocalAzure()
    assignments = f"/subscriptions/{azure.tenant}/providers/Microsoft.Authorization/roleAssignments/{azure.tenant}"
    refused = azure.ask(method, f"{ARM}{assignments}?api-version=2022-04-01", {"properties": {}})
    assert (refused.status, code(refused)) == (404, "SubscriptionNotFound")


def test_a_principal_without_a_role_sees_no_subscription_and_may_not_read_it() -> None:
    azure = LocalAzure()
    listed = azure.ask("GET", f"{ARM}/subscriptions?api-version=2022-12-01", who=azure.powerless)
    assert listed.body["value"] == []
    reply = azure.arm("GET", "", who=azure.powerless)
    assert (reply.status, code(reply)) == (403, "AuthorizationFailed")
    text = reply.body["error"]["message"]
    assert f"The client '{azure.powerless.client_id}' with object id '{azure.powerless.object_id}'" in text
    assert f"'Microsoft.Resources/subscriptions/read' over scope '{azure.subscription}'" in text


def test_reader_at_the_subscription_reads_everything_and_writes_nothing() -> None:
    azure = LocalAzure()
    group = azure.group()
    assert azure.assign("Reader", azure.powerless).status == 201
    assert azure.arm("GET", "", who=azure.powerless).status == 200
    assert azure.arm("GET", group, who=azure.powerless).status == 200
    reply = azure.arm("PUT", group, {"location": "westeurope"}, who=azure.powerless)
    assert "'Microsoft.Resources/subscriptions/resourceGroups/write'" in reply.body["error"]["message"]


def test_contributor_of_a_group_may_not_assign_roles_there() -> None:
    azure = LocalAzure()
    group = azure.group()
    azure.assign("Contributor", azure.powerless, group)
    assert azure.arm("PATCH", group, {"tags": {"a": "b"}}, who=azure.powerless).status == 200
    name = azure.cloud.runtime.ids.guid()
    path = f"{group}/providers/Microsoft.Authorization/roleAssignments/{name}"
    assert azure.arm("PUT", path, {"properties": {}}, who=azure.powerless).status == 403
    assert azure.arm("GET", "", who=azure.powerless).status == 403


def test_an_unregistered_provider_answers_409_until_it_is_registered() -> None:
    azure = LocalAzure()
    vaults = f"{azure.group()}/providers/Microsoft.KeyVault/vaults"
    left = azure.arm("POST", "/providers/Microsoft.KeyVault/unregister")
    assert left.body["registrationState"] == "NotRegistered"
    reply = azure.arm("PUT", f"{vaults}/kv-test", azure.vault_body())
    assert (reply.status, code(reply)) == (409, "MissingSubscriptionRegistration")
    assert reply.body["error"]["details"][0]["target"] == "Microsoft.KeyVault"
    assert azure.arm("POST", "/providers/Microsoft.KeyVault/register").body["registrationState"] == "Registered"
    assert azure.arm("PUT", f"{vaults}/kv-test", azure.vault_body()).status == 200


def test_what_is_not_emulated_is_501_and_says_so() -> None:
    azure = LocalAzure()
    reply = azure.arm("GET", "/providers/Microsoft.Compute/virtualMachines")
    assert reply.status == 501
    assert "Microsoft.Compute" in reply.body["error"]["message"]
