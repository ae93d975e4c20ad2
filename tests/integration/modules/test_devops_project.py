# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects of an organization, from creation to removal."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

UNKNOWN = "(known after apply)"
PROJECT = "Demo project"


def test_life(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            step("devops_project", check=True, name=PROJECT, process="scrum"),
            step("devops_project", name=PROJECT, process="scrum"),
            step("devops_project", name=PROJECT.upper()),
            step("devops_project", check=True, name=PROJECT, description="For tests"),
            step("devops_project", name=PROJECT, description="For tests", process="Scrum", visibility="private"),
            step("devops_project", name=PROJECT, description="For tests"),
            step("devops_project", name=PROJECT, visibility="public"),
            step("devops_project", check=True, name=PROJECT, state="absent"),
            step("devops_project", name=PROJECT, state="absent"),
            step("devops_project", name=PROJECT, state="absent"),
        ],
    )
    planned, made, again, describing, described, described_again, opened, going, gone, gone_again = play

    assert (planned["action"], planned.changed, planned.writes) == ("create", True, [])
    assert planned["project"]["id"] == UNKNOWN
    assert planned["project"]["process"] == "Scrum"

    project = made["project"]
    assert [(request.method, request.path) for request in made.writes] == [("POST", "/vaultpipe/_apis/projects")]
    assert project == {
        "id": project["id"],
        "name": PROJECT,
        "description": "",
        "visibility": "private",
        "process": "Scrum",
        "url": f"https://dev.azure.com/vaultpipe/_apis/projects/{project['id']}",
        "web_url": "https://dev.azure.com/vaultpipe/Demo%20project",
    }

    assert (again["action"], again.changed, again.writes) == ("none", False, [])
    assert [request.method for request in again.requests if request.host == "dev.azure.com"] == ["GET"]
    assert again["project"] == project

    assert (describing["action"], describing.writes) == ("update", [])
    assert described["project"] == {**project, "description": "For tests"} == describing["project"]
    assert described["diff"] == {"before": project, "after": described["project"]}
    assert [request.method for request in described.writes] == ["PATCH"]
    assert (described_again.changed, described_again.writes) == (False, [])
    assert (opened["project"]["visibility"], opened["project"]["description"]) == ("public", "For tests")

    assert (going["action"], going["project"], going.writes) == ("delete", None, [])
    assert [(request.method, request.path) for request in gone.writes] == [
        ("DELETE", f"/vaultpipe/_apis/projects/{project['id']}")
    ]
    assert (gone_again["action"], gone_again.changed, gone_again.writes) == ("none", False, [])
    assert emulator.state()["live"]["devops"]["projects"] == []


def test_refusals(ansible: Ansible) -> None:
    play = ansible.play(
        [
            step("devops_project", name=" "),
            step("devops_project", name=PROJECT, process="Waterfall"),
            step("devops_project", name="a;b"),
            given("devops_project", name=PROJECT),
            step("devops_project", name=PROJECT, process="CMMI"),
        ],
    )
    empty, unknown_process, bad_name, _project, other_process = play

    assert empty.failed
    assert "name is empty" in empty.msg
    assert empty.requests == []
    assert unknown_process.failed
    assert "process is 'Waterfall', but the organization has Agile, Basic, CMMI, Scrum." in unknown_process.msg
    assert unknown_process.writes == []
    assert bad_name.failed
    assert bad_name["error_code"] == "ProjectNameNotValidException"
    assert other_process.failed
    assert "has the process Basic" in other_process.msg
    assert other_process.writes == []


def test_a_lost_answer_makes_no_second_project(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"method": "POST", "path": ".*/_apis/projects"}, {"drop": "after"})
    outcome = ansible.run("devops_project", {"name": PROJECT, "description": "For tests"})
    assert outcome.changed
    assert outcome["project"]["description"] == "For tests"
    assert len(emulator.state()["live"]["devops"]["projects"]) == 1


def test_a_project_that_somebody_else_is_making_is_waited_for(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """TF200019 although GET shows nothing yet (docs/reference/azure_devops.md#project-exists)."""
    ansible.run("devops_project", {"name": PROJECT})
    unknown = {"typeKey": "ProjectDoesNotExistWithNameException", "message": "Not yet."}
    emulator.fault({"method": "GET", "path": f".*/projects/{PROJECT}"}, {"status": 404, "body": unknown}, times=2)
    outcome = ansible.run("devops_project", {"name": PROJECT, "description": "For tests"})
    assert not outcome.failed
    assert outcome["project"]["description"] == "For tests"
    assert [request.method for request in outcome.writes] == ["POST", "PATCH"]


def test_a_failed_operation_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault(
        {"method": "GET", "path": ".*/_apis/operations/.*"},
        {"status": 200, "body": {"id": "1", "status": "failed", "detailedMessage": "No more projects."}},
    )
    outcome = ansible.run("devops_project", {"name": PROJECT})
    assert outcome.failed
    assert outcome.msg == f"Could not create the project {PROJECT}: the operation failed. No more projects."


def test_a_refused_read_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault(
        {"method": "GET", "path": f".*/projects/{PROJECT}"},
        {"status": 403, "body": {"typeKey": "AccessCheckException", "message": "TF400813: The user is not authorized."}},
    )
    outcome = ansible.run("devops_project", {"name": PROJECT, "state": "absent"})
    assert outcome.failed
    assert (outcome["status"], outcome["error_code"]) == (403, "AccessCheckException")
    assert outcome.writes == []


def test_who_the_organization_does_not_know_is_told(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """401 with an empty list in its body is no empty list (docs/reference/azure_devops.md#empty-401)."""
    emulator.fault({"method": "GET", "path": ".*/_apis/projects/.*"}, {"status": 401, "body": {"count": 0, "value": []}})
    outcome = ansible.run("devops_project", {"name": PROJECT, "state": "absent"})
    assert outcome.failed
    assert "https://dev.azure.com/vaultpipe does not accept" in outcome.msg
    assert "devops_auth: pat" in outcome.msg
