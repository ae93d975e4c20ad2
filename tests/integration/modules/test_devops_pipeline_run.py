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
from ansible_collections.vaultpipe.azure.tests.support.modules.pipeline_runs import (
    MODULE,
    PROJECT,
    RUN,
    given_file,
    given_pipeline,
    runs,
    yaml,
)

UNKNOWN = "(known after apply)"
SECRETS = [{"vault_name": "kv-run-test", "name": "Key"}]
BUILDS = f"/vaultpipe/{PROJECT}/_apis/build/builds"
QUEUE = f"POST {BUILDS}"


def given_secret(value: str) -> dict[str, Any]:
    return given("keyvault_secret", **SECRETS[0], secret_value=value)


def given_vault() -> list[dict[str, Any]]:
    return [given_group(), given("keyvault", name=SECRETS[0]["vault_name"], resource_group=GROUP, location=LOCATION)]


def sent(outcome: Outcome) -> list[str]:
    return [f"{request.method} {request.path}" for request in outcome.writes]


def downloads(outcome: Outcome) -> int:
    """Reads of an artifact: about it and itself."""
    return sum(request.path.endswith("/artifacts") for request in outcome.requests)


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
