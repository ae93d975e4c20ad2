# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters, tags and pull requests that a run is of, and runs that partially succeed."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step

MODULE = "devops_pipeline_run"
PROJECT = "shop"
RUN: dict[str, Any] = {"project": PROJECT, "pipeline": "ci", "timeout": 60}
QUEUE = ("POST", f"/vaultpipe/{PROJECT}/_apis/build/builds")
YAML = """
trigger: none
parameters:
- name: stage
  type: string
  default: test
  values: [test, production]
- name: loud
  type: boolean
  default: false
- name: times
  type: number
  default: 1
pool: {vmImage: ubuntu-latest}
steps:
- script: echo "stage=${{ parameters.stage }} loud=${{ parameters.loud }} times=${{ parameters.times }}"
"""
PARTIAL = """
trigger: none
pool: {vmImage: ubuntu-latest}
steps:
- script: exit 1
  displayName: Try
  continueOnError: true
"""
NO_DEFAULT = YAML.replace("  default: test\n  values: [test, production]\n", "")


def given_pipeline(yaml: str) -> list[dict[str, Any]]:
    files = {"azure-pipelines.yml": f"{{% raw %}}{yaml}{{% endraw %}}"}
    repository = {"project": PROJECT, "name": PROJECT, "branch": "main", "files": files}
    return [
        given("devops_project", name=PROJECT),
        given("devops_repository", **repository),
        given("devops_pipeline", project=PROJECT, name="ci", repository=PROJECT, yaml_path="azure-pipelines.yml"),
    ]


def sent(outcome: Outcome) -> list[tuple[str, str]]:
    return [(request.method, request.path) for request in outcome.writes]


def log_of(portal: Portal, run: dict[str, Any]) -> str:
    where = f"/{PROJECT}/_apis/build/builds/{run['id']}/logs"
    numbers = [log["id"] for log in portal.devops("GET", where)["value"]]
    return "\n".join(line for number in numbers[1:] for line in portal.devops("GET", f"{where}/{number}")["value"])


def test_parameters(ansible: Ansible, portal: Portal) -> None:
    production = step(MODULE, **RUN, parameters={"stage": "production", "loud": True, "times": 3})
    play = ansible.play(
        [
            *given_pipeline(YAML),
            {**production, "check_mode": True},
            production,
            production,
            {**production, "check_mode": True},
            step(MODULE, **RUN),
            step(MODULE, **RUN, parameters={"stage": "test"}),
            step(MODULE, **RUN, parameters={"stage": "test"}),
            production,
        ]
    )
    planned, made, again, again_planned, any_run, other, other_again, first_again = play[3:]
    assert (planned["action"], planned.writes) == ("run", [])
    assert (made["action"], sent(made)) == ("run", [QUEUE])
    assert "stage=production loud=True times=3" in log_of(portal, made["pipeline_run"])
    for outcome in (again, again_planned, any_run, first_again):
        assert (outcome["action"], outcome.changed, outcome.writes) == ("none", False, [])
        assert outcome["pipeline_run"]["id"] == made["pipeline_run"]["id"]
    assert (other["action"], sent(other)) == ("run", [QUEUE])
    assert "stage=test loud=False times=1" in log_of(portal, other["pipeline_run"])
    assert (other_again["action"], other_again.writes) == ("none", [])


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"Stage2": "x"}, "Unexpected parameter 'Stage2'"),
        ({"stage": "moon"}, "'stage' parameter value 'moon' is not a valid value"),
        ({"loud": "perhaps"}, "'loud' parameter value 'perhaps' is not a valid value"),
        ({"times": "often"}, "'times' parameter value 'often' is not a valid value"),
    ],
)
def test_parameters_that_the_file_does_not_take(
    ansible: Ansible, portal: Portal, parameters: dict[str, str], reason: str
) -> None:
    refused = ansible.play([*given_pipeline(YAML), step(MODULE, **RUN, parameters=parameters)])[-1]
    assert refused.failed
    assert reason in refused.msg
    assert "Correct parameters" in refused.msg
    assert portal.devops("GET", f"/{PROJECT}/_apis/build/builds")["value"] == []


def test_a_parameter_without_default(ansible: Ansible) -> None:
    given_later = step(MODULE, **RUN, parameters={"stage": "here"})
    play = ansible.play([*given_pipeline(NO_DEFAULT), step(MODULE, **RUN), given_later])
    missing, made = play[3:]
    assert missing.failed
    assert "A value for the 'stage' parameter must be provided." in missing.msg
    assert "Correct parameters" in missing.msg
    assert made["action"] == "run"


def test_partially_succeeded(ansible: Ansible) -> None:
    accepted = step(MODULE, **RUN, accept_partial=True)
    play = ansible.play(
        [
            *given_pipeline(PARTIAL),
            step(MODULE, **RUN),
            accepted,
            {**accepted, "check_mode": True},
            step(MODULE, **RUN, run="always", accept_partial=True),
            step(MODULE, **RUN, check=True),
        ]
    )
    refused, present, planned, always, needed = play[3:]
    assert refused.failed
    assert (refused["pipeline_run"]["result"], refused["step"]) == ("partiallySucceeded", "Try")
    for outcome in (present, planned):
        assert (outcome["action"], outcome.changed, outcome.writes) == ("none", False, [])
        assert outcome["pipeline_run"]["id"] == refused["pipeline_run"]["id"]
    assert (always["action"], always["pipeline_run"]["result"], sent(always)) == ("run", "partiallySucceeded", [QUEUE])
    assert (needed["action"], needed.writes) == ("run", [])


def test_a_tag_and_a_pull_request(ansible: Ansible, portal: Portal) -> None:
    repository = f"/{PROJECT}/_apis/git/repositories/{PROJECT}"
    ansible.play(given_pipeline(YAML))
    (main,) = portal.devops("GET", f"{repository}/refs")["value"]
    new = {"oldObjectId": "0" * 40, "newObjectId": main["objectId"]}
    portal.devops("POST", f"{repository}/refs", [{"name": name, **new} for name in ("refs/tags/v1", "refs/heads/topic")])
    change = {"changeType": "add", "item": {"path": "/new.txt"}, "newContent": {"content": "new", "contentType": "rawtext"}}
    push = {
        "refUpdates": [{"name": "refs/heads/topic", "oldObjectId": main["objectId"]}],
        "commits": [{"comment": "Add a file", "changes": [change]}],
    }
    portal.devops("POST", f"{repository}/pushes", push)
    opened = {"sourceRefName": "refs/heads/topic", "targetRefName": "refs/heads/main", "title": "A file"}
    number = portal.devops("POST", f"{repository}/pullrequests", opened)["pullRequestId"]
    merge = f"refs/pull/{number}/merge"

    of_tag, of_merge = step(MODULE, **RUN, branch="refs/tags/v1"), step(MODULE, **RUN, ref=merge)
    missing = step(MODULE, **RUN, branch="refs/tags/v2")
    plans = [{**of_tag, "check_mode": True}, of_tag, of_tag, {**of_merge, "check_mode": True}, of_merge, of_merge, missing]
    tag_planned, tag_made, tag_again, planned, made, again, refused = ansible.play(plans)

    assert (tag_planned["action"], tag_planned.writes) == ("run", [])
    assert (tag_made["pipeline_run"]["branch"], tag_made["pipeline_run"]["commit"]) == ("refs/tags/v1", main["objectId"])
    assert sent(tag_made) == sent(made) == [QUEUE]
    assert (planned["action"], planned.writes) == ("run", [])
    (ref,) = portal.devops("GET", f"{repository}/refs?filter=pull/{number}/merge")["value"]
    assert (made["pipeline_run"]["branch"], made["pipeline_run"]["commit"]) == (merge, ref["objectId"])
    parents = portal.devops("GET", f"{repository}/commits/{ref['objectId']}")["parents"]
    assert parents[0] == main["objectId"]
    for outcome in (tag_again, again):
        assert (outcome["action"], outcome.changed, outcome.writes) == ("none", False, [])
    assert refused.failed
    assert "the pipeline's repository has no such" in refused.msg
    assert refused.writes == []


def test_by_the_role(ansible: Ansible, portal: Portal) -> None:
    variables = {
        "pipeline_run_pipeline": "ci",
        "pipeline_run_project": PROJECT,
        "pipeline_run_parameters": {"stage": "production"},
        "pipeline_run_accept_partial": True,
    }
    partial = PARTIAL.replace("trigger: none\n", "trigger: none\nparameters:\n- name: stage\n")
    partial += "- script: echo stage=${{ parameters.stage }} > out.txt; cat out.txt\n"
    partial += "- task: PublishBuildArtifacts@1\n  inputs: {PathtoPublish: out.txt, ArtifactName: drop}\n"
    ansible.play(given_pipeline(partial))
    role = {"ansible.builtin.import_role": {"name": "vaultpipe.azure.pipeline_run"}, "vars": variables}
    for expected in ("run", "none"):
        path = ansible.folder / f"role-{expected}.json"
        path.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [role]}]))
        played = ansible.playbook(str(path))
        assert played.returncode == 0, played.output
        assert played.outcomes[-1]["action"] == expected
    (build,) = portal.devops("GET", f"/{PROJECT}/_apis/build/builds")["value"]
    assert (build["result"], build["templateParameters"]) == ("partiallySucceeded", {"stage": "production"})
    assert "stage=production" in log_of(portal, build)
