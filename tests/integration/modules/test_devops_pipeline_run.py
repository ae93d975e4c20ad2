# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of pipelines, when they are needed and how they end."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

MODULE = "devops_pipeline_run"
UNKNOWN = "(known after apply)"
PROJECT = "shop"
RUN: dict[str, Any] = {"project": PROJECT, "pipeline": "ci", "timeout": 60}
SECRETS = [{"vault_name": "kv-run-test", "name": "Key"}]
BUILDS = f"/vaultpipe/{PROJECT}/_apis/build/builds"
QUEUE = f"POST {BUILDS}"


def yaml(*scripts: str, pool: str = "vmImage: ubuntu-latest", publish: bool = False) -> str:
    """A pipeline of shell lines, which publishes out.txt as the artifact drop."""
    steps = "".join(f"- script: {script}\n  displayName: 'Step {number}'\n" for number, script in enumerate(scripts, start=1))
    if publish:
        steps += "- task: PublishBuildArtifacts@1\n  inputs:\n    PathtoPublish: out.txt\n    ArtifactName: drop\n"
    return f"trigger:\n- main\npool:\n  {pool}\nsteps:\n{steps}"


def given_file(content: str) -> dict[str, Any]:
    files = {"azure-pipelines.yml": content}
    return given("devops_repository", project=PROJECT, name=PROJECT, branch="main", files=files)


def given_pipeline(*scripts: str, **how: Any) -> list[dict[str, Any]]:
    """File first, pipeline second: the push starts nothing."""
    return [
        given("devops_project", name=PROJECT),
        given_file(yaml(*scripts, **how)),
        given("devops_pipeline", project=PROJECT, name="ci", repository=PROJECT, yaml_path="azure-pipelines.yml"),
    ]


def given_secret(value: str) -> dict[str, Any]:
    return given("keyvault_secret", **SECRETS[0], secret_value=value)


def given_vault() -> list[dict[str, Any]]:
    return [given_group(), given("keyvault", name=SECRETS[0]["vault_name"], resource_group=GROUP, location=LOCATION)]


def sent(outcome: Outcome) -> list[str]:
    return [f"{request.method} {request.path}" for request in outcome.writes]


def downloads(outcome: Outcome) -> int:
    """Reads of an artifact: about it and itself."""
    return sum(request.path.endswith("/artifacts") for request in outcome.requests)


def runs(portal: Portal) -> list[dict[str, Any]]:
    """The newest first."""
    found: list[dict[str, Any]] = portal.devops("GET", f"/{PROJECT}/_apis/build/builds")["value"]
    return found


def test_life(ansible: Ansible, portal: Portal, tmp_path: Path) -> None:
    place = tmp_path / "artifact"
    options = {**RUN, "artifact": "drop", "artifact_dir": str(place)}
    file = place / "drop" / "out.txt"
    spoil = {"ansible.builtin.copy": {"content": "spoilt", "dest": str(file)}}
    play = ansible.play(
        [
            *given_pipeline("echo made > out.txt", publish=True),
            step(MODULE, check=True, **options),
            step(MODULE, **RUN, run="never"),
            step(MODULE, **options),
            step(MODULE, **options),
            step(MODULE, check=True, **options),
            spoil,
            step(MODULE, check=True, **options),
            {"ansible.builtin.slurp": {"src": str(file)}},
            step(MODULE, **options),
            step(MODULE, **options, run="never"),
            step(MODULE, **RUN),
        ],
    )
    planned, none_yet, made, again, again_planned, _spoil, restoring, still_spoilt, restored, reported, plain = play[3:]

    assert (planned["action"], planned.writes) == ("run", [])
    assert planned["pipeline_run"]["id"] == UNKNOWN
    assert planned["pipeline_run"]["artifact"] == {"name": "drop", "path": str(place / "drop"), "files": UNKNOWN}
    assert (none_yet["action"], none_yet["pipeline_run"]) == ("none", None)

    run = made["pipeline_run"]
    assert (made["action"], sent(made)) == ("run", [QUEUE])
    (build,) = runs(portal)
    assert run == {
        "id": build["id"],
        "number": build["buildNumber"],
        "state": "completed",
        "result": "succeeded",
        "url": build["_links"]["web"]["href"],
        "commit": build["sourceVersion"],
        "branch": "refs/heads/main",
        "reason": "manual",
        "started": build["startTime"],
        "finished": build["finishTime"],
        "artifact": {"name": "drop", "path": str(place / "drop"), "files": ["drop/out.txt"]},
        "adopted": False,
    }

    for outcome in (again, again_planned):
        assert (outcome["action"], outcome.changed, outcome.writes) == ("none", False, [])
        assert outcome["pipeline_run"] == run
    assert (restoring["action"], restoring.changed, restoring.writes) == ("download", True, [])
    assert restoring["diff"]["before"]["artifact"]["files"] == []
    assert still_spoilt["content"] == "c3BvaWx0"
    assert (restored["action"], restored["pipeline_run"], restored.writes) == ("download", run, [])
    assert file.read_text() == "made\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(path.name for path in place.rglob("*")) == ["drop", "out.txt"]

    assert (reported["action"], reported["pipeline_run"]["id"], downloads(reported)) == ("none", run["id"], 0)
    assert (plain["action"], plain["pipeline_run"]["artifact"], downloads(plain)) == ("none", None, 0)


def test_a_newer_secret_needs_one_run(ansible: Ansible, portal: Portal) -> None:
    needed = step(MODULE, **RUN, secrets=SECRETS)
    play = ansible.play(
        [
            *given_vault(),
            given_secret("one"),
            *given_pipeline("echo hello"),
            needed,
            needed,
            given_secret("two"),
            {**needed, "check_mode": True},
            needed,
            needed,
            step(MODULE, **RUN, run="always"),
        ],
    )
    first, again, _secret, planned, second, second_again, always = play[6:]
    assert [first["action"], again["action"], planned["action"], second["action"]] == ["run", "none", "run", "run"]
    assert (again.writes, planned.writes) == ([], [])
    assert (second_again["action"], second_again["pipeline_run"]["id"]) == ("none", second["pipeline_run"]["id"])
    assert always["action"] == "run"
    assert len(runs(portal)) == 3


def test_the_run_that_a_push_started_is_adopted(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    """Without an agent the run waits in the queue for as long as the test likes."""
    emulator.rules(agents_online=False)
    pool = "name: Default"
    push = given_file(yaml("echo two", pool=pool))
    planned = ansible.play([*given_pipeline("echo one", pool=pool), push, step(MODULE, **RUN, check=True)])[-1]
    assert (planned["action"], planned["pipeline_run"]["adopted"], planned.writes) == ("adopt", True, [])
    emulator.rules(agents_online=True)
    adopted, again = ansible.play([step(MODULE, **RUN), step(MODULE, **RUN)])
    run = adopted["pipeline_run"]
    # With Azure's delays it may have begun late, and ended before anybody looked.
    assert (adopted["action"] in ("adopt", "none"), run["reason"], adopted.writes) == (True, "individualCI", [])
    assert run["result"] == "succeeded"
    assert (again["action"], again["pipeline_run"]["id"]) == ("none", run["id"])
    assert len(runs(portal)) == 1


def test_check_mode_on_an_empty_cloud(ansible: Ansible) -> None:
    play = ansible.play(
        [
            step(MODULE, check=True, **RUN, secrets=SECRETS, artifact="drop", artifact_dir="/nowhere"),
            step(MODULE, check=True, **RUN, run="never"),
            *given_pipeline("echo hello"),
            step(MODULE, check=True, **RUN, secrets=SECRETS),
        ],
    )
    empty, never, no_vault = play[0], play[1], play[5]
    assert (empty["action"], empty.changed, empty.writes) == ("run", True, [])
    assert empty["pipeline_run"]["result"] == "succeeded"
    assert (never["action"], never["pipeline_run"]) == ("none", None)
    assert (no_vault["action"], no_vault.writes) == ("run", [])


def test_missing_parents_outside_check_mode(ansible: Ansible) -> None:
    play = ansible.play(
        [
            step(MODULE, **RUN),
            *given_pipeline("echo hello"),
            step(MODULE, **RUN, secrets=SECRETS),
            *given_vault(),
            step(MODULE, **RUN, secrets=SECRETS),
            step(MODULE, **RUN, branch="gone"),
        ]
    )
    no_pipeline, no_vault, no_secret, no_branch = play[0], play[4], play[7], play[8]
    assert "There is no pipeline ci in shop" in no_pipeline.msg
    assert "there is no such vault" in no_vault.msg
    assert "has no such secret" in no_secret.msg
    assert "branch is 'gone'" in no_branch.msg
    assert not any(outcome.writes for outcome in (no_pipeline, no_vault, no_secret, no_branch))
    assert all(outcome.failed for outcome in (no_pipeline, no_vault, no_secret, no_branch))


def test_bad_input_is_refused_before_any_request(ansible: Ansible) -> None:
    bad = {
        "pipeline is empty": {**RUN, "pipeline": " "},
        "artifact is '../drop'": {**RUN, "artifact": "../drop"},
        "artifact is '..'": {**RUN, "artifact": ".."},
        "missing parameter(s) required by 'artifact_dir': artifact": {**RUN, "artifact_dir": "/nowhere"},
        "value of run must be one of": {**RUN, "run": "sometimes"},
        "vault_name, vault_uri": {**RUN, "secrets": [{"name": "Key"}]},
    }
    play = ansible.play([step(MODULE, **options) for options in bad.values()])
    for outcome, words in zip(play, bad, strict=True):
        assert outcome.failed
        assert words in outcome.msg
        assert outcome.requests == []


def test_a_failing_step_is_named_with_its_log(ansible: Ansible) -> None:
    play = ansible.play([*given_pipeline("echo fine", "echo größer … before the end; exit 3", "echo never"), step(MODULE, **RUN)])
    failed = play[-1]
    assert failed.failed
    assert "'Step 2'" in failed.msg
    assert failed["pipeline_run"]["url"] in failed.msg
    assert failed["step"] == "Step 2"
    assert any("exited with code '3'" in issue for issue in failed["issues"])
    assert any("größer … before the end" in line for line in failed["log_tail"])
    assert failed["pipeline_run"]["result"] == "failed"


def test_after_a_failed_run_another_is_needed(ansible: Ansible) -> None:
    play = ansible.play([*given_pipeline("exit 1"), step(MODULE, **RUN), given_file(yaml("true")), step(MODULE, **RUN)])
    assert play[3].failed
    assert play[5]["pipeline_run"]["result"] == "succeeded"


def test_an_artifact_that_the_run_does_not_publish(ansible: Ansible) -> None:
    play = ansible.play([*given_pipeline("echo hello"), step(MODULE, **RUN, artifact="drop")])
    assert play[-1].failed
    assert "published no artifact drop" in play[-1].msg
    assert "PublishBuildArtifacts@1" in play[-1].msg


@pytest.mark.parametrize("execution", ["controller", "module"])
def test_a_relative_artifact_dir_is_below_the_current_folder(ansible: Ansible, tmp_path: Path, execution: Execution) -> None:
    """Not below the playbook's, where module processes start."""
    tasks = [*given_pipeline("echo made > out.txt", publish=True), step(MODULE, **RUN, artifact="drop", artifact_dir="a/b")]
    (tmp_path / "books").mkdir()
    book = tmp_path / "books/relative.json"
    book.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": tasks}]))
    play = ansible.playbook(str(book), execution=execution)
    assert play.returncode == 0, play.output
    assert play[-1]["pipeline_run"]["artifact"]["path"] == str(tmp_path / "a/b/drop")
    assert (tmp_path / "a/b/drop/out.txt").read_text() == "made\n"


def test_an_artifact_dir_that_cannot_be_written(ansible: Ansible, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    place = str(tmp_path / "file")
    play = ansible.play(
        [*given_pipeline("echo made > out.txt", publish=True), step(MODULE, **RUN, artifact="drop", artifact_dir=place)]
    )
    assert play[-1].failed
    assert f"artifact_dir is '{place}'" in play[-1].msg


def test_no_hosted_parallelism(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.rules(hosted_parallelism=0)
    failed = ansible.play([*given_pipeline("echo hello"), step(MODULE, **RUN)])[-1]
    assert failed.failed
    assert "No hosted parallelism has been purchased" in failed.msg
    assert "https://aka.ms/azpipelines-parallelism-request" in failed.msg


def test_a_run_without_an_agent_is_followed_when_one_is_there(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal
) -> None:
    emulator.rules(agents_online=False)
    stuck = ansible.play([*given_pipeline("echo hello", pool="name: Default"), step(MODULE, **RUN)])[-1]
    assert stuck.failed
    assert "the pool Default has no agent online" in stuck.msg
    emulator.rules(agents_online=True)
    followed = ansible.run(MODULE, RUN)
    assert followed["action"] in ("adopt", "none")  # as above
    assert (followed["pipeline_run"]["result"], followed.writes) == ("succeeded", [])
    assert len(runs(portal)) == 1


def test_a_timeout_leaves_the_run_alone(ansible: Ansible, portal: Portal) -> None:
    late = ansible.play([*given_pipeline("sleep 20"), step(MODULE, **{**RUN, "timeout": 1})])[-1]
    assert late.failed
    assert "Timed out after 1 s waiting for the run" in late.msg
    assert "run again to follow it" in late.msg
    (build,) = runs(portal)
    assert build["status"] in ("notStarted", "inProgress")
    portal.devops("PATCH", f"/{PROJECT}/_apis/build/builds/{build['id']}", {"status": "cancelling"})


def test_what_cannot_be_queued_says_why(ansible: Ansible) -> None:
    vault = "- task: AzureKeyVault@2\n  inputs:\n    azureSubscription: nowhere\n    KeyVaultName: kv-run-test\n"
    play = ansible.play(
        [*given_pipeline("echo hello"), given_file(yaml("echo hello") + vault), step(MODULE, **RUN, run="always")]
    )
    refused = play[-1]
    assert refused.failed
    assert "nowhere" in refused.msg
    assert "vaultpipe.azure.devops_service_connection" in refused.msg


@pytest.mark.parametrize("lost", ["before", "after"])
def test_a_lost_answer_starts_no_second_run(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, lost: str) -> None:
    ansible.play(given_pipeline("echo hello"))
    emulator.fault({"method": "POST", "path": ".*/_apis/build/builds"}, {"drop": lost})
    outcome = ansible.run(MODULE, RUN)
    assert outcome.failed == (lost == "before")
    assert len(runs(portal)) == (1 if lost == "after" else 0)


def test_pipelines_of_one_name_in_two_folders(ansible: Ansible, portal: Portal) -> None:
    other = {"project": PROJECT, "name": "ci", "folder": "b", "repository": PROJECT, "yaml_path": "azure-pipelines.yml"}
    given_other = given("devops_pipeline", **other)
    one_folder = step(MODULE, **RUN, folder="b")
    play = ansible.play([*given_pipeline("echo hello"), given_other, step(MODULE, **RUN), one_folder])
    ambiguous, one = play[4:]
    assert ambiguous.failed
    assert "2 pipelines named ci" in ambiguous.msg
    assert one["action"] == "run"
    assert runs(portal)[0]["definition"]["path"] == "\\b"
    by_number = ansible.run(MODULE, {**RUN, "pipeline": str(runs(portal)[0]["definition"]["id"])})
    assert (by_number["action"], by_number["pipeline_run"]["id"]) == ("none", one["pipeline_run"]["id"])
