# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets: a version only for another value, the recycle bin, and that the value shows nowhere."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.secrets import (
    FIRST,
    SECOND,
    UNKNOWN,
    VAULT,
    WHERE,
    methods,
    versions,
)

TAGS: dict[str, Any] = {"vaultpipe": "managed"}


@pytest.fixture
def vault(ansible: Ansible) -> None:
    """A vault whose secrets the caller may manage."""
    ansible.play([given_group(), given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION)])


@pytest.mark.usefixtures("vault")
def test_life(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            step("keyvault_secret", check=True, **WHERE, secret_value=FIRST),
            step("keyvault_secret", **WHERE, secret_value=FIRST),
            step("keyvault_secret", **WHERE, secret_value=FIRST),
            step("keyvault_secret", check=True, **WHERE, secret_value=SECOND),
            step("keyvault_secret", **WHERE, value=SECOND),
            step("keyvault_secret", vault_uri="https://KV-secrets.vault.azure.net", name="MySecret", secret_value=SECOND),
            step("keyvault_secret", check=True, **WHERE, state="absent"),
            step("keyvault_secret", **WHERE, state="absent"),
            step("keyvault_secret", **WHERE, state="absent"),
            step("keyvault_secret", check=True, **WHERE, state="absent", purge=True),
            step("keyvault_secret", **WHERE, state="absent", purge=True),
            step("keyvault_secret", **WHERE, state="absent", purge=True),
        ],
    )
    assert [outcome.msg for outcome in play if outcome.failed] == []
    planned, made, again, changing, changed, by_uri, going, gone, gone_again, purging, purged, purged_again = play

    new = {"name": "MySecret", "content_type": None, "tags": TAGS, "enabled": True, "not_before": None, "expires": None}
    assert (planned["action"], planned.writes) == ("create", [])
    assert planned["keyvault_secret"] == {
        "id": UNKNOWN, "version": UNKNOWN, "vault_uri": "https://kv-secrets.vault.azure.net/", **new,
    }  # fmt: skip

    secret = made["keyvault_secret"]
    assert methods(made) == ["PUT"]
    assert {**planned["keyvault_secret"], "id": secret["id"], "version": secret["version"]} == secret
    assert secret["id"] == f"https://kv-secrets.vault.azure.net/secrets/MySecret/{secret['version']}"
    assert made["diff"]["after"]["secret_value"] == "(hidden)"

    assert (again["action"], again.changed, again.writes) == ("none", False, [])
    assert again["keyvault_secret"] == secret

    assert (changing["action"], changing.writes) == ("update", [])
    assert changing["keyvault_secret"]["version"] == UNKNOWN
    assert methods(changed) == ["PUT"]
    assert changed["keyvault_secret"]["version"] != secret["version"]
    assert changed["diff"]["before"]["secret_value"] == "(hidden)"
    assert changed["diff"]["after"]["secret_value"] == "(hidden, another value)"
    assert (by_uri.changed, by_uri.writes) == (False, [])

    assert (going["action"], going.writes) == ("delete", [])
    assert methods(gone) == ["DELETE"]
    assert (gone_again.changed, gone_again.writes) == (False, [])
    assert (purging["action"], purging.writes) == ("delete", [])
    assert [request.path for request in purged.writes] == ["/deletedsecrets/MySecret"]
    assert (purged_again.changed, purged_again.writes) == (False, [])
    assert versions(emulator) == 0
    assert emulator.state()["recycle_bin"]["vaults"]["secrets"] == []


CHANGES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"content_type": "text/plain"}, {"content_type": "text/plain"}),
    ({"tags": {"team": "one"}}, {"tags": {**TAGS, "team": "one"}}),
    ({"tags": {"other": "2"}, "append_tags": False}, {"tags": {**TAGS, "other": "2"}}),
    ({"not_before": "2027-01-31T13:00:00+01:00"}, {"not_before": "2027-01-31T12:00:00Z"}),
    ({"expires": "2028-02-29"}, {"expires": "2028-02-29T00:00:00Z"}),
    ({"enabled": False}, {"enabled": False}),
    ({"enabled": True}, {"enabled": True}),
]


@pytest.mark.usefixtures("vault")
def test_attributes_change_in_place(ansible: Ansible, emulator: EmulatorProcess) -> None:
    steps = [
        task
        for change, _shown in CHANGES
        for task in (step("keyvault_secret", check=True, **WHERE, **change), step("keyvault_secret", **WHERE, **change))
    ]
    everything = {name: value for change, _shown in CHANGES for name, value in change.items()}
    first, again = given("keyvault_secret", **WHERE, secret_value=FIRST), step("keyvault_secret", **WHERE, **everything)
    play = ansible.play([first, *steps, again])
    assert [outcome.msg for outcome in play if outcome.failed] == []
    state = play[0]["keyvault_secret"]
    for (_change, shown), planned, changed in zip(CHANGES, play[1:-1:2], play[2:-1:2], strict=True):
        state = {**state, **shown}
        assert (planned["action"], planned.writes) == ("update", [])
        assert methods(changed) == ["PATCH"]
        assert changed["keyvault_secret"] == planned["keyvault_secret"] == state
    assert (play[-1].changed, play[-1].writes) == (False, [])
    assert versions(emulator) == 1


@pytest.mark.usefixtures("vault")
def test_only_attributes_that_differ_are_written(ansible: Ansible, emulator: EmulatorProcess) -> None:
    made = ansible.run("keyvault_secret", {**WHERE, "secret_value": FIRST, "expires": "2031-01-01"})["keyvault_secret"]
    without_expiry = {"id": made["id"], "value": FIRST, "attributes": {"enabled": True, "created": 1, "updated": 1}}
    emulator.fault({"method": "GET", "path": "/secrets/MySecret"}, {"status": 200, "body": without_expiry})
    typed = ansible.run("keyvault_secret", {**WHERE, "content_type": "text/plain"})["keyvault_secret"]
    assert (typed["content_type"], typed["expires"]) == ("text/plain", made["expires"])


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("attributes", [None, {}, {"enabled": "yes"}, {"enabled": True, "exp": "soon"}])
def test_an_answer_without_true_attributes_is_an_error(ansible: Ansible, emulator: EmulatorProcess, attributes: Any) -> None:
    body = {"id": f"https://{VAULT}.vault.azure.net/secrets/MySecret/1", "value": FIRST, "attributes": attributes}
    emulator.fault({"path": "/secrets/MySecret"}, {"status": 200, "body": body})
    outcome = ansible.run("keyvault_secret", {**WHERE, "secret_value": FIRST})
    assert "The answer is not" in outcome.msg
    assert outcome.writes == []


@pytest.mark.usefixtures("vault")
def test_a_new_version_keeps_the_attributes(ansible: Ansible, portal: Portal) -> None:
    """The service carries none of them over (docs/reference/key_vault.md#attributes-are-a-versions)."""
    attributes = {"content_type": "text/plain", "tags": {"team": "one"}, "expires": "2028-02-29T00:00:00Z"}
    made, changed = ansible.play(
        [
            step("keyvault_secret", **WHERE, secret_value=FIRST, **attributes),
            step("keyvault_secret", **WHERE, secret_value=SECOND),
        ]
    )
    kept = ("content_type", "tags", "enabled", "not_before", "expires")
    assert [changed["keyvault_secret"][name] for name in kept] == [made["keyvault_secret"][name] for name in kept]
    stored = portal.vault("GET", VAULT, "/secrets/MySecret")
    assert (stored["value"], stored["contentType"], stored["tags"]) == (SECOND, "text/plain", {**TAGS, "team": "one"})


VALUES = ["", "two\nlines\n", " spaces and \"quotes\" and 'more' $HOME ", "ключ-秘密-🔑", "x" * 25 * 1024]


@pytest.mark.usefixtures("vault")
def test_values_arrive_as_they_are(ansible: Ansible, portal: Portal, execution: Execution) -> None:
    steps = [
        step("keyvault_secret", vault_name=VAULT, name=f"value-{number}", secret_value=f"{{{{ values[{number}] }}}}")
        for number in range(len(VALUES))
    ]
    play = ansible.play([*steps, *steps], execution=execution, extra_vars={"values": VALUES})
    assert [(outcome.failed, outcome.changed) for outcome in play] == [(False, True)] * 5 + [(False, False)] * 5
    stored = [portal.vault("GET", VAULT, f"/secrets/value-{number}")["value"] for number in range(len(VALUES))]
    assert stored == VALUES


@pytest.mark.usefixtures("vault")
def test_after_a_lost_answer_the_vault_is_asked_first(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"method": "PUT", "path": "/secrets/MySecret", "nth": 1}, {"drop": "after"})
    made, again = ansible.play([step("keyvault_secret", **WHERE, secret_value=FIRST)] * 2)
    assert not made.failed, made.msg
    assert made.changed
    assert methods(made) == ["PUT"]
    assert versions(emulator) == 1
    assert not again.changed


@pytest.mark.usefixtures("vault")
def test_a_write_that_got_no_answer_and_had_no_effect(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"method": "PUT", "path": "/secrets/MySecret"}, {"drop": "before"})
    outcome = ansible.run("keyvault_secret", {**WHERE, "secret_value": FIRST})
    assert outcome.failed
    assert "Could not write the secret MySecret" in outcome.msg
    assert "no answer" in outcome.msg
    assert versions(emulator) == 0


REMEDIES = {
    "AccessDenied": "vaultpipe.azure.kv_access_policy",
    "ForbiddenByRbac": "Key Vault Secrets Officer",
    "ForbiddenByFirewall": "allow it in network_acls",
    "ForbiddenByConnection": "set public_network_access",
}


@pytest.mark.usefixtures("vault")
def test_a_refusal_is_never_taken_for_absence(ansible: Ansible, emulator: EmulatorProcess) -> None:
    for inner in REMEDIES:
        body = {"error": {"code": "Forbidden", "message": "No.", "innererror": {"code": inner}}}
        emulator.fault({"method": "GET", "path": f"/secrets/{inner}.*"}, {"status": 403, "body": body}, times=9)
    asked = [(inner, check) for inner in REMEDIES for check in (True, False)]
    steps = [step("keyvault_secret", check=check, vault_name=VAULT, name=inner, secret_value=FIRST) for inner, check in asked]
    for outcome, (inner, _check) in zip(ansible.play(steps), asked, strict=True):
        assert outcome.failed
        assert (outcome["status"], outcome["error_code"]) == (403, inner)
        assert REMEDIES[inner] in outcome.msg
        assert outcome.writes == []


def test_a_missing_vault(ansible: Ansible) -> None:
    play = ansible.play(
        [
            step("keyvault_secret", check=True, **WHERE, secret_value=FIRST),
            step("keyvault_secret", **WHERE, state="absent"),
            step("keyvault_secret", **WHERE, secret_value=FIRST),
        ],
    )
    planned, absent, refused = play
    assert (planned["action"], planned.changed, planned.writes) == ("create", True, [])
    assert (absent.changed, absent.writes) == (False, [])
    assert refused.failed
    assert "There is no key vault kv-secrets in the subscription" in refused.msg
    assert "Create it first (vaultpipe.azure.keyvault)" in refused.msg


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({**WHERE, "secret_value": "x" * (25 * 1024 + 1)}, "secret_value has 25601 bytes, but a secret holds at most 25600"),
    ({**WHERE, "secret_value": "ü" * 12801}, "secret_value has 25602 bytes"),
    ({**WHERE, "name": "my_secret", "secret_value": FIRST}, "name is 'my_secret', but a secret's name has 1 to 127 letters"),
    ({**WHERE, "expires": "tomorrow"}, "expires is 'tomorrow', which is not a valid time. Write it as 2027-01-31T12:00:00Z"),
    ({"name": "x", "vault_uri": "https://x.managedhsm.azure.net/"}, "Managed HSMs hold keys only, no secrets"),
    (
        {"name": "x", "vault_uri": "https://example.com/"},
        "vault_uri is 'https://example.com/', which is not a valid vault address",
    ),
    ({"name": "x"}, "one of the following is required: vault_name, vault_uri"),
    ({**WHERE, "secret_value": UNKNOWN}, "stands for a value that only check mode does not know"),
]


def test_refusals_without_a_request(ansible: Ansible) -> None:
    play = ansible.play([step("keyvault_secret", **options) for options, _words in REFUSED])
    for outcome, (_options, words) in zip(play, REFUSED, strict=True):
        assert outcome.failed
        assert words in outcome.msg
        assert outcome.requests == []


@pytest.mark.usefixtures("vault")
def test_a_new_secret_needs_a_value(ansible: Ansible) -> None:
    outcome = ansible.run("keyvault_secret", WHERE)
    assert outcome.failed
    assert "secret_value is not given. Set it." in outcome.msg


@pytest.mark.usefixtures("vault")
def test_a_deleted_secret_without_a_value(ansible: Ansible) -> None:
    made, gone = given("keyvault_secret", **WHERE, secret_value=FIRST), given("keyvault_secret", **WHERE, state="absent")
    play = ansible.play([made, gone, step("keyvault_secret", check=True, **WHERE), step("keyvault_secret", **WHERE)])
    for outcome in play[2:]:
        assert outcome.failed
        assert "is in the recycle bin (soft-deleted), and secret_value is not given." in outcome.msg
        assert "on_deleted: recover" in outcome.msg
        assert "az keyvault secret recover --vault-name kv-secrets --name MySecret." in outcome.msg
        assert outcome.writes == []


@pytest.mark.usefixtures("vault")
def test_the_value_shows_nowhere(ansible: Ansible, emulator: EmulatorProcess, execution: Execution, tmp_path: Path) -> None:
    """Not in -vvvv output, not in a diff, not in an error, not in the results, not in the emulator's records."""
    canaries = ["canary-one-5f3a", "canary-two-9c1b"]
    options = {**WHERE, "secret_value": "{{ lookup('ansible.builtin.env', item) }}"}
    task = {"vaultpipe.azure.keyvault_secret": options, "loop": ["CANARY_ONE", "CANARY_TWO"], "ignore_errors": True}
    errors = {
        "vaultpipe.azure.keyvault_secret": {**options, "name": "bad_name"},
        **{k: task[k] for k in ("loop", "ignore_errors")},
    }
    refused = {**task, "vaultpipe.azure.keyvault_secret": {**options, "name": "refused"}}
    path = tmp_path / "canary.json"
    path.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [task, task, errors, refused]}]))
    body = {"error": {"code": "BadParameter", "message": "A refusal."}}
    emulator.fault({"method": "PUT", "path": "/secrets/refused"}, {"status": 400, "body": body}, times=9)
    environment = {"ANSIBLE_VERBOSITY": "4", "CANARY_ONE": canaries[0], "CANARY_TWO": canaries[1]}
    play = ansible.playbook(str(path), execution=execution, diff=True, environment=environment)
    assert versions(emulator) == 4, "each of the two values twice, in turn"
    said = play.output + json.dumps([outcome.result for outcome in play])
    said += json.dumps([emulator.state(), [str(request) for request in emulator.requests()]])
    assert "(hidden, another value)" in play.output
    assert "A refusal." in play.output
    for canary in canaries:
        assert canary not in said
