# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several secrets by one task: each as by a task of its own, some at a time, and the result tells what was done to each."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.executions import EXECUTIONS

VAULT = "kv-several"
WHERE: dict[str, Any] = {"vault_name": VAULT}
NAMES = [f"Secret{number}" for number in range(20)]
VALUES = {name: f"canary-of-{name}" for name in NAMES}
CANARY = "canary-of-"


@pytest.fixture
def vault(ansible: Ansible) -> None:
    ansible.play([given_group(), given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION)])


def several(*, check: Any = False, **options: Any) -> dict[str, Any]:
    return step("keyvault_secret", check=check, **WHERE, **options)


def sent(outcome: Outcome, method: str) -> list[str]:
    """Paths of the vault's requests by that method, without those that ask for whom it trusts."""
    return [one.path.rstrip("/") for one in outcome.requests if one.method == method and one.status != 401]


def actions(outcome: Outcome) -> dict[str, str]:
    return {one["name"]: one["action"] for one in outcome["keyvault_secrets"]}


def fates(outcome: Outcome) -> dict[str, str]:
    """The action of each, or that it failed or was not begun."""
    kinds = ("failed", "skipped")
    return {
        one["name"]: next((kind for kind in kinds if one.get(kind)), one.get("action")) for one in outcome["keyvault_secrets"]
    }


@pytest.mark.usefixtures("vault")
def test_life(ansible: Ansible) -> None:
    play = ansible.play(
        [
            several(check=True, secrets=VALUES),
            several(secrets=VALUES),
            several(secrets=VALUES),
            several(check=True, secrets={**VALUES, "Secret3": "canary-of-another"}),
            several(secrets={**VALUES, "Secret3": "canary-of-another"}),
            several(check=True, secrets=dict.fromkeys(NAMES), state="absent"),
            several(secrets=dict.fromkeys(NAMES), state="absent"),
            several(secrets=dict.fromkeys(NAMES), state="absent"),
        ],
        diff=True,
    )
    assert [outcome.msg for outcome in play if outcome.failed] == []
    planned, made, again, changing, changed, going, gone, gone_again = play
    assert [outcome.changed for outcome in play] == [True, True, False, True, True, True, True, False]

    assert actions(planned) == actions(made) == dict.fromkeys(NAMES, "create")
    assert [planned.writes, again.writes, changing.writes, going.writes, gone_again.writes] == [[]] * 5
    assert sorted(sent(made, "PUT")) == sorted(f"/secrets/{name}" for name in NAMES)
    for plan, one in zip(planned["keyvault_secrets"], made["keyvault_secrets"], strict=True):
        state = one["keyvault_secret"]
        assert plan["keyvault_secret"] == {**state, "id": "(known after apply)", "version": "(known after apply)"}
        assert state["id"].endswith(f"/secrets/{one['name']}/{state['version']}")
    assert set(made["diff"]["after"]) == set(NAMES)
    assert made["diff"]["after"]["Secret0"]["secret_value"] == "(hidden)"

    assert actions(again) == dict.fromkeys(NAMES, "none")
    assert [one["keyvault_secret"] for one in again["keyvault_secrets"]] == [
        one["keyvault_secret"] for one in made["keyvault_secrets"]
    ]
    assert sorted(sent(again, "GET")) == sorted(f"/secrets/{name}" for name in NAMES), "one read for each"
    assert 1 < len({request.connection for request in again.requests if request.host.startswith(VAULT)}) <= 16
    assert again["diff"] == {"before": {}, "after": {}}

    assert actions(changing) == actions(changed) == {**dict.fromkeys(NAMES, "none"), "Secret3": "update"}
    assert sent(changed, "PUT") == ["/secrets/Secret3"]
    assert list(changed["diff"]["after"]) == ["Secret3"]
    assert changed["diff"]["after"]["Secret3"]["secret_value"] == "(hidden, another value)"

    assert actions(going) == actions(gone) == dict.fromkeys(NAMES, "delete")
    assert sorted(sent(gone, "DELETE")) == sorted(f"/secrets/{name}" for name in NAMES)
    assert CANARY not in play.output + str([outcome.result for outcome in play])


@pytest.mark.usefixtures("vault")
def test_each_has_attributes_of_its_own_or_those_of_the_task(ansible: Ansible) -> None:
    common = {"content_type": "text/plain", "tags": {"team": "one"}, "expires": "2031-01-01"}
    own = {"content_type": "text/x-key", "secret_tags": {"team": "two"}}
    listed = [
        {"name": "One", "secret_value": "a"},
        {"secret_name": "Two", "value": "b", "content_type": own["content_type"], "tags": own["secret_tags"], "expires": None},
    ]
    made, again, aged = ansible.play(
        [
            several(secrets=listed, **common),
            several(secrets=listed, **common),
            several(secrets=[{"name": "One", "expires": None}]),
        ]
    )
    one, two = (entry["keyvault_secret"] for entry in made["keyvault_secrets"])
    assert (one["content_type"], one["tags"]["team"], one["expires"]) == ("text/plain", "one", "2031-01-01T00:00:00Z")
    assert (two["content_type"], two["tags"]["team"], two["expires"]) == ("text/x-key", "two", None)
    assert not again.changed
    assert aged["keyvault_secrets"][0]["keyvault_secret"]["expires"] is None, "null takes it away"


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize("on_failure", ["stop", "continue"])
@pytest.mark.parametrize("execution", EXECUTIONS)
def test_a_failure_names_the_secret_and_tells_what_was_set(
    ansible: Ansible, emulator: EmulatorProcess, on_failure: str, execution: Execution
) -> None:
    refusal = {"error": {"code": "BadParameter", "message": f"No. {VALUES['Secret4']} {VALUES['Secret5']}"}}
    emulator.fault({"method": "PUT", "path": "/secrets/Secret4"}, {"status": 400, "body": refusal}, times=1)
    emulator.fault({"method": "PUT", "path": "/secrets/Secret([0-35-9]|1[0-9])"}, {"delay": 1.0}, times=20)
    refused, again, same = ansible.play(
        [several(secrets=VALUES, on_failure=on_failure), several(secrets=VALUES), several(secrets=VALUES)], execution=execution
    )
    assert refused.failed
    assert "Could not write the secret Secret4 of https://kv-several.vault.azure.net/" in refused.msg
    assert (refused["status"], refused["error_code"]) == (400, "BadParameter")
    fate = fates(refused)
    assert [name for name in NAMES if fate[name] == "failed"] == ["Secret4"]
    written = {name for name in NAMES if fate[name] == "create"}
    assert {path.removeprefix("/secrets/") for path in sent(refused, "PUT")} == {*written, "Secret4"}
    assert refused.changed == bool(written)
    if on_failure == "continue":
        assert len(written) == 19
        assert "1 failed, 19 changed." in refused.msg
    else:
        assert [fate[name] for name in NAMES].count("skipped") == 19 - len(written)
        assert fate["Secret19"] == "skipped"
        assert f"{19 - len(written)} not begun" in refused.msg
    assert CANARY not in str(refused.result)
    assert {name for name, action in actions(again).items() if action == "create"} == {*NAMES} - written
    assert (again.failed, same.changed) == (False, False)


@pytest.mark.usefixtures("vault")
@pytest.mark.parametrize(("way", "action"), [("disable", "update"), ("delete", "delete")])
def test_exclusive_takes_what_is_ours_and_not_listed(ansible: Ansible, emulator: EmulatorProcess, way: str, action: str) -> None:
    portal = Portal(emulator.environment)
    prepared = [given("keyvault_secret", **WHERE, secrets={"Old": "canary-of-old", "Kept": "canary-of-kept"})]
    assert [outcome.msg for outcome in ansible.play(prepared) if outcome.failed] == []
    portal.vault("PUT", VAULT, "/secrets/Theirs", {"value": "theirs"})
    emulator.settle()
    kept = {"kept": "canary-of-kept"}
    play = ansible.play(
        [
            several(check=True, secrets=kept, exclusive=way),
            several(secrets=kept, exclusive=way, content_type="text/plain"),
            several(secrets=kept, exclusive=way),
        ]
    )
    assert [outcome.msg for outcome in play if outcome.failed] == []
    planned, done, again = play
    assert actions(planned) == {"kept": "none", "Old": action}
    assert planned.writes == []
    assert actions(done) == {"kept": "update", "Old": action}
    assert sorted(one.method for one in done.effects) == sorted(["PATCH", "PATCH" if way == "disable" else "DELETE"])
    assert (again.changed, again.writes) == (False, [])
    names = {
        one["id"].rpartition("/")[2]: one["attributes"]["enabled"] for one in portal.vault("GET", VAULT, "/secrets")["value"]
    }
    assert names == {"Kept": True, "Theirs": True, **({"Old": False} if way == "disable" else {})}


@pytest.mark.usefixtures("vault")
def test_exclusive_waits_for_the_listed(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([given("keyvault_secret", **WHERE, secrets={"Old": "canary-of-old"})])
    emulator.fault({"method": "PUT", "path": "/secrets/New"}, {"status": 400, "body": {"error": {"code": "X", "message": "No."}}})
    (refused,) = ansible.play([several(secrets={"New": "canary-of-new"}, exclusive="delete")])
    assert fates(refused) == {"New": "failed", "Old": "skipped"}
    assert refused.effects == []


SURE = {"secrets": {"One": "a"}}
REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"secrets": {"One": 7, "Two": "canary-of-two"}}, "One: secret_value is a number, not a text"),
    ({"secrets": {"One": ["canary-of-one"]}}, "One: secret_value is a list, not a text"),
    ({"secrets": [{"name": "One", "value": {"a": "canary-of-one"}}]}, "One: secret_value is a dictionary, not a text"),
    ({"secrets": {"One": "a", "my_secret": "canary-of-one"}}, "my_secret: name is 'my_secret', but a secret's name has 1 to 127"),
    ({"secrets": [{"name": "One", "value": "canary-of-one"}, {"name": "one"}]}, "secrets has the name one twice"),
    ({"secrets": [{"name": "One", "value": "canary-of-one", "expires": "never"}]}, "One: expires is 'never', which is not a"),
    ({"secrets": [{"name": "One", "valeu": "canary-of-one"}]}, "module: secrets.valeu. Supported parameters include"),
    ({"secrets": [{"value": "canary-of-one"}]}, "missing required arguments: name found in secrets"),
    ({"secrets": ["canary-of-one=canary-of-two"]}, "secrets has an element that is a text, but each has to be a dictionary"),
    ({"secrets": "canary-of-one=canary-of-two"}, "secrets is a text, but it has to be a mapping of names to values"),
    ({"secrets": [None]}, "secrets has an element that is null"),
    ({"secrets": [{"name": "One", "tags": {"a": 7}}]}, "One: tags has 7 for a, which YAML takes for a number"),
    ({"secrets": {"One": "(known after apply)"}}, "which stands for a value that only check mode does not know"),
    ({**SURE, "name": "Two"}, "parameters are mutually exclusive: name|secrets"),
    ({**SURE, "secret_value": "canary-of-one"}, "parameters are mutually exclusive: secret_value|secrets"),
    ({}, "one of the following is required: name, secrets"),
    ({"secrets": None}, "one of the following is required: name, secrets"),
    ({"name": "One", "exclusive": "delete"}, "missing parameter(s) required by 'exclusive': secrets"),
    ({**SURE, "exclusive": "delete", "state": "absent"}, "exclusive is for secrets that are to be there, but state is absent"),
    ({"secrets": {}, "exclusive": "delete"}, "secrets is empty, and with exclusive: delete every secret with our mark would go"),
]


@pytest.mark.parametrize("execution", EXECUTIONS)
def test_refusals_without_a_request(ansible: Ansible, execution: Execution) -> None:
    ansible.environment["ANSIBLE_VERBOSITY"] = "3"
    play = ansible.play([several(**options) for options, _words in REFUSED], execution=execution)
    for outcome, (_options, words) in zip(play, REFUSED, strict=True):
        assert outcome.failed, words
        assert words in outcome.msg
        assert outcome.requests == []
    assert CANARY not in play.output + str([outcome.result for outcome in play])


def test_a_vault_that_is_not_there(ansible: Ansible) -> None:
    """Planned for in check mode, where the task before it has not made the vault; else an error that names it."""
    planned, absent, refused = ansible.play(
        [several(check=True, **SURE, exclusive="delete"), several(**SURE, state="absent"), several(**SURE)]
    )
    assert (actions(planned), planned.writes) == ({"One": "create"}, [])
    assert not absent.changed
    assert "There is no key vault kv-several in the subscription" in refused.msg
    assert fates(refused) == {"One": "failed"}


@pytest.mark.usefixtures("vault")
def test_a_warning_names_the_secret(ansible: Ansible) -> None:
    off = [{"name": "One", "value": "canary-of-one", "enabled": False}]
    _made, again = ansible.play([several(secrets=off), several(secrets=off)])
    assert again["warnings"] == ["Secret One: The disabled secret One does not reveal its value, which is left as it is."]


def test_none_is_nothing_to_do(ansible: Ansible) -> None:
    outcome = ansible.play([several(secrets=[])])[0]
    assert (outcome.failed, outcome.changed, outcome["keyvault_secrets"]) == (False, False, [])
