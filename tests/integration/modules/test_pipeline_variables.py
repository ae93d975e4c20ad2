# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables and status of pipelines: plain and secret values, and what paused and disabled ones do."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step

PROJECT = "shop"
PIPELINE: dict[str, Any] = {"project": PROJECT, "name": "ci"}
FIRST, SECOND = "first-secret-value", "second-secret-value"
YAML = """
trigger: none
pool: {vmImage: ubuntu-latest}
steps:
- script: echo "$PLAIN" > out.txt; echo "$(printf %s "$KEY" | rev)" >> out.txt; cat out.txt
  env: {PLAIN: $(plain), KEY: $(key)}
"""


def given_pipeline(**options: Any) -> list[dict[str, Any]]:
    files = {"azure-pipelines.yml": YAML}
    return [
        given("devops_project", name=PROJECT),
        given("devops_repository", project=PROJECT, name=PROJECT, branch="main", files=files),
        given("devops_pipeline", **PIPELINE, repository=PROJECT, yaml_path="azure-pipelines.yml", **options),
    ]


def pipeline(**options: Any) -> dict[str, Any]:
    return step("devops_pipeline", **PIPELINE, **options)


def methods(outcome: Outcome) -> list[str]:
    return [request.method for request in outcome.writes]


def variables(portal: Portal, outcome: Outcome) -> dict[str, Any]:
    where = f"/{PROJECT}/_apis/build/definitions/{outcome['pipeline']['id']}"
    found: dict[str, Any] = portal.devops("GET", where)["variables"]
    return found


def log_of(portal: Portal, run: dict[str, Any]) -> str:
    where = f"/{PROJECT}/_apis/build/builds/{run['id']}/logs"
    numbers = [log["id"] for log in portal.devops("GET", where)["value"]]
    return "\n".join(line for number in numbers[1:] for line in portal.devops("GET", f"{where}/{number}")["value"])


def assert_logged(log: str, *texts: str) -> None:
    said = [line.partition(" ")[2] for line in log.splitlines()]
    for text in texts:
        assert text in said


def test_plain_and_secret(ansible: Ansible, portal: Portal) -> None:
    wanted = pipeline(variables={"plain": "one", "other": 2}, secret_variables={"key": FIRST})
    another = pipeline(secret_variables={"key": SECOND})
    anew = pipeline(secret_variables={"key": SECOND}, update_secret_variables="always")
    run = step("devops_pipeline_run", project=PROJECT, pipeline="ci", timeout=60, run="always")
    play = ansible.play(
        [
            *given_pipeline(queue_time_variables={"settable": "yes", "other": "1"}),
            {**wanted, "check_mode": True},
            wanted,
            wanted,
            {**wanted, "check_mode": True},
            run,
            another,
            {**anew, "check_mode": True},
            anew,
            pipeline(variables={"PLAIN": "three"}),
            run,
            pipeline(queue_time_variables={"plain": "four"}),
        ]
    )
    planned, made, again, again_planned, first, left, writing, written, plain, second, moved = play[3:]
    assert (planned["action"], planned.writes) == ("update", [])
    assert planned["diff"]["after"]["secret_values"] == {"key": "(hidden, written anew)"}
    assert methods(made) == ["PUT"]
    shown = made["pipeline"]
    assert (shown["variables"], shown["secret_variable_names"]) == ({"plain": "one", "other": "2"}, ["key"])
    assert shown["queue_time_variables"] == {"settable": "yes"}
    assert "secret_values" not in shown
    for outcome in (again, again_planned, left):
        assert (outcome["action"], outcome.changed, outcome.writes) == ("none", False, [])
        assert outcome["pipeline"] == shown
    assert_logged(log_of(portal, first["pipeline_run"]), "one", FIRST[::-1])
    assert (writing["action"], writing.changed, writing.writes) == ("update", True, [])
    assert (written["action"], methods(written)) == ("update", ["PUT"])
    assert (plain["pipeline"]["variables"], methods(plain)) == ({"plain": "three", "other": "2"}, ["PUT"])
    assert_logged(log_of(portal, second["pipeline_run"]), "three", SECOND[::-1])
    assert variables(portal, moved) == {
        "settable": {"value": "yes", "allowOverride": True},
        "other": {"value": "2"},
        "plain": {"value": "four", "allowOverride": True},
        "key": {"value": None, "isSecret": True},
    }
    for outcome in play:
        assert FIRST not in str(outcome.result)
        assert SECOND not in str(outcome.result)


def test_a_new_pipeline_with_all_of_it(ansible: Ansible, portal: Portal) -> None:
    options: dict[str, Any] = {
        "repository": PROJECT,
        "yaml_path": "azure-pipelines.yml",
        "variables": {"plain": "one"},
        "secret_variables": {"key": FIRST},
        "status": "paused",
    }
    new = step("devops_pipeline", project=PROJECT, name="new", **options)
    planned, made, again = ansible.play([*given_pipeline(), {**new, "check_mode": True}, new, new])[3:]
    assert (planned["action"], planned["pipeline"]["status"], planned.writes) == ("create", "paused", [])
    assert (made["pipeline"]["status"], methods(made)) == ("paused", ["POST"])
    assert (again["action"], again.writes) == ("none", [])
    assert variables(portal, made) == {"plain": {"value": "one"}, "key": {"value": None, "isSecret": True}}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"variables": {"a": "1"}, "secret_variables": {"A": FIRST}}, "The variable A is in variables and in secret_variables"),
        ({"secret_variables": {"a": ""}}, "secret_variables has an empty value for a"),
        ({"variables": {"a": ["1"]}}, "variables has no text for a"),
        ({"status": "off"}, "value of status must be one of"),
    ],
)
def test_refused(ansible: Ansible, options: dict[str, Any], said: str) -> None:
    (refused,) = ansible.play([pipeline(**options)])
    assert refused.failed
    assert said in refused.msg
    assert refused.requests == []


def test_status(ansible: Ansible, portal: Portal) -> None:
    paused, disabled, enabled = (pipeline(status=status) for status in ("paused", "disabled", "enabled"))
    run = step("devops_pipeline_run", project=PROJECT, pipeline="ci", timeout=60, run="always")
    play = ansible.play(
        [
            *given_pipeline(),
            {**paused, "check_mode": True},
            paused,
            paused,
            pipeline(),
            run,
            disabled,
            disabled,
            run,
            enabled,
            enabled,
            run,
        ]
    )
    pausing, is_paused, again, left, waits, is_disabled, disabled_again, refused, is_enabled, enabled_again, ran = play[3:]
    assert (pausing["action"], pausing["pipeline"]["status"], pausing.writes) == ("update", "paused", [])
    for outcome, status in ((is_paused, "paused"), (is_disabled, "disabled"), (is_enabled, "enabled")):
        assert (outcome["action"], outcome["pipeline"]["status"], methods(outcome)) == ("update", status, ["PUT"])
    for outcome in (again, left, disabled_again, enabled_again):
        assert (outcome["action"], outcome.changed, outcome.writes) == ("none", False, [])
    for outcome, status in ((waits, "paused"), (refused, "disabled")):
        assert outcome.failed
        assert f"The pipeline ci is {status}" in outcome.msg
        assert outcome.writes == []
    assert ran["pipeline_run"]["result"] == "succeeded"


def test_a_paused_pipeline_takes_runs_and_starts_none(ansible: Ansible, portal: Portal) -> None:
    play = ansible.play(given_pipeline(status="paused"))
    number = play[2]["pipeline"]["id"]
    queued = portal.devops("POST", f"/{PROJECT}/_apis/build/builds", {"definition": {"id": number}})
    assert portal.devops("GET", f"/{PROJECT}/_apis/build/builds/{queued['id']}")["status"] == "notStarted"
    run = step("devops_pipeline_run", project=PROJECT, pipeline="ci", timeout=60)
    followed = ansible.play([pipeline(status="enabled"), run])[1]
    assert (followed["action"], followed["pipeline_run"]["id"]) == ("adopt", queued["id"])
