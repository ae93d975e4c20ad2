# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two set-ups in one project and repository: each has what is its own, and the removal of one leaves the other whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.plugins.filter.pipeline_yaml_path import pipeline_yaml_path
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

ONE = {"vaultpipe_pipeline": "one", "vaultpipe_secret_name": "One", "vaultpipe_service_connection": "c-one"}
TWO = {"vaultpipe_pipeline": "two", "vaultpipe_secret_name": "Two", "vaultpipe_service_connection": "c-two"}
SAMPLE = "https://github.com/MicrosoftDocs/pipelines-dotnet-core"
PROJECT = "demo"
GONE = {"project": PROJECT, "name": "code", "state": "absent", "only_managed": True}


def run(ansible: Ansible, playbook: str, **variables: Any) -> Play:
    wanted = {"vaultpipe_artifact_dir": str(ansible.folder), **variables}
    return ansible.playbook(f"vaultpipe.azure.{playbook}", extra_vars=wanted)


@pytest.mark.long
def test_each_has_steps_of_its_own_and_one_goes_without_the_other(ansible: Ansible, emulator: EmulatorProcess) -> None:
    for names in (ONE, TWO):
        play = run(ansible, "setup", **names)
        assert play.returncode == 0, play.output
    again = run(ansible, "setup", **ONE)
    assert again.recap["changed"] == 0, again.output
    gone = run(ansible, "teardown", **ONE)
    assert gone.returncode == 0, gone.output
    said = gone.named("What is left, and why")["msg"]
    assert "The repository pipelines-dotnet-core of the project vaultpipe-demo serves the pipeline two." in said
    (project,) = emulator.state()["live"]["devops"]["projects"]
    files = {one["name"]: one["files"] for one in project["repositories"]}
    assert "azure-pipelines-two.yml" in files["pipelines-dotnet-core"]
    assert "azure-pipelines-one.yml" not in files["pipelines-dotnet-core"]
    run_two = ansible.play([step("devops_pipeline_run", project="vaultpipe-demo", pipeline="two", run="always", timeout=120)])
    assert not run_two[0].failed, run_two.output


def test_a_connection_of_both_keeps_its_access(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """The first one's removal leaves the second able to read its secret."""
    names = [{**one, "vaultpipe_service_connection": "c-both"} for one in (ONE, TWO)]
    for one in names:
        play = run(ansible, "setup", **one)
        assert play.returncode == 0, play.output
    gone = run(ansible, "teardown", **names[0])
    assert gone.returncode == 0, gone.output
    said = gone.named("What is left, and why")["msg"]
    assert any(one.startswith("The service connection c-both ") and "pipeline two" in one for one in said), said
    assert any(one.startswith("The access of the identity ") for one in said), said
    assert not [request for request in emulator.writes() if request.path.endswith("/accessPolicies/remove")]
    proof = [step("devops_pipeline_run", project="vaultpipe-demo", pipeline="two", run="always", timeout=120)]
    (run_two,) = ansible.play(proof)
    assert not run_two.failed, run_two.msg
    last = run(ansible, "teardown", **names[1])
    assert last.returncode == 0, last.output
    assert last.named("What is left, and why")["msg"] == ["Nothing of what the variables name is left."]


def test_an_identity_that_trusts_twenty_takes_no_connection_more(ansible: Ansible, emulator: EmulatorProcess) -> None:
    trusted = {"managed_identity": "id-full", "resource_group": GROUP, "issuer": "https://issuer.example"}
    play = ansible.play(
        [
            given_group(),
            given("managed_identity", name="id-full", resource_group=GROUP, location=LOCATION),
            *(given("federated_credential", name=f"other-{at}", subject=f"s{at}", **trusted) for at in range(20)),
            given("devops_project", name=PROJECT),
        ]
    )
    assert not any(outcome.failed for outcome in play)
    emulator.forget_requests()
    role = {
        "ansible.builtin.include_role": {"name": "vaultpipe.azure.service_connection"},
        "vars": {
            "service_connection_name": "c-one-more",
            "service_connection_project": PROJECT,
            "service_connection_identity_name": "id-full",
            "service_connection_identity_resource_group": GROUP,
        },
    }
    book = ansible.folder / "one-more.json"
    book.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [role]}]))
    full = ansible.playbook(str(book))
    assert full.returncode != 0, full.output
    assert "has 20 federated credentials, and Azure allows 20; so the service connection c-one-more was not made." in full.output
    assert emulator.writes() == []


def test_a_repository_stays_while_others_use_it(ansible: Ansible, portal: Portal) -> None:
    made = [
        given("devops_project", name=PROJECT),
        given("devops_repository", project=PROJECT, name="code", import_url=SAMPLE, files={"ours.txt": "one\n"}),
    ]
    (planned,) = ansible.play([*made, step("devops_repository", check=True, **GONE)])[2:]
    assert (planned["action"], planned["kept_because"]) == ("delete", [])

    route = f"/{PROJECT}/_apis/git/repositories/code"
    (head,) = portal.devops("GET", f"{route}/refs?filter=heads/main")["value"]
    change = {"changeType": "add", "item": {"path": "/theirs.txt"}, "newContent": {"content": "theirs", "contentType": "rawtext"}}
    push = {
        "refUpdates": [{"name": "refs/heads/theirs", "oldObjectId": "0" * 40}],
        "commits": [{"comment": "By hand", "changes": [change], "parents": [head["objectId"]]}],
    }
    portal.devops("POST", f"{route}/pushes", push)
    request = {"sourceRefName": "refs/heads/theirs", "targetRefName": "refs/heads/main", "title": "Theirs"}
    number = portal.devops("POST", f"{route}/pullrequests", request)["pullRequestId"]

    kept, project = ansible.play(
        [
            step("devops_repository", **GONE),
            step("devops_project", name=PROJECT, state="absent", only_managed=True),
        ]
    )
    assert (kept.changed, kept.writes, project.changed) == (False, [], False)
    said = " ".join(kept["kept_because"])
    assert f"holds the open pull request {number}." in said
    assert "holds commits of somebody else on the branch theirs." in said
    assert any("holds the repository code" in sentence for sentence in project["kept_because"])


def test_paths_of_files_follow_from_names_and_do_not_collide() -> None:
    names = [
        "shop",
        "Shop 2",
        "shop-2",
        "shop/2",
        "shop\\2",
        "Bäckerei",
        "Backerei",
        "店",
        "x" * 300,
        "x" * 301,
        "-",
        "a.b",
        "a-b",
    ]
    paths = [pipeline_yaml_path(name) for name in names] + [
        pipeline_yaml_path("shop", "web"),
        pipeline_yaml_path("shop", "web\\x"),
    ]
    assert len(set(paths)) == len(paths)
    assert pipeline_yaml_path("SHOP") == pipeline_yaml_path("shop") == "azure-pipelines-shop.yml"
    assert all(set(path) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.") and len(path) < 120 for path in paths)
