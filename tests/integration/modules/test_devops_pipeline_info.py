# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists the pipelines of a project."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.pipeline.devops_pipeline import DevOpsPipeline
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

PROJECT, FILE = "demo", "azure-pipelines.yml"
INFO = "devops_pipeline_info"
LISTS = {"method": "GET", "path": ".*/_apis/build/definitions"}


def given_pipelines() -> list[dict[str, Any]]:
    pipeline = {"project": PROJECT, "yaml_path": FILE}
    return [
        given("devops_project", name=PROJECT),
        given("devops_repository", project=PROJECT, files={FILE: "steps:\n- script: echo hello\n"}),
        given("devops_pipeline", **pipeline, name="shop"),
        given("devops_pipeline", **pipeline, name="shop", folder="a/b"),
        given("devops_pipeline", **pipeline, name="web", folder="a"),
    ]


def test_what_is_found_and_fed_back(ansible: Ansible) -> None:
    play = ansible.play(
        [
            step(INFO, project=PROJECT),
            *given_pipelines(),
            step(INFO, project=PROJECT),
            step(INFO, check=True, project=PROJECT, name="SHOP"),
            step(INFO, project=PROJECT, folder="A"),
            step(INFO, project=PROJECT, folder=""),
            step(INFO, project=PROJECT, pipeline="shop", folder="\\a\\b"),
            step(INFO, project=PROJECT, name="none"),
        ],
    )
    no_project = play[0]
    assert [outcome.msg for outcome in play if outcome.failed] == [no_project.msg]
    assert f"There is no project {PROJECT} in" in no_project.msg
    everything, by_name, by_folder, in_none, by_both, nothing = play[6:]
    outer, inner, web = (outcome["pipeline"] for outcome in play[3:6])
    for outcome, found in (
        (everything, [outer, inner, web]),
        (by_name, [outer, inner]),
        (by_folder, [web]),
        (in_none, [outer]),
        (by_both, [inner]),
        (nothing, []),
    ):
        assert outcome["pipelines"] == found
        assert (outcome.changed, outcome.writes) == (False, [])
        assert len([request for request in outcome.requests if "/definitions" in request.path]) == 1

    fed = [fed_back(DevOpsPipeline, pipeline) for pipeline in everything["pipelines"]]
    assert set(outer) - set(fed[0]) == {"url", "web_url", "revision", "repository_id", "secret_variable_names"}
    for again in ansible.play([step("devops_pipeline", **options) for options in fed]):
        assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_all_pages_are_read(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play(given_pipelines())
    first, *others = portal.devops("GET", f"/{PROJECT}/_apis/build/definitions?includeAllProperties=true")["value"]
    page = {"status": 200, "headers": {"X-MS-ContinuationToken": "next"}, "body": {"count": 1, "value": [first]}}
    emulator.fault(LISTS, page)
    emulator.fault(LISTS, {"status": 200, "body": {"count": len(others), "value": others}})
    outcome = ansible.run(INFO, {"project": PROJECT})
    assert [pipeline["id"] for pipeline in outcome["pipelines"]] == [one["id"] for one in (first, *others)]


def test_what_cannot_be_told_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    message = "TF400813: The user is not authorized to access this resource."
    emulator.fault(LISTS, {"status": 403, "body": {"message": message, "typeKey": "UnauthorizedRequestException"}})
    forbidden, unnamed = ansible.play([step(INFO, project=PROJECT), step(INFO, project=" ")])
    assert (forbidden.failed, forbidden["status"]) == (True, 403)
    assert "pipelines" not in forbidden.result
    assert unnamed.failed
    assert "project is empty" in unnamed.msg
    assert unnamed.requests == []
