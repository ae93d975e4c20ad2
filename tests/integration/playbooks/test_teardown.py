# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`vaultpipe.azure.teardown`: everything of ours goes, and nothing of anybody else."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.teardowns import (
    GROUP,
    IDENTITY,
    PROJECT,
    VAULT,
    State,
    changed,
    left,
    set_up,
    tear_down,
)
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess


@pytest.mark.long
@pytest.mark.smoke
@pytest.mark.usefixtures("set_up_before")
def test_it_leaves_the_start_state_and_then_nothing_to_do(ansible: Ansible, emulator: EmulatorProcess, start: State) -> None:
    full = emulator.state()
    planned = tear_down(ansible, check=True)
    assert emulator.writes() == []
    assert emulator.state() == full

    gone = tear_down(ansible)
    assert emulator.state()["live"] == start["live"]
    assert changed(planned) == changed(gone)
    assert left(planned) == left(gone) == ["Nothing of what the variables name is left."]

    binned = r"In the recycle bin until 20\d\d-\d\d-\d\dT\S+Z: key vault kv-vaultpipe-demo with its secrets\."
    assert re.match(binned, gone.named("What is in the recycle bin").msg)

    emulator.forget_requests()
    again = tear_down(ansible)
    assert (again.recap["changed"], emulator.writes()) == (0, [])
    assert again.named("What is in the recycle bin").msg == gone.named("What is in the recycle bin").msg

    assert emulator.state()["recycle_bin"] != start["recycle_bin"]
    assert changed(tear_down(ansible, purge=True)) == ["Delete the key vault"]
    assert emulator.state()["recycle_bin"] == start["recycle_bin"]
    purged = tear_down(ansible, vaultpipe_purge=True)
    assert purged.recap["changed"] == 0
    assert "In the recycle bin" not in purged.output


@pytest.mark.usefixtures("set_up_before")
def test_purge_leaves_nothing_in_the_recycle_bin(ansible: Ansible, emulator: EmulatorProcess, start: State) -> None:
    play = tear_down(ansible, vaultpipe_purge=True)
    state = emulator.state()
    assert (state["live"], state["recycle_bin"]) == (start["live"], start["recycle_bin"])
    assert "can be restored by an administrator for 28 days" in play.output


def test_with_roles_in_place_of_policies(ansible: Ansible, emulator: EmulatorProcess, start: State) -> None:
    set_up(ansible, vaultpipe_access="rbac")
    planned = tear_down(ansible, check=True, vaultpipe_access="rbac")
    assert changed(planned) == changed(tear_down(ansible, vaultpipe_access="rbac"))
    assert emulator.state()["live"] == start["live"]


@pytest.mark.long
def test_with_a_service_principal(ansible: Ansible, emulator: EmulatorProcess, start: State) -> None:
    """In a classic pipeline, proven by a digest."""
    way: dict[str, Any] = {
        "vaultpipe_identity_type": "service_principal",
        "vaultpipe_pipeline_type": "classic",
        "vaultpipe_proof": "digest",
    }
    set_up(ansible, **way)
    planned = tear_down(ansible, check=True, **way)
    assert changed(planned) == changed(tear_down(ansible, **way))
    assert emulator.state()["live"] == start["live"]
    assert tear_down(ansible, **way).recap["changed"] == 0
    tear_down(ansible, purge=True, **way)
    assert emulator.state()["recycle_bin"] == start["recycle_bin"]


def test_a_project_goes_with_its_own_repository(ansible: Ansible, emulator: EmulatorProcess, start: State) -> None:
    set_up(ansible, vaultpipe_repository="vaultpipe-demo")
    play = tear_down(ansible, vaultpipe_repository="vaultpipe-demo")
    assert left(play) == ["Nothing of what the variables name is left."]
    assert emulator.state()["live"] == start["live"]


@pytest.mark.usefixtures("emulator")
def test_nothing_to_take_away(ansible: Ansible, emulator: EmulatorProcess) -> None:
    for purge in (False, True):
        assert tear_down(ansible, purge=purge).recap["changed"] == 0
    assert emulator.writes() == []


@pytest.mark.usefixtures("set_up_before")
@pytest.mark.parametrize(
    "missing", ["group", "project", "identity", "vault", "connection", "pipeline", "repository", "group and project"]
)
def test_what_is_missing_already(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, start: State, missing: str) -> None:
    project = portal.devops("GET", f"/_apis/projects{PROJECT}")["id"]
    if "group" in missing:
        portal.arm("DELETE", GROUP, version="2021-04-01")
    if "project" in missing:
        portal.devops("DELETE", f"/_apis/projects/{project}")
    if missing == "identity":
        portal.arm("DELETE", IDENTITY, version="2023-01-31")
    if missing == "vault":
        portal.arm("DELETE", VAULT)
    if missing == "connection":
        (found,) = portal.devops("GET", f"{PROJECT}/_apis/serviceendpoint/endpoints")["value"]
        portal.arm("DELETE", f"{IDENTITY}/federatedIdentityCredentials/{found['name']}", version="2023-01-31")
        portal.devops("DELETE", f"/_apis/serviceendpoint/endpoints/{found['id']}?projectIds={project}")
    if missing == "pipeline":
        portal.devops("DELETE", f"{PROJECT}/_apis/build/definitions/1")
    if missing == "repository":
        found = portal.devops("GET", f"{PROJECT}/_apis/git/repositories/pipelines-dotnet-core")
        portal.devops("DELETE", f"{PROJECT}/_apis/git/repositories/{found['id']}")
    emulator.clock(120)

    play = tear_down(ansible, purge=True)

    assert left(play) == ["Nothing of what the variables name is left."]
    state = emulator.state()
    assert (state["live"], state["recycle_bin"]) == (start["live"], start["recycle_bin"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", ".*/importRequests"),
        ("PUT", "/secrets/.*"),
        ("POST", ".*/serviceendpoint/endpoints"),
        ("PUT", ".*/federatedIdentityCredentials/[^/]*"),
        ("POST", ".*/build/definitions"),
        ("PATCH", ".*/pipelinePermissions/.*"),
    ],
)
def test_after_a_set_up_that_was_interrupted(
    ansible: Ansible, emulator: EmulatorProcess, start: State, method: str, path: str
) -> None:
    emulator.fault(
        {"method": method, "path": path}, {"status": 400, "body": {"error": {"code": "Broken", "message": "for a test"}}}
    )
    play = ansible.playbook("vaultpipe.azure.setup", extra_vars={"vaultpipe_artifact_dir": str(ansible.folder)})
    assert play.returncode != 0
    emulator.clear_faults()
    tear_down(ansible, purge=True)
    state = emulator.state()
    assert (state["live"], state["recycle_bin"]) == (start["live"], start["recycle_bin"])


@pytest.mark.usefixtures("set_up_before")
def test_what_is_protected_from_purging_is_deleted_only(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    portal.arm("PATCH", VAULT, {"properties": {"enablePurgeProtection": True}})
    play = tear_down(ansible, purge=True)
    assert "The key vault kv-vaultpipe-demo is protected from purging" in play.output
    state = emulator.state()
    assert (state["live"]["resources"]["resource_groups"], state["live"]["vaults"]["vaults"]) == ([], [])
    assert [one["name"] for one in state["recycle_bin"]["vaults"]["vaults"]] == ["kv-vaultpipe-demo"]
    assert tear_down(ansible, purge=True).recap["changed"] == 0


def test_variables_that_are_missing_are_named_before_any_request(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.environment.pop("VAULTPIPE_VARS")
    play = ansible.playbook("vaultpipe.azure.teardown", extra_vars={"vaultpipe_project": "p"})
    assert play.returncode != 0
    for name in ("vaultpipe_organization", "vaultpipe_vault_name", "vaultpipe_pipeline"):
        assert name in play.output
    assert "vaultpipe_secret_value" not in play.output
    assert emulator.requests() == []
