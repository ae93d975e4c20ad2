# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole tutorial by `vaultpipe.azure.setup`: what it does from nothing, again, and after one change."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess, Request

SETUP = "vaultpipe.azure.setup"
REQUESTS_AGAIN = 30
"""Requests of a run that finds nothing to do, those for three tokens included (docs/docsite/rst/requests.rst); a PAT takes the
place of one."""


@pytest.fixture
def artifact(tmp_path: Path) -> Path:
    return tmp_path / "artifact"


@pytest.fixture
def set_up_before(emulator: EmulatorProcess, set_ups: SetUps) -> None:
    emulator.restore(set_ups().snapshot)


def set_up(ansible: Ansible, artifact: Path, **variables: str) -> Play:
    return ansible.playbook(SETUP, extra_vars={"vaultpipe_artifact_dir": str(artifact), **variables})


def told(requests: list[Request]) -> list[str]:
    """The requests, each as its method and the last fixed word of its path."""
    return [f"{request.method} {request.path}" for request in requests]


def test_check_mode_on_an_empty_cloud_reports_and_writes_nothing(
    ansible: Ansible, emulator: EmulatorProcess, artifact: Path
) -> None:
    play = ansible.playbook(SETUP, check=True, diff=True, extra_vars={"vaultpipe_artifact_dir": str(artifact)})
    assert play.returncode == 0, play.output
    assert play.recap["changed"] >= 10
    assert "(known after apply)" in play.output
    assert emulator.writes() == []
    assert emulator.state()["live"] == emulator_start(emulator)
    assert not artifact.exists()


def emulator_start(emulator: EmulatorProcess) -> object:
    emulator.reset()
    return emulator.state()["live"]


@pytest.mark.smoke
def test_second_run_changes_nothing(ansible: Ansible, emulator: EmulatorProcess, artifact: Path) -> None:
    first = set_up(ansible, artifact)
    assert first.returncode == 0, first.output
    assert (artifact / "drop/secret.txt").read_bytes() == b"hello-from-the-vault-4711\n"
    state = emulator.state()
    emulator.forget_requests()
    second = set_up(ansible, artifact)
    assert second.returncode == 0, second.output
    assert second.recap["changed"] == 0
    assert emulator.writes() == []
    by_pat = emulator.environment.get("AZURE_DEVOPS_AUTH") == "pat"
    expected = REQUESTS_AGAIN - 1 if by_pat else REQUESTS_AGAIN
    assert len(emulator.requests()) == expected, "\n".join(told(emulator.requests()))
    assert emulator.state()["live"] == state["live"]


@pytest.mark.usefixtures("set_up_before")
def test_another_value_makes_one_version_one_run_and_a_new_artifact(
    ansible: Ansible, emulator: EmulatorProcess, artifact: Path
) -> None:
    play = set_up(ansible, artifact, vaultpipe_secret_value="another-value-0815")
    assert play.returncode == 0, play.output
    ours = [request for request in emulator.writes() if request.caller == "vaultpipe-caller"]
    assert [request.method for request in ours] == ["PUT", "POST"], told(ours)
    assert ours[0].path == "/secrets/MySecret"
    assert "build" in ours[1].path.lower() or "pipelines" in ours[1].path.lower()
    assert (artifact / "drop/secret.txt").read_bytes() == b"another-value-0815\n"


@pytest.mark.usefixtures("set_up_before")
def test_another_pipeline_file_makes_one_commit_and_one_run(ansible: Ansible, emulator: EmulatorProcess, artifact: Path) -> None:
    play = set_up(ansible, artifact, pipeline_secrets_filter="MySecret")
    assert play.returncode == 0, play.output
    ours = [request for request in emulator.writes() if request.caller == "vaultpipe-caller"]
    assert len(ours) == 1, told(ours)
    assert ours[0].path.endswith("/pushes")
    builds = emulator.state()["live"]["devops"]
    assert str(builds).count("individualCI") <= 1


def test_the_classic_way_ends_alike_and_leaves_the_repository_alone(
    ansible: Ansible, emulator: EmulatorProcess, artifact: Path
) -> None:
    first = set_up(ansible, artifact, vaultpipe_pipeline_type="classic")
    assert first.returncode == 0, first.output
    assert (artifact / "drop/secret.txt").read_bytes() == b"hello-from-the-vault-4711\n"
    assert [one.path for one in emulator.writes() if one.path.endswith("/pushes")] == []
    emulator.forget_requests()
    second = set_up(ansible, artifact, vaultpipe_pipeline_type="classic")
    assert second.returncode == 0, second.output
    assert second.recap["changed"] == 0
    assert emulator.writes() == []

    third = set_up(ansible, artifact, vaultpipe_pipeline_type="classic", pipeline_secrets_filter="MySecret")
    assert third.returncode == 0, third.output
    ours = [request for request in emulator.writes() if request.caller == "vaultpipe-caller"]
    assert [request.method for request in ours] == ["PUT", "POST"], told(ours)


@pytest.mark.smoke
def test_a_service_principal_and_roles(ansible: Ansible, emulator: EmulatorProcess, artifact: Path) -> None:
    chosen = {"vaultpipe_identity_type": "service_principal", "vaultpipe_access": "rbac"}
    planned = ansible.playbook(SETUP, check=True, extra_vars={"vaultpipe_artifact_dir": str(artifact), **chosen})
    assert planned.returncode == 0, planned.output
    assert emulator.writes() == []
    first = set_up(ansible, artifact, **chosen)
    assert first.returncode == 0, first.output
    assert (artifact / "drop/secret.txt").read_bytes() == b"hello-from-the-vault-4711\n"
    emulator.forget_requests()
    second = set_up(ansible, artifact, **chosen)
    assert second.returncode == 0, second.output
    assert second.recap["changed"] == 0
    assert emulator.writes() == []


@pytest.mark.usefixtures("set_up_before")
def test_from_access_policies_to_roles(ansible: Ansible, emulator: EmulatorProcess, artifact: Path) -> None:
    switched = set_up(ansible, artifact, vaultpipe_access="rbac")
    assert switched.returncode == 0, switched.output
    emulator.forget_requests()
    again = set_up(ansible, artifact, vaultpipe_access="rbac")
    assert again.returncode == 0, again.output
    assert again.recap["changed"] == 0
    back = ansible.playbook(SETUP, check=True, extra_vars={"vaultpipe_artifact_dir": str(artifact)})
    assert back.returncode == 0, back.output
    assert back.recap["changed"] > 0
    assert emulator.writes() == []


def test_where_the_tenant_wants_a_reference_on_app_registrations(
    ansible: Ansible, emulator: EmulatorProcess, artifact: Path
) -> None:
    emulator.rules(service_management_reference_required=True)
    refused = set_up(ansible, artifact, vaultpipe_identity_type="service_principal")
    assert refused.returncode != 0
    assert "set service_management_reference" in refused.output
    chosen = {"vaultpipe_identity_type": "service_principal", "vaultpipe_service_management_reference": "4711"}
    assert set_up(ansible, artifact, **chosen).returncode == 0
    emulator.forget_requests()
    again = set_up(ansible, artifact, **chosen)
    assert (again.recap["changed"], emulator.writes()) == (0, [])


def test_variables_that_are_missing_are_named_before_any_request(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.environment.pop("VAULTPIPE_VARS")
    play = ansible.playbook(SETUP, extra_vars={"vaultpipe_project": "p"})
    assert play.returncode != 0
    for name in ("vaultpipe_organization", "vaultpipe_vault_name", "vaultpipe_secret_value", "vaultpipe_artifact_dir"):
        assert name in play.output
    assert "vaultpipe_project" not in play.output.partition("missing required arguments")[2].split("\n")[0]
    assert emulator.requests() == []


def test_variables_that_are_empty_are_named_before_any_request(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.playbook(
        SETUP, extra_vars={"vaultpipe_vault_name": None, "vaultpipe_secret_value": "", "vaultpipe_artifact_dir": "a"}
    )
    assert play.returncode != 0
    assert "Empty variables: vaultpipe_vault_name, vaultpipe_secret_value." in play.output
    assert emulator.requests() == []


@pytest.mark.parametrize("value", ['say "hi"', "it's", "a$HOME", "two\nlines", "-n", "a  b", "back\\slash", "*"])
def test_a_value_that_echo_would_change_is_refused_before_any_request(
    ansible: Ansible, emulator: EmulatorProcess, artifact: Path, value: str
) -> None:
    play = set_up(ansible, artifact, vaultpipe_secret_value=value)
    assert play.returncode != 0
    assert "cannot be proven by the tutorial's artifact" in play.output
    assert emulator.requests() == []


@pytest.mark.parametrize("value", [123, True])
def test_a_value_that_yaml_takes_for_no_text_is_refused_before_any_request(
    ansible: Ansible, emulator: EmulatorProcess, value: int
) -> None:
    play = ansible.playbook(SETUP, extra_vars={"vaultpipe_secret_value": value, "vaultpipe_artifact_dir": "a"})
    assert play.returncode != 0
    assert "vaultpipe_secret_value is not a text" in play.output
    assert emulator.requests() == []


def test_it_runs_by_file_inside_the_playbooks_folder(ansible: Ansible, artifact: Path) -> None:
    playbook = Path(__file__).resolve().parents[3] / "playbooks/setup.yml"
    play = ansible.playbook(str(playbook), check=True, extra_vars={"vaultpipe_artifact_dir": str(artifact)})
    assert play.returncode == 0, play.output
