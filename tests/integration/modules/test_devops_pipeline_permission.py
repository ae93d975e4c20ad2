# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lets pipelines use a resource."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

UNKNOWN = "(known after apply)"
PROJECT, NAME, FILE = "demo", "vault secrets", "azure-pipelines-1.yml"
CONNECTION = "azure-vault"


def permission(**options: Any) -> dict[str, Any]:
    """One pipeline's for the default queue, unless told otherwise."""
    wanted = {"project": PROJECT, "resource_type": "queue", "resource": "Default", "pipeline": NAME, **options}
    return step("devops_pipeline_permission", **{name: value for name, value in wanted.items() if value is not None})


@pytest.fixture
def numbers(ansible: Ansible, portal: Portal) -> dict[str, int]:
    """Two pipelines, by name; the connection and a variable group stand beside them."""
    play = ansible.play(
        [
            given("devops_project", name=PROJECT),
            given("devops_repository", project=PROJECT, files={FILE: "steps: []\n"}),
            given("devops_pipeline", project=PROJECT, name=NAME, yaml_path=FILE),
            given("devops_pipeline", project=PROJECT, name="another", yaml_path=FILE),
        ]
    )
    reference = [{"projectReference": {"id": play[0]["project"]["id"], "name": PROJECT}, "name": CONNECTION}]
    portal.devops(
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
                "parameters": {"tenantid": play[0]["project"]["id"], "serviceprincipalid": play[0]["project"]["id"]},
            },
            "serviceEndpointProjectReferences": reference,
        },
    )
    group = {"name": "group", "type": "Vsts", "variables": {"a": {"value": "b"}}}
    portal.devops("POST", f"/{PROJECT}/_apis/distributedtask/variablegroups", group, version="5.0-preview.1")
    return {made["pipeline"]["name"]: made["pipeline"]["id"] for made in play[2:]}


def granted(portal: Portal, kind: str, resource: str) -> dict[str, Any]:
    path = f"/{PROJECT}/_apis/pipelines/pipelinePermissions/{kind}/{resource}"
    found: dict[str, Any] = portal.devops("GET", path, version="7.1-preview.1")
    return {"all": "allPipelines" in found, "pipelines": [one["id"] for one in found["pipelines"]]}


def test_life(ansible: Ansible, portal: Portal, numbers: dict[str, int]) -> None:
    play = ansible.play(
        [
            permission(pipeline="another"),
            permission(check=True),
            permission(),
            permission(pipeline=str(numbers[NAME]), resource="default"),
            permission(check=True, state="absent"),
            permission(state="absent"),
            permission(state="absent"),
        ],
    )
    _other, planned, made, again, going, gone, gone_again = play

    assert (planned["action"], planned.changed, planned.writes) == ("create", True, [])
    path = f"/vaultpipe/{PROJECT}/_apis/pipelines/pipelinePermissions/queue/{made['pipeline_permission']['resource_id']}"
    assert [(request.method, request.path) for request in made.writes] == [("PATCH", path)]
    assert made["pipeline_permission"] == planned["pipeline_permission"]
    assert made["pipeline_permission"] == {
        "project": PROJECT,
        "resource_type": "queue",
        "resource": "Default",
        "resource_id": made["pipeline_permission"]["resource_id"],
        "pipeline": NAME,
        "pipeline_id": numbers[NAME],
        "all_pipelines": False,
    }
    assert (again["action"], again.changed, again.writes) == ("none", False, [])

    assert (going["action"], going["pipeline_permission"], going.writes) == ("delete", None, [])
    assert [request.method for request in gone.writes] == ["PATCH"]
    assert (gone_again["action"], gone_again.changed, gone_again.writes) == ("none", False, [])
    left = granted(portal, "queue", made["pipeline_permission"]["resource_id"])
    assert left == {"all": False, "pipelines": [numbers["another"]]}


def test_each_kind(ansible: Ansible, portal: Portal, numbers: dict[str, int]) -> None:
    kinds = {"endpoint": CONNECTION, "variablegroup": "group", "repository": PROJECT, "queue": "Default"}
    tasks = [permission(resource_type=kind, resource=resource) for kind, resource in kinds.items()]
    revoked = [permission(resource_type=kind, resource=resource, state="absent") for kind, resource in kinds.items()]
    play = ansible.play([*tasks, *tasks])
    for kind, made in zip(kinds, play[:4], strict=True):
        assert made.changed
        assert granted(portal, kind, made["pipeline_permission"]["resource_id"])["pipelines"] == [numbers[NAME]]
    for again in play[4:]:
        assert (again.changed, again.writes) == (False, [])
    for kind, gone in zip(kinds, ansible.play(revoked), strict=True):
        assert gone.changed
        assert granted(portal, kind, play[list(kinds).index(kind)]["pipeline_permission"]["resource_id"])["pipelines"] == []


def test_several_take_one_read_and_one_write(ansible: Ansible, portal: Portal, numbers: dict[str, int]) -> None:
    both = {"pipeline": None, "pipelines": [NAME, str(numbers["another"]), NAME.upper()]}
    play = ansible.play(
        [
            permission(),
            permission(check=True, **both),
            permission(**both),
            permission(check=True, **both),
            permission(**both),
            permission(check=True, **both, state="absent"),
            permission(**both, state="absent"),
            permission(**both, state="absent"),
            permission(**{**both, "pipelines": [NAME, "none"]}),
        ],
        execution="controller",
    )
    one, planned, made, again_planned, again, going, gone, gone_again, lacking = play
    shown = [{"name": name, "id": numbers[name]} for name in (NAME, "another", NAME)]

    assert (planned["action"], planned["pipeline_permission"], planned.writes) == ("update", made["pipeline_permission"], [])
    assert planned["diff"]["before"]["pipelines"] == [shown[0], shown[2]]
    assert [request.method for request in made.writes] == ["PATCH"]
    assert (made["pipeline_permission"]["pipelines"], made["pipeline_permission"]["pipeline"]) == (shown, None)
    for outcome in (again_planned, again):
        assert (outcome["action"], outcome.changed, outcome.writes) == ("none", False, [])
        assert outcome["pipeline_permission"] == made["pipeline_permission"]
    reads = [request.path.partition("/_apis/")[2].rpartition("/")[0] for request in again.requests]
    assert reads.count("build") == reads.count("pipelines/pipelinePermissions/queue") == 1

    assert (going["action"], going.changed, going.writes) == ("delete", True, [])
    assert [request.method for request in gone.writes] == ["PATCH"]
    assert (gone_again["action"], gone_again.changed, gone_again.writes) == ("none", False, [])
    assert lacking.failed
    assert "There is no pipeline none in the project demo. Create it first, or correct pipelines." in lacking.msg
    assert lacking.writes == []
    assert granted(portal, "queue", one["pipeline_permission"]["resource_id"]) == {"all": False, "pipelines": []}


def test_all_pipelines(ansible: Ansible, portal: Portal, numbers: dict[str, int]) -> None:
    everyone = {"pipeline": None, "all_pipelines": True}
    play = ansible.play(
        [
            permission(pipeline="another"),
            permission(check=True, **everyone),
            permission(**everyone),
            permission(**everyone),
            permission(),
            permission(state="absent"),
            permission(**everyone, state="absent"),
            permission(**everyone, state="absent"),
        ],
    )
    one, planned, opened, again, anyway, no_grant, closed, closed_again = play

    assert "warnings" not in one.result
    assert planned.writes == []
    for outcome in (planned, opened):
        assert outcome.changed
        assert "also any that comes later, may use the agent queue Default" in outcome["warnings"][0]
        assert (outcome["pipeline_permission"]["pipeline"], outcome["pipeline_permission"]["all_pipelines"]) == (None, True)
    assert (again.changed, again.writes) == (False, [])
    for outcome in (anyway, no_grant):
        assert (outcome.changed, outcome.writes) == (False, [])
        assert outcome["warnings"] == ["All pipelines of the project demo may use the agent queue Default."]
    assert anyway["pipeline_permission"]["all_pipelines"] is True
    assert closed.changed
    assert (closed_again.changed, closed_again.writes) == (False, [])
    left = granted(portal, "queue", opened["pipeline_permission"]["resource_id"])
    assert left == {"all": False, "pipelines": [numbers["another"]]}


def test_missing_things(ansible: Ansible) -> None:
    play = ansible.play(
        [
            permission(check=True, resource_type="endpoint", resource=CONNECTION),
            permission(resource_type="endpoint", resource=CONNECTION),
            permission(state="absent"),
            given("devops_project", name=PROJECT),
            permission(),
            permission(pipeline=None),
            permission(all_pipelines=True),
        ],
    )
    planned, no_connection, nothing_to_take, _project, no_pipeline, nobody, one_or_all = play

    assert (planned["action"], planned.writes) == ("create", [])
    assert planned["pipeline_permission"]["resource_id"] == planned["pipeline_permission"]["pipeline_id"] == UNKNOWN
    assert no_connection.failed
    assert f"There is no project {PROJECT} in" in no_connection.msg
    assert (nothing_to_take["action"], nothing_to_take.changed) == ("none", False)
    assert no_pipeline.failed
    assert f"There is no pipeline {NAME} in the project {PROJECT}." in no_pipeline.msg
    assert nobody.failed
    assert "pipeline" in nobody.msg
    assert one_or_all.failed
    assert "a permission is for one or for all" in one_or_all.msg
    for outcome in (no_connection, nothing_to_take, no_pipeline, nobody, one_or_all):
        assert outcome.writes == []


def test_it_is_sent_again_until_it_shows(ansible: Ansible, emulator: EmulatorProcess, numbers: dict[str, int]) -> None:
    """Eventually consistent: the reads of the first six seconds show nothing
    (docs/reference/azure_devops.md#permission-shows-later)."""
    nothing = {"resource": {"type": "queue", "id": "1"}, "pipelines": []}
    fault = {"method": "GET", "path": ".*/pipelinePermissions/.*"}
    emulator.fault(fault, {"status": 200, "body": nothing}, times=9)
    outcome = ansible.run(*with_options(permission()))
    assert outcome.changed
    assert [request.method for request in outcome.writes] == ["PATCH", "PATCH"]

    emulator.fault(fault, {"status": 200, "body": nothing}, times=1000)
    outcome = ansible.run(*with_options(permission(pipeline="another", timeout=1)))
    assert outcome.failed
    assert (
        outcome.msg
        == "Timed out after 1 s waiting for the permission of the pipeline another to use the agent queue Default to change."
    )


def with_options(task: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Module and options of a task."""
    return "devops_pipeline_permission", task["vaultpipe.azure.devops_pipeline_permission"]
