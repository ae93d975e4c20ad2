# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Repositories, their import and their files."""

from __future__ import annotations

import json

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.repositories import (
    MADE,
    MARK,
    PIPELINE,
    PROJECT,
    SAMPLE,
    given_project,
    paths,
)

UNKNOWN = "(known after apply)"
CREDENTIAL = "hunter2-in-an-address"
REPOSITORIES = f"/vaultpipe/{PROJECT}/_apis/git/repositories"


def test_life(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            step("devops_repository", check=True, project=PROJECT, name="other", files={PIPELINE: "one\n"}),
            given_project(),
            step("devops_repository", check=True, project=PROJECT, name="other"),
            step("devops_repository", project=PROJECT, name="other"),
            step("devops_repository", project=PROJECT, name="Other"),
            step("devops_repository", check=True, project=PROJECT, name="other", state="absent"),
            step("devops_repository", project=PROJECT, name="other", state="absent"),
            step("devops_repository", project=PROJECT, name="other", state="absent"),
            step("devops_repository", project=PROJECT),
        ],
    )
    no_project, _project, planned, made, again, going, gone, gone_again, own = play

    assert (no_project["action"], no_project.writes) == ("create", [])
    assert no_project["repository"]["id"] == UNKNOWN
    assert no_project["repository"]["pushed_paths"] == [PIPELINE]

    assert (planned["action"], planned.changed, planned.writes) == ("create", True, [])
    repository = made["repository"]
    assert paths(made) == MADE
    assert repository == {
        "id": repository["id"],
        "name": "other",
        "project": PROJECT,
        "default_branch": None,
        "branch": "main",
        "commit": None,
        "empty": True,
        "size": 0,
        "remote_url": f"https://vaultpipe@dev.azure.com/vaultpipe/{PROJECT}/_git/other",
        "web_url": f"https://dev.azure.com/vaultpipe/{PROJECT}/_git/other",
        "pushed_paths": [],
    }
    assert (again["action"], again.changed, again.writes) == ("none", False, [])
    assert again["repository"] == repository

    assert (going["action"], going["repository"], going.writes) == ("delete", None, [])
    assert (gone.writes[0].method, gone.writes[0].path) == ("DELETE", f"{REPOSITORIES}/{repository['id']}")
    assert paths(gone)[1:] == [MARK]
    assert (gone_again["action"], gone_again.changed, gone_again.writes) == ("none", False, [])

    assert (own["action"], own["repository"]["name"]) == ("none", PROJECT)


def test_import(ansible: Ansible) -> None:
    play = ansible.play(
        [
            given_project(),
            step("devops_repository", check=True, project=PROJECT, import_url=SAMPLE),
            step("devops_repository", project=PROJECT, import_url=SAMPLE),
            step("devops_repository", project=PROJECT, import_url=SAMPLE),
            step("devops_repository", project=PROJECT, name="new", import_url=SAMPLE, files={PIPELINE: "one\n"}),
        ],
    )
    _project, planned, imported, again, new = play

    assert (planned["action"], planned.writes) == ("update", [])
    assert planned["repository"]["default_branch"] == planned["repository"]["commit"] == UNKNOWN
    assert paths(imported) == [MARK, ("POST", "importRequests"), MARK]
    assert (imported["repository"]["default_branch"], imported["repository"]["empty"]) == ("main", False)
    assert (again["action"], again.changed, again.writes) == ("none", False, [])
    assert again["repository"] == imported["repository"]

    assert paths(new) == [*MADE, ("POST", "importRequests"), MARK, ("POST", "pushes")]
    assert new["repository"]["pushed_paths"] == [PIPELINE]


@pytest.mark.parametrize(
    "address",
    [
        f"https://me:{CREDENTIAL}@example.com/x",
        f"https://me:with/{CREDENTIAL}@example.com/x",
        f"https://me:{CREDENTIAL}@with@example.com/x",
        f"https://{CREDENTIAL}@dev.azure.com/vaultpipe/shop/_git/shop",
        f"https://example.com/x?access_token={CREDENTIAL}",
    ],
)
def test_a_credential_in_the_address_is_never_told(ansible: Ansible, emulator: EmulatorProcess, address: str) -> None:
    (refused,) = play = ansible.play([step("devops_repository", project=PROJECT, import_url=address)])
    assert refused.failed
    assert "import_url is no address of a public Git repository" in refused.msg
    assert refused.requests == []
    assert CREDENTIAL not in play.output
    assert CREDENTIAL not in json.dumps(refused.result)
    assert CREDENTIAL not in json.dumps(emulator.state())


def test_refusals(ansible: Ansible) -> None:
    password = "hunter2-in-an-address"
    play = ansible.play(
        [
            step("devops_repository", project=PROJECT, files={"../up.yml": "x"}),
            step("devops_repository", project=PROJECT, files={"a.yml": {"not": "text"}}),
            step("devops_repository", project=PROJECT, files={"a.yml": "x", "/a.yml": "y"}),
            step("devops_repository", project=PROJECT, import_url=f"https://me:{password}@example.com/x"),
            step("devops_repository", project=PROJECT),
            given_project(),
            given("devops_repository", project=PROJECT, files={"docs/a.md": "x"}),
            step("devops_repository", project=PROJECT, files={"docs": "x"}),
        ],
    )
    up, no_text, twice, with_password, no_project, _project, _files, folder = play

    for outcome, said in (
        (up, "files names the path '../up.yml'"),
        (no_text, "files has no text for 'a.yml'"),
        (twice, "files names a.yml twice"),
        (with_password, "import_url is no address of a public Git repository"),
    ):
        assert outcome.failed
        assert said in outcome.msg
        assert outcome.requests == []
    assert password not in with_password.msg
    assert no_project.failed
    assert f"There is no project {PROJECT}" in no_project.msg
    assert "vaultpipe.azure.devops_project" in no_project.msg
    assert folder.failed
    assert "that is a folder" in folder.msg


def test_a_failed_import_says_why(ansible: Ansible) -> None:
    play = ansible.play(
        [given_project(), step("devops_repository", project=PROJECT, import_url="https://git.example.com/nothing.git")]
    )
    assert play[1].failed
    assert "Could not import https://git.example.com/nothing.git into the repository demo: the import failed." in play[1].msg
    assert "public Git repository" in play[1].msg


def test_a_disabled_repository_is_told(ansible: Ansible, portal: Portal) -> None:
    ansible.play([given_project()])
    repository = portal.devops("GET", f"/{PROJECT}/_apis/git/repositories/{PROJECT}")
    portal.devops("PATCH", f"/{PROJECT}/_apis/git/repositories/{repository['id']}", {"isDisabled": True})
    outcome = ansible.run("devops_repository", {"project": PROJECT})
    assert outcome.failed
    assert outcome.msg == "The repository demo of the project demo is disabled. Enable it in the project's settings."


def test_only_managed_goes(ansible: Ansible, portal: Portal) -> None:
    ansible.play([given_project()])
    portal.devops("POST", f"/{PROJECT}/_apis/git/repositories", {"name": "theirs"})
    play = ansible.play(
        [
            given("devops_repository", project=PROJECT, name="ours"),
            step("devops_repository", check=True, project=PROJECT, name="ours", state="absent", only_managed=True),
            step("devops_repository", project=PROJECT, name="ours", state="absent", only_managed=True),
            step("devops_repository", project=PROJECT, name="ours", state="absent", only_managed=True, purge=True),
            step("devops_repository", project=PROJECT, name="ours", state="absent", only_managed=True, purge=True),
            step("devops_repository", project=PROJECT, name="theirs", state="absent", only_managed=True),
        ],
    )
    _made, planned, deleted, purged, again, theirs = play
    assert (planned["action"], planned["kept_because"], planned.writes) == ("delete", [], [])
    assert (deleted["action"], deleted["kept_because"]) == ("delete", [])
    assert [request.method for request in purged.writes] == ["DELETE"]
    assert "/recycleBin/repositories/" in purged.writes[0].path
    assert (again.changed, again.writes) == (False, [])
    assert (theirs.changed, theirs.writes, theirs["repository"]["name"]) == (False, [], "theirs")
    (sentence,) = theirs["kept_because"]
    assert sentence.startswith(f"The repository theirs of the project {PROJECT} does not carry the mark")


def test_a_project_in_another_case(ansible: Ansible, emulator: EmulatorProcess) -> None:
    made, again = ansible.play(
        [given_project(), *[step("devops_repository", project=PROJECT.upper(), name="other")] * 2],
    )[1:]
    assert (made["action"], made.result.get("warnings")) == ("create", None)
    assert (again["action"], again.writes) == ("none", [])


def test_a_creation_that_was_stopped_goes_on(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"method": "PATCH", "path": ".*/properties", "nth": 2}, {"status": 500})
    play = ansible.play(
        [
            given_project(),
            step("devops_repository", project=PROJECT, name="new"),
            step("devops_repository", check=True, project=PROJECT, name="new"),
            step("devops_repository", project=PROJECT, name="new"),
            step("devops_repository", project=PROJECT, name="new"),
            step("devops_repository", project=PROJECT, name="new", state="absent", only_managed=True),
        ]
    )
    _project, stopped, planned, finished, again, gone = play
    assert stopped.failed
    assert (planned["action"], planned.writes) == ("create", [])
    assert (finished["action"], paths(finished)) == ("create", [MARK, MARK])
    assert (again["action"], again.writes) == ("none", [])
    assert gone["action"] == "delete"


def test_a_creation_that_was_stopped_can_be_taken_back(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"method": "PATCH", "path": ".*/properties", "nth": 2}, {"status": 500})
    gone = step("devops_repository", project=PROJECT, name="new", state="absent", only_managed=True)
    play = ansible.play([given_project(), step("devops_repository", project=PROJECT, name="new"), gone, gone])
    assert play[1].failed
    assert (play[2]["action"], paths(play[2])) == ("delete", [("DELETE", play[2].writes[0].path.rsplit("/")[-1]), MARK])
    assert (play[3]["action"], play[3].writes) == ("none", [])


def test_names_that_are_in_each_others_way_fail_at_once(ansible: Ansible) -> None:
    where = {"project": PROJECT}
    ansible.play([given_project(), given("devops_repository", **where, branch="main", files={"a.txt": "a"})])
    below_branch, below_file, private = ansible.play(
        [
            step("devops_repository", **where, branch="main/x", files={"b.txt": "b"}),
            step("devops_repository", **where, branch="main", files={"a.txt/b": "b"}),
            step(
                "devops_repository", **where, name="copy", import_url=f"https://dev.azure.com/vaultpipe/{PROJECT}/_git/{PROJECT}"
            ),
        ]
    )
    assert "refNameConflict. Choose another name: git has no branch below another one" in below_branch.msg
    assert "since '/a.txt' is a file" in below_file.msg
    assert "Clone URL requires authorization. Clone URL points to an empty repository. Check that import_url" in private.msg
    assert "Azure DevOps reads it without credentials" in private.msg
    assert all(outcome.failed for outcome in (below_branch, below_file, private))


def test_the_organizations_old_address(ansible: Ansible) -> None:
    old = {"project": PROJECT, "branch": "refs/heads/main", "files": {"a.txt": "a"}}
    _project, made, again, elsewhere = ansible.play(
        [
            given_project(),
            step("devops_repository", **old, organization="https://vaultpipe.visualstudio.com"),
            step("devops_repository", **{**old, "branch": "main"}),
            step("devops_repository", **old, organization="https://nobody.visualstudio.com"),
        ]
    )
    assert (made.changed, again.changed, elsewhere.failed) == (True, False, True), made.msg
