# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that fail, do not begin or are not found."""

from __future__ import annotations

from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import step
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
