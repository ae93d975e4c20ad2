# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists runs of a pipeline."""

from __future__ import annotations

import json

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

INFO = "devops_pipeline_run_info"
SHOP = {"project": "shop"}
RUNS = {**SHOP, "pipeline": "shop"}
CANARY = "canary-of-a-run-496"
FORBIDDEN = {"status": 403, "body": {"typeKey": "AccessDeniedException", "message": "You may not."}}
FILE = """\
trigger: none
pool:
  vmImage: ubuntu-latest
steps:
- script: 'test "$WANTED" != "broken" && echo hello > $(Build.ArtifactStagingDirectory)/hello.txt'
  env:
    WANTED: $(wanted)
- task: PublishBuildArtifacts@1
  inputs:
    PathtoPublish: $(Build.ArtifactStagingDirectory)
    ArtifactName: drop
"""


def given_pipeline(ansible: Ansible) -> None:
    ansible.play(
        [
            given("devops_project", name="shop"),
            given("devops_repository", **SHOP, files={"ci.yml": FILE}),
            given("devops_repository", **SHOP, branch="feature", files={"more.txt": "more"}),
            given(
                "devops_pipeline", **SHOP, name="shop", yaml_path="ci.yml", branch="main",
                queue_time_variables={"wanted": "right", "token": "none"},
            ),
        ]
    )  # fmt: skip


def test_what_is_found(ansible: Ansible) -> None:
    given_pipeline(ansible)
    again = {**RUNS, "run": "always"}
    nothing, *ran = ansible.play(
        [
            step(INFO, **RUNS),
            given("devops_pipeline_run", **again, variables={"token": CANARY}),
            given("devops_pipeline_run", **again, branch="feature"),
            given("devops_pipeline_run", **again, variables={"wanted": "broken"}),
        ]
    )
    good, feature, broken = (outcome["pipeline_run"] for outcome in ran)
    everything, checked, newest, of_main, failed, by_id, *missing = found = ansible.play(
        [
            step(INFO, **RUNS),
            step(INFO, check=True, **RUNS),
            step(INFO, **RUNS, limit=1),
            step(INFO, check=True, **RUNS, branch="main"),
            step(INFO, **RUNS, result="failed"),
            step(INFO, **SHOP, run=str(feature["id"])),
            step(INFO, **RUNS, branch="none"),
            step(INFO, **SHOP, run_id="4711"),
        ]
    )
    assert [outcome.msg for outcome in found if outcome.failed] == []
    assert [(outcome.changed, outcome.writes) for outcome in found] == [(False, [])] * 8
    shown = everything["pipeline_runs"]
    assert [one["id"] for one in shown] == [broken["id"], feature["id"], good["id"]]
    for run, same in zip(shown, (broken, feature, good), strict=True):
        assert {name: run[name] for name in same if name in run} == {name: same[name] for name in run if name in same}
        assert set(same) - set(run) == {"adopted", "artifact"}
        assert run["pipeline"] == "shop"
        assert run["queued"] <= run["started"] <= run["finished"]
    assert [(one["result"], one["artifacts"]) for one in shown] == [
        ("failed", []), ("succeeded", ["drop"]), ("succeeded", ["drop"])
    ]  # fmt: skip
    assert checked["pipeline_runs"] == shown
    assert newest["pipeline_runs"] == failed["pipeline_runs"] == shown[:1]
    assert of_main["pipeline_runs"] == [shown[0], shown[2]]
    assert by_id["pipeline_runs"] == shown[1:2]
    assert nothing["pipeline_runs"] == missing[0]["pipeline_runs"] == missing[1]["pipeline_runs"] == []
    assert CANARY not in json.dumps([outcome.result for outcome in found])


def test_what_cannot_be_told_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    no_project, no_run_of_it = ansible.play([step(INFO, **RUNS), step(INFO, **SHOP, run="1")])
    given_pipeline(ansible)
    no_pipeline, misnumbered, too_many = ansible.play(
        [step(INFO, **SHOP, pipeline="none"), step(INFO, **SHOP, run="one"), step(INFO, **RUNS, limit=0)]
    )
    emulator.fault({"method": "GET", "path": ".*/_apis/build/builds"}, FORBIDDEN)
    (forbidden,) = ansible.play([step(INFO, **RUNS)])
    assert "There is no project shop in" in no_project.msg
    assert "There is no project shop in" in no_run_of_it.msg
    assert "There is no pipeline none in the project shop. Create it first" in no_pipeline.msg
    assert "run is 'one'" in misnumbered.msg
    assert "limit is 0, but it is 1 to 1000." in too_many.msg
    assert misnumbered.requests == too_many.requests == []
    assert forbidden["status"] == 403
    for outcome in (no_project, no_run_of_it, no_pipeline, misnumbered, too_many, forbidden):
        assert outcome.failed
        assert "pipeline_runs" not in outcome.result
