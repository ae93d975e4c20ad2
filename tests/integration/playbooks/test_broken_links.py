# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One link of a working set-up broken on purpose: the error names the link and what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

GROUP = "rg-vaultpipe-demo"
VAULT = "kv-vaultpipe-demo"
IDENTITY = "id-vaultpipe-demo"
CONNECTION = "azure-vaultpipe-demo"
PROJECT = PIPELINE = "vaultpipe-demo"

VERIFY: dict[str, Any] = {
    "vaultpipe.azure.devops_service_connection": {
        "name": CONNECTION,
        "project": PROJECT,
        "managed_identity": IDENTITY,
        "identity_resource_group": GROUP,
        "verify": True,
        "verify_timeout": 1,
    }
}
RUN: dict[str, Any] = {
    "vaultpipe.azure.devops_pipeline_run": {
        "pipeline": PIPELINE,
        "project": PROJECT,
        "run": "always",
        "secrets": [{"vault_name": VAULT, "name": "MySecret"}],
        "timeout": 60,
    }
}
POLICY = {"vault_name": VAULT, "managed_identity": IDENTITY, "identity_resource_group": GROUP}


@pytest.fixture
def cloud(emulator: EmulatorProcess, set_ups: SetUps) -> EmulatorProcess:
    """With the whole tutorial set up."""
    emulator.restore(set_ups().snapshot)
    return emulator


def broken(ansible: Ansible, cloud: EmulatorProcess, *tasks: dict[str, Any]) -> Outcome:
    """Runs the tasks; all but the last succeed and take effect, the last fails."""
    if len(tasks) > 1:
        play = ansible.play(tasks[:-1])
        assert not any(outcome.failed for outcome in play), play.output
        cloud.settle()
    play = ansible.play(tasks[-1:])
    last: Outcome = play[0]
    assert last.failed, play.output
    return last


def federated(**options: str) -> dict[str, Any]:
    return {
        "vaultpipe.azure.federated_credential": {
            "name": CONNECTION, "managed_identity": IDENTITY, "resource_group": GROUP, **options,
        }
    }  # fmt: skip


def trust_with(cloud: EmulatorProcess, ansible: Ansible, **changed: str) -> dict[str, Any]:
    """The task that gives the federated credential another issuer, subject or audience than the connection's."""
    found = ansible.run("devops_service_connection", {k: v for k, v in VERIFY["vaultpipe.azure.devops_service_connection"].items()
                                                      if k != "verify"})  # fmt: skip
    connection = found["service_connection"]
    return federated(**{"issuer": connection["issuer"], "subject": connection["subject"], **changed})


@pytest.mark.usefixtures("cloud")
@pytest.mark.parametrize(
    ("link", "value"), [("subject", "another-subject"), ("issuer", "https://issuer.example"), ("audience", "api://another")]
)
def test_verification_names_the_wrong_field_of_the_trust(ansible: Ansible, cloud: EmulatorProcess, link: str, value: str) -> None:
    failed = broken(ansible, cloud, trust_with(cloud, ansible, **{link: value}), VERIFY)
    assert link in failed.msg
    assert "federated_credential" in failed.msg


def test_a_run_with_a_wrong_subject_says_so(ansible: Ansible, cloud: EmulatorProcess) -> None:
    failed = broken(ansible, cloud, trust_with(cloud, ansible, subject="another-subject"), RUN)
    assert "AADSTS700213" in failed.msg
    assert "Azure Key Vault" in failed.msg


def test_no_list_permission(ansible: Ansible, cloud: EmulatorProcess) -> None:
    only_get = {"vaultpipe.azure.kv_access_policy": {**POLICY, "mode": "set", "secrets": ["get"]}}
    failed = broken(ansible, cloud, only_get, RUN)
    assert "does not have secrets list permission" in failed.msg
    assert "kv_access_policy" in failed.msg


def test_vault_in_rbac_mode(ansible: Ansible, cloud: EmulatorProcess) -> None:
    rbac = {"vaultpipe.azure.keyvault": {"name": VAULT, "resource_group": GROUP, "enable_rbac_authorization": True}}
    failed = broken(ansible, cloud, rbac, {"vaultpipe.azure.kv_access_policy": {**POLICY, "secrets": ["get", "list"]}})
    assert "Key Vault Secrets User" in failed.msg
    failed = broken(ansible, cloud, RUN)
    assert "role_assignment" in failed.msg


def test_no_reader_role(ansible: Ansible, cloud: EmulatorProcess) -> None:
    unassign = {
        "vaultpipe.azure.role_assignment": {
            "role": "Reader", "managed_identity": IDENTITY, "identity_resource_group": GROUP, "state": "absent",
        }
    }  # fmt: skip
    failed = broken(ansible, cloud, unassign, VERIFY)
    assert "Reader" in failed.msg
    assert "role_assignment" in failed.msg


def test_pipeline_not_authorised(ansible: Ansible, cloud: EmulatorProcess) -> None:
    revoke = {
        "vaultpipe.azure.devops_pipeline_permission": {
            "project": PROJECT, "pipeline": PIPELINE, "resource_type": "endpoint", "resource": CONNECTION, "state": "absent",
        }
    }  # fmt: skip
    failed = broken(ansible, cloud, revoke, RUN)
    assert "permission" in failed.msg
    assert "devops_pipeline_permission" in failed.msg


def test_disabled_secret(ansible: Ansible, cloud: EmulatorProcess) -> None:
    disable = {"vaultpipe.azure.keyvault_secret": {"vault_name": VAULT, "name": "MySecret", "enabled": False}}
    failed = broken(ansible, cloud, disable, RUN)
    assert "MySecret" in failed.msg
    assert "disabled" in failed.msg
    assert "enabled: true" in failed.msg


def test_connection_that_never_gets_ready(ansible: Ansible, cloud: EmulatorProcess) -> None:
    cloud.rules(endpoints_become_ready=False)
    another = {"name": "another", "project": PROJECT, "managed_identity": IDENTITY, "identity_resource_group": GROUP}
    failed = broken(ansible, cloud, {"vaultpipe.azure.devops_service_connection": another})
    assert "another" in failed.msg
    assert "Failed" in failed.msg or "failed" in failed.msg


def test_vault_firewall_closed(ansible: Ansible, cloud: EmulatorProcess) -> None:
    close = {"vaultpipe.azure.keyvault": {"name": VAULT, "resource_group": GROUP, "network_acls": {"default_action": "Deny"}}}
    failed = broken(ansible, cloud, close, {"vaultpipe.azure.keyvault_secret": {"vault_name": VAULT, "name": "MySecret"}})
    assert "ForbiddenByFirewall" in failed.msg
    assert "network_acls" in failed.msg
    without_secrets = {**RUN["vaultpipe.azure.devops_pipeline_run"], "secrets": []}
    failed = broken(ansible, cloud, {"vaultpipe.azure.devops_pipeline_run": without_secrets})
    assert "firewall" in failed.msg.lower()
    assert "network_acls" in failed.msg


def test_no_hosted_parallelism(ansible: Ansible, cloud: EmulatorProcess) -> None:
    cloud.rules(hosted_parallelism=0)
    failed = broken(ansible, cloud, RUN)
    assert "No hosted parallelism has been purchased or granted" in failed.msg
    assert "aka.ms/azpipelines-parallelism-request" in failed.msg


def test_a_plain_second_setup_mends_every_broken_link(ansible: Ansible, cloud: EmulatorProcess, tmp_path: Path) -> None:
    only_get = {"vaultpipe.azure.kv_access_policy": {**POLICY, "mode": "set", "secrets": ["get"]}}
    assert not any(one.failed for one in ansible.play([trust_with(cloud, ansible, subject="another-subject"), only_get]))
    extra = {"vaultpipe_artifact_dir": str(tmp_path / "artifact")}
    play = ansible.playbook("vaultpipe.azure.setup", extra_vars=extra)
    assert play.returncode == 0, play.output
    assert ansible.play([RUN])[0].status == "ok"
