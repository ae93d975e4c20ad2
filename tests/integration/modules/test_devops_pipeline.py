# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML pipelines, from creation to removal."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

UNKNOWN = "(known after apply)"
PROJECT, NAME, FILE = "demo", "vault secrets", "azure-pipelines-1.yml"
DEFINITIONS = f"/vaultpipe/{PROJECT}/_apis/build/definitions"


def given_code(repository: str = PROJECT) -> list[dict[str, Any]]:
    files = {FILE: "trigger: [main]\nsteps:\n- script: echo hello\n"}
    return [given("devops_project", name=PROJECT), given("devops_repository", project=PROJECT, name=repository, files=files)]


def pipeline(**options: Any) -> dict[str, Any]:
    return step("devops_pipeline", **{"project": PROJECT, "name": NAME, **options})


def methods(outcome: Outcome) -> list[str]:
    return [request.method for request in outcome.writes]


def definition(portal: Portal, number: int) -> dict[str, Any]:
    found: dict[str, Any] = portal.devops("GET", f"/{PROJECT}/_apis/build/definitions/{number}")
    return found


def test_life(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            pipeline(check=True, yaml_path=FILE, folder="a/b"),
            *given_code(),
            pipeline(check=True, yaml_path=FILE, folder="a/b"),
            pipeline(yaml_path=FILE, folder="a/b"),
            pipeline(yaml_path=f"/{FILE}", folder="\\A\\B", branch="refs/heads/main", repository="DEMO", queue="azure pipelines"),
            pipeline(),
            pipeline(check=True, state="absent"),
            pipeline(state="absent"),
            pipeline(state="absent"),
        ],
    )
    empty_cloud, _project, _repository, planned, made, again, by_name, going, gone, gone_again = play

    assert (empty_cloud["action"], empty_cloud.writes) == ("create", [])
    assert empty_cloud["pipeline"]["repository_id"] == UNKNOWN
    assert (planned["action"], planned.changed, planned.writes) == ("create", True, [])
    assert planned["pipeline"]["id"] == UNKNOWN

    created = made["pipeline"]
    assert [(request.method, request.path.lower()) for request in made.writes] == [("POST", DEFINITIONS.lower())]
    project_address = created["url"].partition("/_apis")[0]
    assert created == {
        "id": created["id"],
        "name": NAME,
        "project": PROJECT,
        "folder": "\\a\\b",
        "url": f"{project_address}/_apis/build/Definitions/{created['id']}",
        "web_url": f"{project_address}/_build/definition?definitionId={created['id']}",
        "revision": 1,
        "queue": "Azure Pipelines",
        "type": "yaml",
        "yaml_path": FILE,
        "steps": None,
        "vm_image": None,
        "repository": PROJECT,
        "repository_id": planned["pipeline"]["repository_id"],
        "branch": "main",
        "status": "enabled",
        "queue_time_variables": {},
        "variables": {},
        "secret_variable_names": [],
    }
    for outcome in (again, by_name):
        assert (outcome["action"], outcome.changed, outcome.writes) == ("none", False, [])
        assert outcome["pipeline"] == created

    assert (going["action"], going["pipeline"], going.writes) == ("delete", None, [])
    assert methods(gone) == ["DELETE"]
    assert (gone_again["action"], gone_again.changed, gone_again.writes) == ("none", False, [])


def test_the_files_own_trigger_counts(ansible: Ansible, portal: Portal) -> None:
    play = ansible.play([*given_code(), pipeline(yaml_path=FILE)])
    found = definition(portal, play[2]["pipeline"]["id"])
    assert [(one["triggerType"], one["settingsSourceType"]) for one in found["triggers"]] == [("continuousIntegration", 2)]


def test_each_option_alone(ansible: Ansible) -> None:
    options = {"branch": "release", "yaml_path": "ci/build.yml", "queue": "Default", "repository": "other"}
    changes = [{name: value} for name, value in options.items()]
    play = ansible.play(
        [
            *given_code(),
            given("devops_repository", project=PROJECT, name="other", files={FILE: "steps: []\n"}),
            given("devops_pipeline", project=PROJECT, name=NAME, yaml_path=FILE),
            *(task for change in changes for task in (pipeline(check=True, **change), pipeline(**change), pipeline(**change))),
        ],
    )
    other, made, *outcomes = play[2:]
    expected = made["pipeline"]
    for number, change in enumerate(changes):
        planned, changed, again = outcomes[3 * number : 3 * number + 3]
        expected = {**expected, **change}
        if "repository" in change:
            expected["repository_id"] = other["repository"]["id"]
        assert (planned["action"], planned.changed, planned.writes) == ("update", True, [])
        assert planned["pipeline"] == {**expected, "revision": UNKNOWN}
        expected["revision"] += 1
        assert methods(changed) == ["PUT"]
        assert changed["pipeline"] == expected
        assert (again.changed, again.writes, again["pipeline"]) == (False, [], expected)


def test_an_empty_queue_or_repository_is_none(ansible: Ansible) -> None:
    made, again = ansible.play([*given_code(), *[pipeline(yaml_path=FILE, queue="", repository="")] * 2])[-2:]
    assert made["pipeline"]["queue"] == "Azure Pipelines"
    assert (again.changed, again.writes) == (False, [])


def test_rename_and_move_by_id(ansible: Ansible) -> None:
    play = ansible.play(
        [
            *given_code(),
            given("devops_pipeline", register="made", project=PROJECT, name=NAME, yaml_path=FILE),
            pipeline(id="{{ made.pipeline.id }}", name="renamed", folder="moved"),
            pipeline(id="{{ made.pipeline.id }}", name="renamed", folder="moved"),
            pipeline(name="renamed", folder="elsewhere", state="absent"),
        ],
    )
    made, renamed, again, not_there = play[2:]
    assert renamed["pipeline"] == {**made["pipeline"], "name": "renamed", "folder": "\\moved", "revision": 2}
    assert (again.changed, again.writes) == (False, [])
    assert not_there["action"] == "none"


def test_what_the_options_do_not_name_stays(ansible: Ansible, portal: Portal) -> None:
    play = ansible.play([*given_code(), given("devops_pipeline", project=PROJECT, name=NAME, yaml_path=FILE)])
    number = play[2]["pipeline"]["id"]
    body = definition(portal, number)
    body["variables"] = {"plain": {"value": "one"}, "hidden": {"value": "s3cret-of-the-pipeline", "isSecret": True}}
    body["triggers"] = [{"triggerType": 2, "branchFilters": ["+refs/heads/x"], "settingsSourceType": 1}]
    body |= {"tags": ["mine"], "description": "Mine.", "buildNumberFormat": "$(Rev:r)"}
    before = portal.devops("PUT", f"/{PROJECT}/_apis/build/definitions/{number}", body)

    changed = ansible.play([pipeline(branch="release")])[0]
    assert changed["pipeline"]["revision"] == 3
    after = definition(portal, number)
    assert after["repository"].pop("defaultBranch") == "refs/heads/release"
    assert before["repository"].pop("defaultBranch") == "refs/heads/main"
    moving = ("revision", "url", "createdDate", "_links")
    assert {key: value for key, value in after.items() if key not in moving} == {
        key: value for key, value in before.items() if key not in moving
    }
    assert after["variables"]["hidden"] == {"value": None, "isSecret": True}


def test_two_pipelines_of_one_name(ansible: Ansible) -> None:
    play = ansible.play(
        [
            *given_code(),
            given("devops_pipeline", project=PROJECT, name=NAME, yaml_path=FILE, folder="one"),
            given("devops_pipeline", project=PROJECT, name=NAME, yaml_path=FILE, folder="two"),
            pipeline(branch="release"),
            pipeline(branch="release", folder="two"),
        ],
    )
    one, two, ambiguous, told = play[2:]
    assert one["pipeline"]["id"] != two["pipeline"]["id"]
    assert ambiguous.failed
    assert f"has 2 pipelines named {NAME}: in \\one (id {one['pipeline']['id']}), \\two" in ambiguous.msg
    assert ambiguous.writes == []
    assert told["pipeline"]["id"] == two["pipeline"]["id"]


def test_refusals(ansible: Ansible) -> None:
    play = ansible.play(
        [
            pipeline(name="a/b", yaml_path=FILE),
            pipeline(name="2027", yaml_path=FILE),
            pipeline(id="one"),
            pipeline(yaml_path=FILE),
            given("devops_project", name=PROJECT),
            pipeline(),
            pipeline(yaml_path=FILE),
            pipeline(yaml_path=FILE, repository="nowhere"),
            pipeline(yaml_path=FILE, branch="main", queue="Nobody's"),
            pipeline(id="99", yaml_path=FILE),
        ],
    )
    slash, number, no_number, no_project, _project, no_path, no_branch, no_repository, no_queue, no_id = play
    for outcome, said in (
        (slash, "name is 'a/b', but a pipeline's name has no slashes"),
        (number, "name is '2027'"),
        (no_number, "id is 'one', but a pipeline's id is a number"),
        (no_project, f"There is no project {PROJECT} in"),
        (no_path, "yaml_path is not given"),
        (no_branch, "branch is not given, and the repository demo shows no default branch: it is empty."),
        (no_repository, "There is no repository nowhere in the project demo."),
        (no_queue, "has no agent queue of that name"),
        (no_id, "has no pipeline with the id 99"),
    ):
        assert outcome.failed
        assert said in outcome.msg
        assert outcome.writes == []
    for outcome in (slash, number, no_number):
        assert outcome.requests == []


def test_a_classic_pipeline_is_left_alone(ansible: Ansible, portal: Portal) -> None:
    play = ansible.play(given_code())
    repository = {"id": play[1]["repository"]["id"], "type": "TfsGit", "defaultBranch": "main"}
    process = {"type": 1, "phases": [{"name": "Job", "steps": [], "target": {"type": 1}}]}
    body = {"name": NAME, "repository": repository, "process": process, "queue": {"name": "Default"}}
    portal.devops("POST", f"/{PROJECT}/_apis/build/definitions", body)
    outcome = ansible.run("devops_pipeline", {"project": PROJECT, "name": NAME, "yaml_path": FILE})
    assert outcome.failed
    assert "is a classic pipeline" in outcome.msg
    assert outcome.writes == []


def test_a_change_in_between_is_taken_into_account(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([*given_code(), given("devops_pipeline", project=PROJECT, name=NAME, yaml_path=FILE)])
    stale = {"typeKey": "DefinitionRevisionConflictException", "message": "Somebody else changed it."}
    emulator.fault({"method": "PUT", "path": ".*/definitions/.*"}, {"status": 409, "body": stale})
    outcome = ansible.run("devops_pipeline", {"project": PROJECT, "name": NAME, "branch": "release"})
    assert outcome["pipeline"]["branch"] == "release"
    assert [request.status for request in outcome.writes] == [409, 200]

    emulator.fault({"method": "PUT", "path": ".*/definitions/.*"}, {"status": 409, "body": stale}, times=3)
    outcome = ansible.run("devops_pipeline", {"project": PROJECT, "name": NAME, "branch": "main"})
    assert outcome.failed
    assert "Somebody else changed it." in outcome.msg


def test_a_lost_answer_makes_nothing_twice(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play(given_code())
    emulator.fault({"method": "POST", "path": ".*/definitions"}, {"drop": "after"})
    emulator.fault({"method": "PUT", "path": ".*/definitions/.*"}, {"drop": "after"})
    play = ansible.play([pipeline(yaml_path=FILE), pipeline(branch="release")])
    assert (play[0].changed, methods(play[0])) == (True, ["POST"])
    assert (play[1].changed, methods(play[1])) == (True, ["PUT", "PUT"])
    assert play[1]["pipeline"]["revision"] == 2  # the second one names a revision that is no longer the newest
