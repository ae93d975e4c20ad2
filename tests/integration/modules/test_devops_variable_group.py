# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variable groups linked to a vault, and pipelines that read secrets through them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, settled, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

MODULE = "devops_variable_group"
UNKNOWN = "(known after apply)"
GROUP: dict[str, Any] = {"project": "shop", "name": "secrets"}
LINK: dict[str, Any] = {"service_connection": "azure-shop", "vault_name": "kv-group-test", "secrets": ["Two", "One"]}
GUID = "11111111-1111-1111-1111-111111111111"
GROUPS = "/vaultpipe/_apis/distributedtask/variablegroups"
CANARY = "canary-in-a-group-4711"
YAML = """\
trigger: none
variables:
- group: secrets
pool:
  vmImage: ubuntu-latest
steps:
- script: 'test "$ONE" = "$EXPECTED" && echo the same: $ONE'
  env:
    ONE: $(MySecret)
    EXPECTED: canary-in-a-group-4711
"""


def sent(outcome: Outcome) -> list[str]:
    return [f"{request.method} {request.path}" for request in outcome.writes]


def given_connection() -> list[dict[str, Any]]:
    who = {"identity_client_id": GUID, "identity_tenant_id": GUID}
    return [given("devops_project", name="shop"), given("devops_service_connection", project="shop", name="azure-shop", **who)]


def test_life(ansible: Ansible, portal: Portal) -> None:
    whole = {**GROUP, **LINK}
    play = ansible.play(
        [
            step(MODULE, check=True, **whole),
            *given_connection(),
            step(MODULE, check=True, **whole),
            step(MODULE, **whole),
            step(MODULE, **{**whole, "name": "SECRETS", "secrets": ["One", "Two", "One"]}),
            step(MODULE, **GROUP),
            step(MODULE, check=True, state="absent", **GROUP),
            step(MODULE, state="absent", only_managed=True, **GROUP),
            step(MODULE, state="absent", **GROUP),
        ],
    )
    empty_cloud, _project, connection, planned, made, again, named, going, gone, gone_again = play
    assert (empty_cloud["action"], empty_cloud["variable_group"]["service_connection"]) == ("create", UNKNOWN)
    shown = {
        **GROUP,
        "description": "",
        "service_connection": connection["service_connection"]["id"],
        "vault_name": "kv-group-test",
        "secrets": ["One", "Two"],
    }
    assert (planned["action"], planned["variable_group"]) == ("create", {**shown, "id": UNKNOWN})
    assert sent(made) == [f"POST {GROUPS}"]
    assert made["variable_group"] == {**shown, "id": 1}
    for outcome in (again, named):
        assert (outcome.changed, outcome.writes, outcome["variable_group"]) == (False, [], made["variable_group"])
    assert (going.changed, going.writes) == (True, [])
    assert (gone.changed, gone["kept_because"], sent(gone)) == (True, [], [f"DELETE {GROUPS}/1"])
    assert (gone_again.changed, gone_again["variable_group"], gone_again.writes) == (False, None, [])
    assert portal.devops("GET", "/shop/_apis/distributedtask/variablegroups")["value"] == []


def test_each_option_alone(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    changes: list[dict[str, Any]] = [
        {"description": "For the shop"},
        {"vault_name": "kv-other-test"},
        {"secrets": ["One", "Three"]},
    ]
    steps = [
        task
        for change in changes
        for task in (step(MODULE, check=True, **GROUP, **change), *[step(MODULE, **GROUP, **change)] * 2)
    ]
    play = ansible.play([*given_connection(), given(MODULE, **GROUP, **LINK), *steps])[3:]
    for position in range(len(changes)):
        planned, changed, again = play[3 * position : 3 * position + 3]
        assert (planned["action"], planned.writes) == ("update", []), planned.msg
        assert sent(changed) == [f"PUT {GROUPS}/1"]
        assert changed["variable_group"] == planned["variable_group"]
        assert (again.changed, again.writes) == (False, [])
    (found,) = portal.devops("GET", "/shop/_apis/distributedtask/variablegroups")["value"]
    assert found["description"] == "For the shop\n\nMade by vaultpipe.azure."
    assert (found["type"], found["providerData"]["vault"]) == ("AzureKeyVault", "kv-other-test")
    assert {name: one["isSecret"] for name, one in found["variables"].items()} == {"One": True, "Three": True}
    (kept,) = emulator.state()["live"]["devops"]["projects"][0]["variable_groups"]
    assert kept["provider_data"] == found["providerData"]


def test_case_is_no_difference(ansible: Ansible) -> None:
    shouted = {"project": "SHOP", "name": "SECRETS", "vault_name": "KV-GROUP-TEST"}
    *_given, made, same, changed = ansible.play(
        [
            *given_connection(),
            step(MODULE, **GROUP, **{**LINK, "secrets": ["One", "Two", "ONE"]}),
            step(MODULE, **shouted, secrets=["one", "TWO"]),
            step(MODULE, **shouted, secrets=["one", "Three"]),
        ]
    )
    assert made["variable_group"]["secrets"] == ["One", "Two"]
    assert (same.changed, same.writes) == (False, [])
    assert sent(changed)[0].startswith("PUT ")
    group = changed["variable_group"]
    assert (group["name"], group["vault_name"], group["secrets"]) == ("secrets", "kv-group-test", ["One", "Three"])
    assert "warnings" not in changed.result


def test_refusals(ansible: Ansible, portal: Portal) -> None:
    ansible.play([given("devops_project", name="shop")])
    plain = {"name": "plain", "type": "Vsts", "variables": {"one": {"value": "1"}}}
    portal.devops("POST", "/shop/_apis/distributedtask/variablegroups", plain)
    play = ansible.play(
        [
            step(MODULE, secrets=[], **GROUP),
            step(MODULE, vault_name="kv-group-test", **GROUP),
            step(MODULE, **{**GROUP, **LINK, "name": "plain"}),
            step(MODULE, **GROUP, **LINK),
            step(MODULE, **{**GROUP, **LINK, "project": "none"}),
            step(MODULE, **{**GROUP, **LINK, "vault_name": " "}),
            step(MODULE, **{**GROUP, **LINK, "secrets": ["One", "*"]}),
        ],
    )
    empty, incomplete, other, connection, project, blank, no_name = play
    assert no_name.msg.startswith("secrets is '*', but a secret's name has")
    assert no_name.requests == []
    assert blank.msg.startswith("vault_name is ' ', but")
    assert blank.requests == []
    assert empty.msg.startswith("secrets is empty, but a variable group has at least one variable.")
    assert empty.requests == []
    assert "A new variable group needs service_connection, secrets." in incomplete.msg
    assert "plain in shop is a variable group with values of its own. Choose another name" in other.msg
    assert "There is no service connection azure-shop in shop. Create it first" in connection.msg
    assert "There is no project none in" in project.msg
    assert [outcome.writes for outcome in play] == [[]] * 7


def test_a_lost_answer_makes_no_second_group(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play(given_connection())
    emulator.fault({"method": "POST", "path": f"{GROUPS}$"}, {"drop": "after"})
    made = ansible.run(MODULE, {**GROUP, **LINK})
    assert made.changed
    assert len(portal.devops("GET", "/shop/_apis/distributedtask/variablegroups")["value"]) == 1


def test_a_pipeline_reads_secrets_through_the_group(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal, tmp_path: Path
) -> None:
    """On top of the tutorial's own set-up: its connection, identity and vault."""
    chosen = {"vaultpipe_artifact_dir": str(tmp_path / "artifact"), "vaultpipe_secret_value": CANARY, "vaultpipe_proof": "digest"}
    made = ansible.playbook("vaultpipe.azure.setup", extra_vars=chosen)
    assert made.returncode == 0, made.output
    project = {"project": "vaultpipe-demo"}
    link = {"service_connection": "azure-vaultpipe-demo", "vault_name": "kv-vaultpipe-demo", "secrets": ["MySecret"]}
    code = {"name": "pipelines-dotnet-core", "branch": "main", "files": {"group.yml": YAML}}
    allowed = {**project, "resource_type": "variablegroup", "resource": "secrets", "pipeline": "by-group"}
    run = {**project, "pipeline": "by-group", "timeout": 60}
    play = ansible.play(
        [
            step(MODULE, name="secrets", **project, **link),
            given("devops_repository", **project, **code),
            given("devops_pipeline", name="by-group", repository=code["name"], yaml_path="group.yml", **project),
            step("devops_pipeline_run", **run),
            step("devops_pipeline_permission", **allowed),
            step("devops_pipeline_permission", **allowed),
            step("devops_pipeline_run", **{**run, "run": "always"}),
            given("kv_access_policy", vault_name="kv-vaultpipe-demo", managed_identity="id-vaultpipe-demo",
                  identity_resource_group="rg-vaultpipe-demo", state="absent"),
            settled(),
            step("devops_pipeline_run", **{**run, "run": "always"}),
        ]
    )  # fmt: skip
    _group, _code, _pipeline, held, granted, again, ran, _policy, _settled, refused = play
    assert held.failed
    assert "vaultpipe.azure.devops_pipeline_permission" in held.msg
    assert (granted.changed, again.changed, again.writes) == (True, False, [])
    assert (ran.failed, ran["pipeline_run"]["result"]) == (False, "succeeded"), ran.msg
    assert refused.failed
    assert "does not have secrets list permission" in refused.msg or "does not have secrets get permission" in refused.msg
    logs = f"/vaultpipe-demo/_apis/build/builds/{ran['pipeline_run']['id']}/logs"
    # The first log is the run's YAML, which has the value as the test wrote it down.
    said = [one["id"] for one in portal.devops("GET", logs)["value"] if one["id"] != 1]
    lines = json.dumps([portal.devops("GET", f"{logs}/{one}") for one in said])
    assert "Download secrets: secrets" in lines
    assert "the same: ***" in lines
    assert CANARY not in lines + play.output
