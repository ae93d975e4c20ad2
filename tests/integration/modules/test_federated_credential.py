# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Federated credentials of a managed identity."""

from __future__ import annotations

import json
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

UNKNOWN = "(known after apply)"
ISSUER = "https://login.microsoftonline.com/11111111-1111-1111-1111-111111111111/v2.0"
SUBJECT = "/eid1/c/pub/t/abc/a/def/sc/organization/connection"
OWNER: dict[str, Any] = {"managed_identity": "id-test", "resource_group": GROUP}
CREDENTIAL: dict[str, Any] = {"name": "devops", **OWNER}
TRUST: dict[str, Any] = {"issuer": ISSUER, "subject": SUBJECT}
AUDIENCE = "api://AzureADTokenExchange"
NOT_IN_DIRECTORY = "MS Graph resource not found during Federated Identity Credential creation."
CONCURRENT = {
    "status": 409,
    "body": {
        "error": {
            "code": "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity",
            "message": "Too many Federated Identity Credentials are written concurrently.",
        }
    },
}


def given_identity() -> list[dict[str, Any]]:
    return [given_group(), given("managed_identity", name="id-test", resource_group=GROUP, location=LOCATION)]


def credentials(emulator: EmulatorProcess) -> list[dict[str, Any]]:
    (identity,) = emulator.state()["live"]["resources"]["identities"]
    found: list[dict[str, Any]] = identity["federated_credentials"]
    return found


def test_life(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            *given_identity(),
            step("federated_credential", check=True, **CREDENTIAL, **TRUST),
            step("federated_credential", **CREDENTIAL, **TRUST),
            step("federated_credential", **CREDENTIAL, **TRUST),
            step("federated_credential", check=True, **CREDENTIAL, issuer=ISSUER, subject=SUBJECT.upper()),
            step("federated_credential", **CREDENTIAL, issuer=ISSUER, subject=SUBJECT.upper()),
            step("federated_credential", **CREDENTIAL, issuer=ISSUER + "/", subject=SUBJECT.upper()),
            step("federated_credential", **CREDENTIAL, issuer=ISSUER + "/", subject=SUBJECT.upper(), audience="api://other"),
            step("federated_credential", check=True, **CREDENTIAL, state="absent"),
            step("federated_credential", **CREDENTIAL, state="absent"),
            step("federated_credential", **CREDENTIAL, state="absent"),
        ],
    )
    planned, made, again, changing, subject, issuer, audience, going, gone, gone_again = play[2:]

    wanted = {**CREDENTIAL, **TRUST, "audience": AUDIENCE}
    assert (planned["action"], planned.writes) == ("create", [])
    assert planned["federated_credential"] == {"id": UNKNOWN, **wanted}

    credential = made["federated_credential"]
    assert [request.method for request in made.effects] == ["PUT"]
    assert credential == {"id": credential["id"], **wanted}

    assert (again["action"], again.changed, again.writes) == ("none", False, [])
    assert again["federated_credential"] == credential

    assert (changing["action"], changing.writes) == ("update", [])
    assert [request.method for request in subject.writes] == ["PUT"]
    assert subject["diff"]["before"]["subject"] == SUBJECT
    assert subject["federated_credential"] == {**credential, "subject": SUBJECT.upper()}
    assert issuer["federated_credential"]["issuer"] == ISSUER + "/"
    assert audience["federated_credential"]["audience"] == "api://other"

    assert (going["action"], going.writes) == ("delete", [])
    assert [request.method for request in gone.writes] == ["DELETE"]
    assert (gone_again.changed, gone_again.writes) == (False, [])
    assert credentials(emulator) == []


def test_check_mode_on_an_empty_cloud(ansible: Ansible) -> None:
    unknown = {"issuer": UNKNOWN, "subject": UNKNOWN}
    play = ansible.play(
        [
            step("federated_credential", check=True, **CREDENTIAL, **unknown),
            step("federated_credential", **CREDENTIAL, **unknown),
            step("federated_credential", **CREDENTIAL, **TRUST),
        ],
    )
    planned, refused, no_identity = play
    assert planned["federated_credential"] == {"id": UNKNOWN, **CREDENTIAL, **unknown, "audience": AUDIENCE}
    assert (planned.changed, planned.writes) == (True, [])
    assert refused.failed
    assert "only check mode" in refused.msg
    assert refused.requests == []
    assert no_identity.failed
    assert no_identity["status"] == 404


def test_refusals_without_a_request(ansible: Ansible) -> None:
    bad = {
        "name is '-x'": {**CREDENTIAL, **TRUST, "name": "-x"},
        "managed_identity is 'x'": {**CREDENTIAL, **TRUST, "managed_identity": "x"},
        "subject has 601 characters": {**CREDENTIAL, "issuer": ISSUER, "subject": "s" * 601},
        "issuer begins with https://": {**CREDENTIAL, "issuer": "login.example", "subject": SUBJECT},
        "wildcards match nothing": {**CREDENTIAL, "issuer": ISSUER, "subject": "repo:*"},
        "state is present but all of the following are missing: issuer, subject": CREDENTIAL,
    }
    play = ansible.play([step("federated_credential", **options) for options in bad.values()])
    for outcome, words in zip(play, bad, strict=True):
        assert outcome.failed
        assert words in outcome.msg
        assert outcome.requests == []


def test_same_issuer_and_subject_under_another_name(ansible: Ansible, emulator: EmulatorProcess) -> None:
    other = {"name": "second", **OWNER}
    play = ansible.play(
        [
            *given_identity(),
            given("federated_credential", **CREDENTIAL, **TRUST),
            step("federated_credential", check=True, **other, **TRUST),
            step("federated_credential", **other, **TRUST),
            step("federated_credential", **other, issuer=ISSUER, subject=SUBJECT.upper()),
            step("federated_credential", **other, **TRUST),
        ]
    )
    planned, refused, other_case, renamed = play[3:]
    for outcome in (planned, refused, renamed):
        assert outcome.failed
        assert "credential devops of the managed identity id-test already has" in outcome.msg
        assert "Use name: devops" in outcome.msg
        assert outcome.writes == []
    assert other_case.changed
    assert [one["name"] for one in credentials(emulator)] == ["devops", "second"]


def test_an_identity_has_room_for_twenty(ansible: Ansible, emulator: EmulatorProcess) -> None:
    loop = {**given("federated_credential", name="fic-{{ item }}", **OWNER, issuer=ISSUER, subject="s-{{ item }}")}
    play = ansible.play(
        [
            *given_identity(),
            {**loop, "loop": list(range(20))},
            step("federated_credential", check=True, **CREDENTIAL, **TRUST),
            step("federated_credential", name="fic-3", **OWNER, issuer=ISSUER, subject="changed"),
        ]
    )
    assert len(credentials(emulator)) == 20
    assert play[3].failed
    assert "has 20 federated credentials" in play[3].msg
    assert play[4].changed


def test_a_concurrent_write_is_tried_again(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"method": "PUT", "path": ".*/federatedIdentityCredentials/.*"}, CONCURRENT, times=2)
    ansible.play(given_identity())
    emulator.settle()
    (written,) = ansible.play([step("federated_credential", **CREDENTIAL, **TRUST)])
    assert written.changed
    assert [request.status for request in written.writes] == [409, 409, 201]


def test_a_fresh_identity_is_waited_for(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """ARM's regions and the directory learn of an identity one after another; one that is not there ends the wait at once."""
    write = {"method": "PUT", "path": ".*/federatedIdentityCredentials/.*"}
    for code, message in (("ParentResourceNotFound", "The parent resource could not be found."), ("NotFound", NOT_IN_DIRECTORY)):
        emulator.fault(write, {"status": 404, "body": {"error": {"code": code, "message": message}}})
    missing = {**CREDENTIAL, "managed_identity": "id-none"}
    ansible.play(given_identity())
    emulator.settle()
    late, never = ansible.play([step("federated_credential", **options, **TRUST) for options in (CREDENTIAL, missing)])
    assert late.changed
    assert [request.status for request in late.writes] == [404, 404, 201]
    assert (never["error_code"], len(never.writes)) == ("ParentResourceNotFound", 1)


def test_another_conflict_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    body = {"error": {"code": "ScopeLocked", "message": "A lock."}}
    emulator.fault({"method": "PUT", "path": ".*/federatedIdentityCredentials/.*"}, {"status": 409, "body": body})
    play = ansible.play([*given_identity(), step("federated_credential", **CREDENTIAL, **TRUST)])
    assert play[2].failed
    assert (play[2]["error_code"], len(play[2].writes)) == ("ScopeLocked", 1)


def test_workers_of_one_run_take_turns(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """Each write takes the service a while; without the lock some of them would be refused."""
    hosts = [f"host{number}" for number in range(5)]
    options = {"name": "fic-{{ inventory_hostname }}", **OWNER, "issuer": ISSUER, "subject": "s-{{ inventory_hostname }}"}
    add_hosts = {"ansible.builtin.add_host": {"name": "{{ item }}", "groups": ["five"]}, "loop": hosts}
    plays = [
        {"hosts": "localhost", "gather_facts": False, "tasks": [add_hosts]},
        {
            "hosts": "five",
            "connection": "local",
            "gather_facts": False,
            "tasks": [{"vaultpipe.azure.federated_credential": options}],
        },
    ]
    ansible.play(given_identity())
    emulator.settle()
    path = ansible.folder / "turns.json"
    path.write_text(json.dumps(plays))
    ended = ansible.playbook(str(path))
    assert ended.returncode == 0, ended.output
    assert {one["name"] for one in credentials(emulator)} == {f"fic-{host}" for host in hosts}
    written = [request for request in emulator.writes() if "/federatedIdentityCredentials/" in request.path]
    assert [request.status for request in written] == [201] * len(hosts)
