# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists the pipelines that may use a resource."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.pipeline.devops_pipeline_permission import (
    DevOpsPipelinePermission,
)
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

INFO, FILE = "devops_pipeline_permission_info", "ci.yml"
DEMO = {"project": "demo"}
QUEUE = {**DEMO, "resource_type": "queue", "resource": "Default"}
FORBIDDEN = {"status": 403, "body": {"typeKey": "AccessDeniedException", "message": "You may not."}}


@pytest.fixture
def numbers(ansible: Ansible, portal: Portal) -> dict[str, int]:
    """Two pipelines, by name."""
    play = ansible.play(
        [
            given("devops_project", name="demo"),
            given("devops_repository", **DEMO, files={FILE: "steps: []\n"}),
            given("devops_pipeline", **DEMO, name="one", yaml_path=FILE),
            given("devops_pipeline", **DEMO, name="two", yaml_path=FILE),
        ]
    )
    group = {"name": "group", "type": "Vsts", "variables": {"a": {"value": "b"}}}
    portal.devops("POST", "/demo/_apis/distributedtask/variablegroups", group, version="5.0-preview.1")
    return {made["pipeline"]["name"]: made["pipeline"]["id"] for made in play[2:]}


def test_what_is_found_and_fed_back(ansible: Ansible, numbers: dict[str, int]) -> None:
    nothing, one, two = ansible.play(
        [step(INFO, **QUEUE), *(given("devops_pipeline_permission", **QUEUE, pipeline=name) for name in numbers)]
    )
    first, second = one["pipeline_permission"], two["pipeline_permission"]
    both, checked, by_name, missing = found = ansible.play(
        [
            step(INFO, **QUEUE),
            step(INFO, check=True, **QUEUE),
            step(INFO, check=True, **QUEUE, pipeline="TWO"),
            step(INFO, **QUEUE, pipeline="none"),
        ]
    )
    assert [outcome.msg for outcome in found if outcome.failed] == []
    assert [(outcome.changed, outcome.writes) for outcome in found] == [(False, [])] * 4
    assert both["pipeline_permissions"] == checked["pipeline_permissions"] == [first, second]
    assert by_name["pipeline_permissions"] == [second]
    assert nothing["pipeline_permissions"] == missing["pipeline_permissions"] == []
    assert first["pipeline_id"] == numbers["one"]

    _opened, opened = ansible.play([given("devops_pipeline_permission", **QUEUE, all_pipelines=True), step(INFO, **QUEUE)])
    everyone = {**first, "pipeline": None, "pipeline_id": None, "all_pipelines": True}
    assert opened["pipeline_permissions"] == [everyone, first, second]
    fed = [fed_back(DevOpsPipelinePermission, one) for one in opened["pipeline_permissions"]]
    for again in ansible.play([step("devops_pipeline_permission", **options) for options in fed]):
        assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


@pytest.mark.parametrize(("kind", "resource"), [("variablegroup", "group"), ("repository", "demo")])
def test_other_resources(ansible: Ansible, numbers: dict[str, int], kind: str, resource: str) -> None:
    which = {**DEMO, "resource_type": kind, "resource": resource}
    made, found = ansible.play([given("devops_pipeline_permission", **which, pipeline="one"), step(INFO, **which)])
    assert found["pipeline_permissions"] == [made["pipeline_permission"]]


def test_what_cannot_be_told_is_an_error(ansible: Ansible, numbers: dict[str, int], emulator: EmulatorProcess) -> None:
    no_project, no_resource, no_repository, misnamed = ansible.play(
        [
            step(INFO, **{**QUEUE, "project": "none"}),
            step(INFO, **{**QUEUE, "resource": "none"}),
            step(INFO, **{**QUEUE, "resource_type": "repository", "resource": "none"}),
            step(INFO, **{**QUEUE, "resource": " "}),
        ]
    )
    emulator.fault({"method": "GET", "path": ".*/pipelinePermissions/.*"}, FORBIDDEN)
    (forbidden,) = ansible.play([step(INFO, **QUEUE)])
    assert "There is no project none in" in no_project.msg
    assert "There is no agent queue none in the project demo. Create it first, or correct resource." in no_resource.msg
    assert "There is no repository none in the project demo." in no_repository.msg
    assert misnamed.requests == []
    assert forbidden["status"] == 403
    for outcome in (no_project, no_resource, no_repository, misnamed, forbidden):
        assert outcome.failed
        assert "pipeline_permissions" not in outcome.result
