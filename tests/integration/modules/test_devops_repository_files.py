# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that a repository is to hold."""

from __future__ import annotations

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
