# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whoever may less than an administrator: no drift where something is hidden, and a refusal that names the missing right."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

PROJECT: dict[str, Any] = {"project": "vaultpipe-demo"}
CONNECTION: dict[str, Any] = {**PROJECT, "name": "azure-vaultpipe-demo"}
CLIENT: dict[str, Any] = {"identity_client_id": "11111111-2222-3333-4444-555555555555"}
TENANT: dict[str, Any] = {"identity_tenant_id": "11111111-2222-3333-4444-555555555556"}
PERMISSION = {**PROJECT, "pipeline": "vaultpipe-demo", "resource_type": "endpoint", "resource": "azure-vaultpipe-demo"}
ALL = {**PROJECT, "all_pipelines": True, "resource_type": "endpoint", "resource": "azure-vaultpipe-demo"}
REPOSITORY: dict[str, Any] = {**PROJECT, "name": "pipelines-dotnet-core"}
RUN: dict[str, Any] = {**PROJECT, "pipeline": "vaultpipe-demo", "run": "always"}
NEW: dict[str, Any] = {**PROJECT, "name": "new"}


class Demoted:
    """The tutorial is set up, and whom Ansible signs in as may do less from then on."""

    def __init__(self, ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps) -> None:
        self._ansible, self._emulator = ansible, emulator
        emulator.restore(set_ups().snapshot)

    def does(self, *tasks: dict[str, Any], **user: Any) -> list[Outcome]:
        """:param user: access_level, group, projects and endpoint_role."""
        self._emulator.rules(users={self._emulator.environment["AZURE_CLIENT_ID"]: user})
        return list(self._ansible.play(tasks))


@pytest.fixture
def demoted(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps) -> Demoted:
    return Demoted(ansible, emulator, set_ups)


def refused(outcome: Outcome, *texts: str) -> None:
    assert outcome.failed
    assert outcome.effects == []
    for text in texts:
        assert text in outcome.msg


@pytest.mark.parametrize("role", ["Reader", "User"])
def test_what_a_connection_hides_is_no_drift(demoted: Demoted, role: str) -> None:
    same, info, unknown, predicted, described, gone = demoted.does(
        {**step("devops_service_connection", **CONNECTION, **CLIENT, description=""), "register": "seen"},
        step("devops_service_connection_info", **PROJECT),
        step(
            "federated_credential",
            name="trust",
            managed_identity="any",
            resource_group="any",
            subject="any",
            issuer="{{ seen.service_connection.issuer }}",
        ),
        step("devops_service_connection", check=True, **CONNECTION, description="other"),
        step("devops_service_connection", **CONNECTION, description="other"),
        step("devops_service_connection", **CONNECTION, state="absent"),
        group="Contributors",
        endpoint_role=role,
    )
    assert (same.failed, same.changed, same.writes) == (False, False, [])
    assert "does not show identity_client_id" in str(same["warnings"])
    assert [one["identity_client_id"] for one in info["service_connections"]] == [None]
    refused(unknown, "missing: issuer. What is null counts as missing.", "let one that sees it run this")
    for outcome in (predicted, described):
        refused(outcome, "a change would erase what is not shown", "the role Administrator on the service connection")
        assert outcome.writes == []
    refused(gone, "HTTP 403", "the role Administrator on the service connection")


def test_the_tutorial_again_by_somebody_who_may_only_use_it(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps) -> None:
    made = set_ups()
    emulator.restore(made.snapshot)
    emulator.rules(users={emulator.environment["AZURE_CLIENT_ID"]: {"group": "Readers", "endpoint_role": "User"}})
    again = ansible.playbook("vaultpipe.azure.setup", extra_vars={"vaultpipe_artifact_dir": str(made.folder / "artifact")})
    assert again.returncode == 0, again.output
    assert (again.recap["changed"], emulator.writes()) == (0, [])


def test_a_connection_that_is_not_seen_is_not_made_again(demoted: Demoted) -> None:
    (taken,) = demoted.does(
        step("devops_service_connection", **CONNECTION, **CLIENT, **TENANT), group="Contributors", endpoint_role="Nobody"
    )
    refused(taken, "name azure-vaultpipe-demo already exists", "ask one of its administrators for the role User on it")


def test_who_may_let_pipelines_use_a_connection(demoted: Demoted) -> None:
    tasks = [step("devops_pipeline_permission", **PERMISSION, state="absent"), step("devops_pipeline_permission", **ALL)]
    granted = step("devops_pipeline_permission", **PERMISSION)
    same, one, every = demoted.does(granted, *tasks, endpoint_role="Reader")
    assert (same.failed, same.changed) == (False, False)
    refused(one, "HTTP 403", "the role User on the service connection")
    refused(every, "HTTP 403", "the role Administrator on the service connection")
    taken, every = demoted.does(*tasks, endpoint_role="User")
    assert taken.changed
    refused(every, "the role Administrator on the service connection")
    assert all(outcome.changed for outcome in demoted.does(granted, tasks[1], endpoint_role="Administrator"))


def test_a_reader_of_the_project(demoted: Demoted) -> None:
    connection, pipeline, run, tag, push, project = demoted.does(
        step("devops_service_connection", **NEW, **CLIENT, **TENANT),
        step("devops_pipeline", **PROJECT, name="vaultpipe-demo", yaml_path="other.yml"),
        step("devops_pipeline_run", **RUN),
        step("devops_pipeline_run_tag", **PROJECT, run="1", tag="seen"),
        step("devops_repository", **REPOSITORY, branch="main", files={"a.txt": "hello"}),
        step("devops_project", name="vaultpipe-demo", description="Another one."),
        group="Readers",
    )
    refused(connection, "You need to be a Creator for service connections in this project", "the group Endpoint Creators")
    refused(pipeline, "TF215106", "needs Edit build pipeline permissions for build pipeline 1:vaultpipe-demo", "Contributors")
    refused(run, "TF215106", "needs Queue builds permissions for build pipeline 1:vaultpipe-demo", "the group Contributors")
    refused(tag, "TF215106", "the group Contributors")
    refused(push, "TF401027", "'GenericContribute'", "Contributors may push")
    refused(project, "TF50309", "Edit project-level information", "a Project Administrator")


def test_contributors_and_administrators_of_the_project(demoted: Demoted) -> None:
    repository, project = step("devops_repository", **NEW), step("devops_project", name="vaultpipe-demo", description="Mine.")
    *done, no_repository, no_project = demoted.does(
        step("devops_service_connection", **NEW, **CLIENT, **TENANT),
        step("devops_service_connection", **NEW, description="Mine."),
        step("devops_service_connection", **NEW, state="absent"),
        step("devops_pipeline_run", **RUN),
        repository,
        project,
        group="Contributors",
    )
    assert [(outcome.failed, outcome.changed) for outcome in done] == [(False, True)] * 4
    refused(no_repository, "TF401027", "'CreateRepository'", "Project Administrators create")
    refused(no_project, "TF50309", "Edit project-level information")
    *done, another = demoted.does(repository, project, step("devops_project", name="another"), group="Project Administrators")
    assert all(outcome.changed for outcome in done)
    refused(another, "TF50309", "Create new projects", "a Project Collection Administrator")


def test_a_stakeholder_has_pipelines_but_no_repositories(demoted: Demoted) -> None:
    run, push = demoted.does(
        step("devops_pipeline_run", **RUN),
        step("devops_repository", **REPOSITORY, branch="main", files={"a.txt": "hello"}),
        access_level="Stakeholder",
        group="Contributors",
    )
    assert run.changed
    refused(push, "TF401027", "the access level Basic")


def test_a_project_is_hidden_from_who_is_in_none_of_its_groups(demoted: Demoted) -> None:
    hidden = demoted.does(
        step("devops_service_connection", **NEW, **CLIENT, **TENANT),
        step("devops_pipeline", **PROJECT, name="vaultpipe-demo", yaml_path="other.yml"),
        step("devops_pipeline_permission", **PERMISSION),
        step("devops_repository", **REPOSITORY),
        group="Nobody",
        projects={"another": "Project Administrators"},
    )
    for outcome in hidden:
        refused(outcome, "There is no project vaultpipe-demo", "add the signed-in identity to a group of it")
        assert outcome.writes == []
