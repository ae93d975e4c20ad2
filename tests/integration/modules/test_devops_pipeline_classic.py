# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Classic pipelines, from creation to removal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.pipeline.devops_pipeline import DevOpsPipeline
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import step
from ansible_collections.vaultpipe.azure.tests.support.modules.classic_pipelines import (
    CONNECTION,
    NAME,
    PROJECT,
    READ,
    SAY,
    given_code,
    pipeline,
)

UNKNOWN = "(known after apply)"
DEFINITIONS = f"/{PROJECT}/_apis/build/definitions"
VAULT_TASK = "1e244d32-2dd4-4165-96fb-b7441ca9331e"


def given_connection(portal: Portal, project_id: str) -> str:
    """The id of a service connection to nothing in particular."""
    made = portal.devops(
        "POST",
        "/_apis/serviceendpoint/endpoints",
        {
            "name": CONNECTION,
            "type": "azurerm",
            "url": "https://management.azure.com/",
            "data": {
                "subscriptionId": portal.subscription.rpartition("/")[2],
                "subscriptionName": "Any",
                "environment": "AzureCloud",
                "scopeLevel": "Subscription",
                "creationMode": "Manual",
            },
            "authorization": {
                "scheme": "WorkloadIdentityFederation",
                "parameters": {"tenantid": project_id, "serviceprincipalid": project_id},
            },
            "serviceEndpointProjectReferences": [
                {"projectReference": {"id": project_id, "name": PROJECT}, "name": CONNECTION},
            ],
        },
    )
    return str(made["id"])


def sent(outcome: Outcome) -> list[str]:
    return [f"{request.method} {request.path.lower().removeprefix('/vaultpipe')}" for request in outcome.writes]


def definition(portal: Portal, number: int) -> dict[str, Any]:
    found: dict[str, Any] = portal.devops("GET", f"{DEFINITIONS}/{number}")
    return found


def test_life(ansible: Ansible, portal: Portal) -> None:
    steps = [READ, SAY]
    (empty_cloud,) = ansible.play([pipeline(check=True, steps=steps)])
    project = ansible.play(given_code())[0]
    connection = given_connection(portal, project["project"]["id"])
    by_id = {"azureSubscription": connection, "keyvaultname": "kv-classic", "runAsPreJob": "False"}
    otherwise = [{"task": f"{VAULT_TASK}@2", "inputs": by_id}, {"task": "cmdline", "display_name": "Say"}]
    planned, made, again, written_otherwise, by_name, going, gone, gone_again = ansible.play(
        [
            pipeline(check=True, steps=steps),
            pipeline(steps=steps),
            pipeline(steps=steps),
            pipeline(steps=otherwise, vm_image="Ubuntu-Latest"),
            pipeline(vm_image=None),
            pipeline(check=True, state="absent"),
            pipeline(state="absent"),
            pipeline(state="absent"),
        ],
    )
    assert (empty_cloud["action"], empty_cloud.writes) == ("create", [])
    assert empty_cloud["pipeline"]["steps"][0]["inputs"]["ConnectedServiceName"] == UNKNOWN

    reached = {
        "type": "classic",
        "yaml_path": None,
        "vm_image": "ubuntu-latest",
        "steps": [
            {
                "task": "AzureKeyVault@2",
                "display_name": "Azure Key Vault",
                "inputs": {
                    "ConnectedServiceName": connection,
                    "KeyVaultName": "kv-classic",
                    "SecretsFilter": "*",
                    "RunAsPreJob": "false",
                },
                "env": {},
                "enabled": True,
                "condition": "succeeded()",
            },
            {
                "task": "CmdLine@2",
                "display_name": "Say",
                "inputs": {"script": "echo one", "workingDirectory": "", "failOnStderr": "false"},
                "env": {},
                "enabled": True,
                "condition": "succeeded()",
            },
        ],
    }
    assert (planned["action"], planned.writes) == ("create", [])
    assert {name: planned["pipeline"][name] for name in reached} == reached
    assert sent(made) == [f"POST {DEFINITIONS}"]
    assert {name: made["pipeline"][name] for name in reached} == reached
    assert made["pipeline"]["branch"] == "main"
    for outcome in (again, written_otherwise, by_name):
        assert (outcome["action"], outcome.changed, outcome.writes) == ("none", False, [])
        assert outcome["pipeline"] == made["pipeline"]
    assert (going["action"], going["pipeline"], going.writes) == ("delete", None, [])
    assert sent(gone) == [f"DELETE {DEFINITIONS}/{made['pipeline']['id']}"]
    assert (gone_again["action"], gone_again.writes) == ("none", [])


def test_what_the_service_is_told(ansible: Ansible, portal: Portal) -> None:
    project = ansible.play(given_code())[0]
    connection = given_connection(portal, project["project"]["id"])
    made = ansible.play([pipeline(steps=[READ])])[0]
    found = definition(portal, made["pipeline"]["id"])
    assert found["process"]["target"] == {"agentSpecification": {"identifier": "ubuntu-latest"}}
    (phase,) = found["process"]["phases"]
    assert (phase["refName"], phase["target"]["type"]) == ("Job_1", 1)
    assert phase["steps"][0]["task"] == {"id": VAULT_TASK, "versionSpec": "2.*", "definitionType": "task"}
    assert phase["steps"][0]["inputs"]["ConnectedServiceName"] == connection
    assert "triggers" not in found


def test_each_option_alone(ansible: Ansible) -> None:
    louder = {**SAY, "inputs": {"script": "echo two"}}
    changes: list[dict[str, Any]] = [
        {"vm_image": "ubuntu-24.04"},
        {"queue": "Default"},
        {"steps": [louder]},
        {"steps": [{**louder, "enabled": False}]},
        {"steps": [{**louder, "condition": "always()"}]},
        {"steps": [{**louder, "env": {"NAME": "$(Build.BuildId)"}}]},
        {"steps": [{**louder, "display_name": "Shout"}]},
        {
            "steps": [
                {"task": "CopyFiles@2", "inputs": {"Contents": "a", "TargetFolder": "b"}},
                {**louder, "display_name": "Shout"},
            ]
        },
        {"steps": [{**louder, "display_name": "Shout"}]},
    ]
    outcomes = ansible.play(
        [
            *given_code(),
            pipeline(steps=[SAY]),
            *(
                task
                for change in changes
                for task in (
                    pipeline(check=True, **{"vm_image": None, **change}),
                    *[pipeline(**{"vm_image": None, **change})] * 2,
                )
            ),
        ],
    )
    number = outcomes[2]["pipeline"]["id"]
    for position in range(len(changes)):
        planned, changed, again = outcomes[3 + 3 * position : 6 + 3 * position]
        assert (planned["action"], planned.writes) == ("update", []), planned.msg
        assert sent(changed) == [f"PUT {DEFINITIONS}/{number}"]
        assert changed["pipeline"] == {**planned["pipeline"], "revision": position + 2}
        assert (again.changed, again.writes, again["pipeline"]) == (False, [], changed["pipeline"])
    last = outcomes[-1]["pipeline"]["steps"]
    assert [(one["display_name"], one["enabled"], one["condition"]) for one in last] == [("Shout", False, "always()")]
    assert [one["env"] for one in last] == [{"NAME": "$(Build.BuildId)"}]


def test_what_the_options_do_not_name_stays(ansible: Ansible, portal: Portal) -> None:
    number = ansible.play([*given_code(), pipeline(steps=[SAY, {"task": "CopyFiles", "inputs": {"TargetFolder": "x"}}])])[2]
    number = number["pipeline"]["id"]
    body = definition(portal, number)
    body["variables"] = {"plain": {"value": "one"}, "hidden": {"value": "s3cret-of-the-pipeline", "isSecret": True}}
    body["triggers"] = [{"triggerType": 2, "branchFilters": ["+refs/heads/x"], "settingsSourceType": 1}]
    body |= {"tags": ["mine"], "description": "Mine.", "buildNumberFormat": "$(Rev:r)"}
    body["process"]["target"]["agentSpecification"]["more"] = "mine"
    jobs = body["process"]["phases"]
    jobs[0] |= {"name": "Mine", "jobTimeoutInMinutes": 7}
    jobs[0]["steps"][0] |= {"timeoutInMinutes": 3, "environment": {"A": "b"}}
    jobs[0]["steps"][0]["inputs"]["workingDirectory"] = "here"
    server = {"name": "Server", "refName": "Job_7", "target": {"type": 2}, "steps": []}
    body["process"]["phases"] = [server, *jobs, {**jobs[0], "name": "Another", "refName": "Job_9"}]
    before = portal.devops("PUT", f"{DEFINITIONS}/{number}", body)

    wanted = [{"task": "CopyFiles", "enabled": False}, {**SAY, "inputs": {"script": "echo two"}}]
    changed, again = ansible.play([pipeline(steps=wanted)] * 2)
    assert sent(changed) == [f"PUT {DEFINITIONS}/{number}"]
    assert (again.changed, again.writes) == (False, [])
    after = definition(portal, number)
    say, copy = before["process"]["phases"][1]["steps"]
    say["inputs"]["script"] = "echo two"
    copy["enabled"] = False
    before["process"]["phases"][1]["steps"] = [copy, say]
    moving = ("revision", "url", "createdDate", "_links")
    assert {key: value for key, value in after.items() if key not in moving} == {
        key: value for key, value in before.items() if key not in moving
    }
    assert after["variables"]["hidden"] == {"value": None, "isSecret": True}


def test_what_info_says_can_be_given_back(ansible: Ansible) -> None:
    info = step("devops_pipeline_info", project=PROJECT)
    *_code, made, found = ansible.play([*given_code(), pipeline(steps=[SAY, {"task": "CopyFiles"}]), info])
    assert found["pipelines"] == [made["pipeline"]]
    again = ansible.run("devops_pipeline", fed_back(DevOpsPipeline, found["pipelines"][0]))
    assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_a_run_of_older_steps_does_not_count(ansible: Ansible, tmp_path: Path) -> None:
    def steps(word: str) -> list[dict[str, Any]]:
        publish = {"task": "PublishBuildArtifacts@1", "inputs": {"PathtoPublish": "out.txt", "ArtifactName": "drop"}}
        return [{"task": "CmdLine@2", "inputs": {"script": f"echo {word} > out.txt"}}, publish]

    run = step("devops_pipeline_run", project=PROJECT, pipeline=NAME, artifact="drop", artifact_dir=str(tmp_path), timeout=60)
    _project, _code, _made, first, again, _changed, second, at_last = ansible.play(
        [*given_code(), pipeline(steps=steps("one")), run, run, pipeline(steps=steps("two")), run, run]
    )
    for outcome, action in ((first, "run"), (again, "none"), (second, "run"), (at_last, "none")):
        assert outcome["action"] == action, outcome.msg
    assert (tmp_path / "drop/out.txt").read_text() == "two\n"
