# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of runs, and the runs that only count with them."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

MODULE = "devops_pipeline_run_tag"
YAML = "trigger: none\npool:\n  vmImage: ubuntu-latest\nsteps:\n- script: echo done\n"
RUN: dict[str, Any] = {"project": "shop", "pipeline": "ci", "timeout": 60}
TAG: dict[str, Any] = {"project": "shop", "run": "{{ ran.pipeline_run.id }}", "tag": "looked-at"}
LABELLED = {**RUN, "required_tags": ["Looked-at"]}


def given_run() -> list[dict[str, Any]]:
    return [
        given("devops_project", name="shop"),
        given("devops_repository", project="shop", name="shop", branch="main", files={"ci.yml": YAML}),
        given("devops_pipeline", project="shop", name="ci", repository="shop", yaml_path="ci.yml"),
        given("devops_pipeline_run", register="ran", **RUN),
    ]


def test_life(ansible: Ansible, portal: Portal) -> None:
    other = {**TAG, "tag": "other"}
    play = ansible.play(
        [
            *given_run(),
            given(MODULE, **other),
            step(MODULE, check=True, **TAG),
            step("devops_pipeline_run", check=True, **LABELLED),
            step(MODULE, **TAG),
            step(MODULE, **TAG),
            step("devops_pipeline_run", **LABELLED),
            step(MODULE, check=True, state="absent", **TAG),
            step(MODULE, state="absent", **TAG),
            step(MODULE, state="absent", **TAG),
        ],
    )[5:]
    planned, wanted, made, again, counted, leaving, gone, absent = play
    shown = {"project": "shop", "run": "1", "tag": "looked-at"}
    assert (planned.changed, planned["run_tag"], planned.writes) == (True, shown, [])
    assert (wanted["action"], wanted.writes) == ("run", [])
    assert (made.changed, made["run_tag"]) == (True, shown)
    tags = "/vaultpipe/shop/_apis/build/builds/1/tags/looked-at"
    assert [f"{request.method} {request.path}" for request in made.writes] == [f"PUT {tags}"]
    assert (again.changed, again.writes) == (False, [])
    assert (counted["action"], counted["pipeline_run"]["id"], counted.writes) == ("none", 1, [])
    assert (leaving.changed, leaving.writes) == (True, [])
    assert [f"{request.method} {request.path}" for request in gone.writes] == [f"DELETE {tags}"]
    assert (absent.changed, absent.writes, absent["run_tag"]) == (False, [], None)
    assert portal.devops("GET", "/shop/_apis/build/builds")["value"][0]["tags"] == ["other"]


def test_a_failed_or_lost_request_is_sent_again(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play(given_run())
    faults: dict[str, dict[str, Any]] = {
        "failed": {"status": 503},
        "unheard": {"drop": "before"},
        "unanswered": {"drop": "after"},
    }
    for tag, action in faults.items():
        for method in ("PUT", "DELETE"):
            emulator.fault({"method": method, "path": f".*/tags/{tag}"}, action)
    tags = [{**TAG, "run": "1", "tag": tag} for tag in faults]
    tagged = ansible.play([step(MODULE, **one, retry_delay=0.1) for one in tags])
    assert portal.devops("GET", "/shop/_apis/build/builds")["value"][0]["tags"] == sorted(faults)
    untagged = ansible.play([step(MODULE, **one, state="absent", retry_delay=0.1) for one in tags])
    assert portal.devops("GET", "/shop/_apis/build/builds")["value"][0]["tags"] == []
    for method, play in (("PUT", tagged), ("DELETE", untagged)):
        assert [(outcome.changed, [one.method for one in outcome.writes]) for outcome in play] == [(True, [method] * 2)] * 3


def test_refusals(ansible: Ansible) -> None:
    play = ansible.play(
        [
            given("devops_project", name="shop"),
            step(MODULE, **{**TAG, "run": "newest"}),
            step(MODULE, **{**TAG, "run": "1", "tag": "a/b"}),
            step(MODULE, **{**TAG, "run": "4711"}),
            step(MODULE, **{**TAG, "run": "4711", "state": "absent"}),
            step(MODULE, check=True, **{**TAG, "run": "(known after apply)"}),
        ],
    )[1:]
    number, tag, missing, absent, unknown = play
    assert "run is 'newest', but the id of a run is a number." in number.msg
    assert "tag is 'a/b', but a tag is not empty and has no '/' or ','." in tag.msg
    assert number.requests + tag.requests == []
    assert "There is no run 4711 in shop. Correct run or project." in missing.msg
    assert (absent.failed, absent.changed) == (False, False)
    assert (unknown.failed, unknown.changed) == (False, True)
