# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Repositories, their import and their files."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

UNKNOWN = "(known after apply)"
PROJECT = "demo"
SAMPLE = "https://github.com/MicrosoftDocs/pipelines-dotnet-core"
PIPELINE = "azure-pipelines-1.yml"
MARK = ("PATCH", "properties")
MADE = [MARK, ("POST", "repositories"), MARK]
"""Whose the repository is; it stands with the project."""
REPOSITORIES = f"/vaultpipe/{PROJECT}/_apis/git/repositories"


def given_project() -> dict[str, Any]:
    return given("devops_project", name=PROJECT)


def paths(outcome: Outcome) -> list[tuple[str, str]]:
    """Method and the last part of the address of what was written."""
    return [(request.method, request.path.rpartition("/")[2]) for request in outcome.writes]


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


def test_files(ansible: Ansible, portal: Portal) -> None:
    files = {PIPELINE: "trigger:\n- main\n", "docs/größe.md": "größer\r\n"}
    play = ansible.play(
        [
            given_project(),
            step("devops_repository", check=True, project=PROJECT, files=files),
            step("devops_repository", project=PROJECT, files=files, commit_message="Set it up"),
            step("devops_repository", project=PROJECT, files=files, branch="refs/heads/main"),
            step("devops_repository", check=True, project=PROJECT, files={**files, PIPELINE: "steps: []\n"}),
            step("devops_repository", project=PROJECT, files={**files, PIPELINE: "steps: []\n"}),
            step("devops_repository", project=PROJECT, branch="next", files={"/new.txt": "new"}),
        ],
    )
    _project, planning, first, again, changing, changed, branched = play

    assert (planning["action"], planning.writes) == ("update", [])
    assert planning["diff"]["after"]["files"] == files
    assert first["repository"]["pushed_paths"] == sorted(files)
    assert paths(first) == [("POST", "pushes")]
    assert (again.changed, again.writes, again["repository"]["pushed_paths"]) == (False, [], [])

    assert (changing["action"], changing.writes) == ("update", [])
    assert changing["diff"]["before"]["files"] == files
    assert changed["repository"]["pushed_paths"] == [PIPELINE]
    assert paths(changed) == [("POST", "pushes")]
    assert changed["repository"]["commit"] != first["repository"]["commit"]

    assert branched["repository"]["branch"] == "next"
    assert paths(branched) == [("POST", "refs"), ("POST", "pushes")]

    commits = portal.devops("GET", f"/{PROJECT}/_apis/git/repositories/{PROJECT}/commits")["value"]
    assert [commit["comment"] for commit in commits] == [
        f"Update {PIPELINE}\n\nPushed-by: vaultpipe.azure",
        "Set it up\n\nPushed-by: vaultpipe.azure",
    ]
    assert commits[0]["commitId"] == changed["repository"]["commit"]
    item = "items?path=/docs/größe.md&includeContent=true&$format=json"
    found = portal.devops("GET", f"/{PROJECT}/_apis/git/repositories/{PROJECT}/{item}")
    assert found["content"] == files["docs/größe.md"]


def test_files_of_others_are_not_overwritten(ansible: Ansible, portal: Portal) -> None:
    ansible.play([given_project(), given("devops_repository", project=PROJECT, import_url=SAMPLE, files={PIPELINE: "one\n"})])
    push_by_hand(portal, {PIPELINE: "changed by hand\n"})
    play = ansible.play(
        [
            step("devops_repository", check=True, project=PROJECT, files={"azure-pipelines.yml": "two\n"}),
            step("devops_repository", project=PROJECT, files={"azure-pipelines.yml": "two\n"}),
            step("devops_repository", project=PROJECT, files={PIPELINE: "two\n"}),
            step("devops_repository", project=PROJECT, files={PIPELINE: "changed by hand\n"}),
            step("devops_repository", project=PROJECT, files={PIPELINE: "two\n"}, overwrite=True),
            step("devops_repository", project=PROJECT, files={PIPELINE: "three\n"}),
        ],
    )
    planned, imported, edited, same, overwritten, ours_again = play

    for outcome, path in ((planned, "azure-pipelines.yml"), (imported, "azure-pipelines.yml"), (edited, PIPELINE)):
        assert outcome.failed
        assert f"files names {path}, but the repository {PROJECT} has another file there" in outcome.msg
        assert "overwrite" in outcome.msg
        assert outcome.writes == []
    assert "such as azure-pipelines-1.yml" in imported.msg
    assert (same.changed, same.writes) == (False, [])
    assert overwritten["repository"]["pushed_paths"] == [PIPELINE]
    assert ours_again["repository"]["pushed_paths"] == [PIPELINE]


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


def test_branch_policies(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([given_project(), given("devops_repository", project=PROJECT, files={PIPELINE: "one\n"})])
    emulator.rules(protected_branches=["refs/heads/main"])
    play = ansible.play(
        [
            step("devops_repository", project=PROJECT, files={PIPELINE: "one\n"}),
            step("devops_repository", check=True, project=PROJECT, files={PIPELINE: "two\n"}),
            step("devops_repository", project=PROJECT, files={PIPELINE: "two\n"}),
            step("devops_repository", project=PROJECT, files={PIPELINE: "two\n"}, branch="proposal"),
        ],
    )
    same, planned, refused, proposed = play

    assert (same.changed, same.result.get("warnings")) == (False, None)
    assert "Minimum number of reviewers" in planned["warnings"][0]
    assert planned.writes == []
    assert refused.failed
    assert "TF402455" in refused.msg
    assert "push to another branch" in refused.msg
    assert "Minimum number of reviewers" in refused["warnings"][0]
    assert proposed["repository"]["pushed_paths"] == [PIPELINE]


def test_a_push_in_between_is_taken_into_account(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([given_project(), given("devops_repository", project=PROJECT, files={PIPELINE: "one\n"})])
    stale = {"typeKey": "GitReferenceStaleException", "message": "TF401028: The reference has already been updated."}
    emulator.fault({"method": "POST", "path": ".*/pushes"}, {"status": 409, "body": stale}, times=2)
    outcome = ansible.run("devops_repository", {"project": PROJECT, "files": {PIPELINE: "two\n"}})
    assert outcome["repository"]["pushed_paths"] == [PIPELINE]
    assert [request.status for request in outcome.writes] == [409, 409, 201]

    emulator.fault({"method": "POST", "path": ".*/pushes"}, {"status": 409, "body": stale}, times=1000)
    outcome = ansible.run("devops_repository", {"project": PROJECT, "files": {PIPELINE: "three\n"}, "timeout": 2})
    assert outcome.failed
    assert "TF401028" in outcome.msg


def test_a_lost_answer_makes_no_second_commit(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    emulator.fault({"method": "POST", "path": ".*/repositories"}, {"drop": "after"})
    emulator.fault({"method": "POST", "path": ".*/importRequests"}, {"drop": "after"})
    emulator.fault({"method": "POST", "path": ".*/pushes"}, {"drop": "after"})
    play = ansible.play(
        [
            given_project(),
            step("devops_repository", project=PROJECT, name="new", import_url=SAMPLE, files={PIPELINE: "one\n"}),
        ]
    )
    assert paths(play[1]) == [*MADE, ("POST", "importRequests"), MARK, ("POST", "pushes")]
    assert play[1]["repository"]["pushed_paths"] == [PIPELINE]
    assert len(portal.devops("GET", f"/{PROJECT}/_apis/git/repositories/new/commits")["value"]) == 2


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


def push_by_hand(portal: Portal, files: dict[str, str]) -> None:
    """Somebody else's commit on main, over files that are there."""
    route = f"/{PROJECT}/_apis/git/repositories/{PROJECT}"
    (head,) = portal.devops("GET", f"{route}/refs?filter=heads/main")["value"]
    changes = [
        {"changeType": "edit", "item": {"path": f"/{path}"}, "newContent": {"content": content, "contentType": "rawtext"}}
        for path, content in files.items()
    ]
    update = {"name": "refs/heads/main", "oldObjectId": head["objectId"]}
    portal.devops("POST", f"{route}/pushes", {"refUpdates": [update], "commits": [{"comment": "By hand", "changes": changes}]})


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


def test_files_go_and_the_repository_stays(ansible: Ansible, portal: Portal) -> None:
    gone = {"state": "absent", "only_managed": True}
    play = ansible.play(
        [
            given_project(),
            given("devops_repository", project=PROJECT, files={PIPELINE: "one\n", "kept.txt": "two\n"}),
            step("devops_repository", check=True, project=PROJECT, files={PIPELINE: ""}, **gone),
            step("devops_repository", project=PROJECT, files={PIPELINE: ""}, **gone),
            step("devops_repository", project=PROJECT, files={PIPELINE: ""}, **gone),
        ],
    )
    planned, taken, again = play[2:]
    assert (planned["action"], planned.writes) == ("delete", [])
    assert paths(taken) == [("POST", "pushes")]
    assert (again.changed, again.writes) == (False, [])
    items = portal.devops("GET", f"/{PROJECT}/_apis/git/repositories/{PROJECT}/items?recursionLevel=full")["value"]
    assert [one["path"] for one in items if not one.get("isFolder")] == ["/kept.txt"]


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
