# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that come late or say "later": how long a request waits, and what is sent again."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

TIMEOUT = 2.0
LATE: dict[str, Any] = {"delay": 3 * TIMEOUT}
HURRY: dict[str, Any] = {"request_timeout": TIMEOUT, "retry_delay": 0.1}
VAULT: dict[str, Any] = {"name": "kv-late", "resource_group": GROUP, "location": LOCATION}
SECRET: dict[str, Any] = {"vault_name": "kv-late", "name": "MySecret", "secret_value": "hello"}
CONNECTION: dict[str, Any] = {
    "project": "shop",
    "name": "azure-shop",
    "managed_identity": "id-test",
    "identity_resource_group": GROUP,
}


def methods(outcome: Outcome, path: str) -> list[str]:
    return [request.method for request in outcome.requests if path in request.path]


def test_late_answers_count_as_none(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    """Reads and what is safe to repeat are sent again; what makes a new thing each time is looked for first."""
    for method, path in (
        ("GET", ".*/resourceGroups/rg-read"),
        ("PUT", ".*/resourceGroups/rg-write"),
        ("PUT", "/secrets/MySecret"),
        ("POST", ".*/serviceendpoint/endpoints"),
        ("GET", ".*/_apis/projects/shop"),
    ):
        emulator.fault({"method": method, "path": path}, LATE)
    emulator.fault({"method": "GET", "path": ".*/resourceGroups/rg-mute"}, LATE, times=2)
    play = ansible.play(
        [
            given_group(),
            given("keyvault", **VAULT),
            given("managed_identity", name="id-test", resource_group=GROUP, location=LOCATION),
            step("resource_group", name="rg-read", location=LOCATION, **HURRY),
            step("resource_group", name="rg-write", location=LOCATION, **HURRY),
            step("resource_group", name="rg-mute", location=LOCATION, **HURRY, request_retries=1),
            step("devops_project", name="shop", **HURRY),
            step("keyvault_secret", **SECRET, **HURRY),
            step("devops_service_connection", **CONNECTION, **HURRY),
        ],
        execution="controller",
    )
    read, written, mute, project, secret, connection = play[3:]
    for outcome in (read, written, project, secret, connection):
        assert (outcome.failed, outcome["action"]) == (False, "create"), outcome.msg
    assert methods(read, "rg-read") == ["GET", "GET", "PUT"]
    assert methods(written, "rg-write") == ["GET", "PUT", "PUT"]
    assert methods(project, "/projects/shop")[:2] == ["GET", "GET"]
    assert mute.failed
    assert "Could not read the resource group rg-mute" in mute.msg
    assert "no answer" in mute.msg
    assert "request_timeout" in mute.msg
    assert len(secret.writes) == len(connection.writes) == 1
    assert len(portal.vault("GET", "kv-late", "/secrets/MySecret/versions")["value"]) == 1
    assert len(portal.devops("GET", "/shop/_apis/serviceendpoint/endpoints")["value"]) == 1


def test_what_an_answer_says_of_itself_may_be_unreadable(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """A pause that is no time is none; a challenge that is none leaves the 401; what is no JSON is said to be none."""
    later = {"status": 429, "headers": {"Retry-After": "in a while"}}
    emulator.fault({"path": ".*/resourceGroups/rg-later"}, later)
    emulator.fault({"path": ".*/_apis/projects/shop"}, later)
    emulator.fault({"path": "/secrets/MySecret"}, {"status": 401, "headers": {"WWW-Authenticate": "Negotiate"}}, times=2)
    emulator.fault(
        {"path": ".*/resourceGroups/rg-page"}, {"status": 200, "body": "{", "headers": {"Content-Type": "application/json"}}
    )
    play = ansible.play(
        [
            given_group(),
            given("keyvault", **VAULT),
            step("resource_group", name="rg-later", location=LOCATION, retry_delay=0.1),
            step("devops_project", name="shop", retry_delay=0.1),
            step("keyvault_secret", **SECRET),
            step("resource_group", name="rg-page", location=LOCATION),
        ],
        execution="controller",
    )
    group, project, secret, page = play[2:]
    for outcome in (group, project):
        assert (outcome.failed, outcome["action"]) == (False, "create"), outcome.msg
        assert 429 in [request.status for request in outcome.requests]
    assert secret.failed
    assert "the service refused the token" in secret.msg
    assert page.failed
    assert "Could not read the resource group rg-page" in page.msg
    assert "The answer is not" in page.msg


def test_writes_to_azure_devops(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    """PUT and DELETE are sent again after a failure and a lost answer; POST and PATCH are not."""
    broken: dict[str, Any] = {"status": 500, "body": {"message": "m"}}
    for action in (broken, {"drop": "after"}):
        for method in ("PUT", "DELETE"):
            emulator.fault({"method": method, "path": ".*/serviceendpoint/endpoints/.*"}, action)
    for method, path in (("PATCH", ".*/_apis/projects/.*"), ("POST", ".*/git/repositories")):
        emulator.fault({"method": method, "path": path}, broken)
    play = ansible.play(
        [
            given_group(),
            given("managed_identity", name="id-test", resource_group=GROUP, location=LOCATION),
            given("devops_project", name="shop"),
            given("devops_service_connection", **CONNECTION),
            step("devops_service_connection", **CONNECTION, description="Another one.", **HURRY),
            step("devops_service_connection", project="shop", name="azure-shop", state="absent", **HURRY),
            step("devops_project", name="shop", description="Another one.", **HURRY),
            step("devops_repository", project="shop", name="other", **HURRY),
        ],
        execution="controller",
    )
    changed, deleted, project, repository = play[4:]
    for outcome, method in ((changed, "PUT"), (deleted, "DELETE")):
        assert not outcome.failed, outcome.msg
        assert [one.method for one in outcome.writes] == [method] * 3
    for outcome, method in ((project, "PATCH"), (repository, "POST")):
        assert outcome.failed
        assert "HTTP 500" in outcome.msg
        assert methods(outcome, "/_apis/").count(method) == 1
    assert portal.devops("GET", "/shop/_apis/serviceendpoint/endpoints")["value"] == []


def test_signing_in_waits_no_longer(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"host": "login[.].*", "path": ".*/token"}, LATE, times=2)
    environment = {"VAULTPIPE_REQUEST_TIMEOUT": TIMEOUT, "VAULTPIPE_REQUEST_RETRIES": 1, "VAULTPIPE_RETRY_DELAY": 0}
    tasks = [step("resource_group", name=GROUP, location=LOCATION)] * 2
    refused, signed_in = ansible.play(tasks, execution="controller", environment=environment)
    assert refused.failed
    assert "Could not sign in as application" in refused.msg
    assert "timed out" in refused.msg
    assert not signed_in.failed, signed_in.msg


def throttled(body: Any) -> dict[str, Any]:
    return {"status": 429, "body": body}


THROTTLES = {
    # Recorded (arm-errors), of services that are not emulated; test_strict_quotas.py has those of the others.
    "rg-retryable": throttled({"error": {"code": "RetryableError", "message": "A retryable error occurred.", "details": []}}),
    "rg-plain": throttled({"Code": "429", "Message": "Cannot acquire exclusive lock.", "Target": None}),
}


def test_throttled_requests_are_sent_again(ansible: Ansible, emulator: EmulatorProcess) -> None:
    for group, action in THROTTLES.items():
        emulator.fault({"method": "PUT", "path": f".*/resourceGroups/{group}"}, action)
    emulator.fault({"method": "PUT", "path": ".*/resourceGroups/rg-never"}, THROTTLES["rg-plain"], times=2)
    again = {"retry_delay": 0.1}
    *sent_again, never = ansible.play(
        [
            *(step("resource_group", name=name, location=LOCATION, **again) for name in THROTTLES),
            step("resource_group", name="rg-never", location=LOCATION, **again, request_retries=1),
        ],
        execution="controller",
    )
    for outcome in sent_again:
        assert not outcome.failed, outcome.msg
        assert 429 in [request.status for request in outcome.requests]
    assert never.failed
    assert "HTTP 429: 429: Cannot acquire exclusive lock. The service throttles" in never.msg
    assert len(never.requests) == 4


def test_settings_that_cannot_be(ansible: Ansible, emulator: EmulatorProcess) -> None:
    group = {"name": GROUP, "location": LOCATION}
    play = ansible.play(
        [
            step("resource_group", **group, request_timeout=0),
            step("resource_group", **group, request_retries=-1),
            step("resource_group", **group, retry_delay=-1),
            {**step("resource_group", **group), "environment": {"VAULTPIPE_REQUEST_RETRIES": "often"}},
        ],
        execution="controller",
    )
    assert [outcome.failed for outcome in play] == [True] * 4
    for outcome, told in zip(
        play,
        (
            "request_timeout is 0.0, but it must be a number of seconds above 0",
            "request_retries is -1, but it must be a whole number from 0",
            "retry_delay is -1.0, but it must be a number of seconds from 0",
            "VAULTPIPE_REQUEST_RETRIES is 'often', but it must be a whole number",
        ),
        strict=True,
    ):
        assert told in outcome.msg
    assert emulator.requests() == []
