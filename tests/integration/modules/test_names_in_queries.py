# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of any form, in a filter or another query, arrive as they were written."""

from __future__ import annotations

import uuid
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

NAMES = ("Dev's pipeline", "A and B or (C)", "Grüße 日本", "it''s", "R&D", "No #1", "a+b", "50%25", "x=y; z?", "a, b")
ROLES = "/providers/Microsoft.Authorization/roleDefinitions"
FILES = {"ci.yml": "trigger: none\nsteps:\n- script: echo hello\n"}
WHO = {"object_id": "11111111-2222-3333-4444-555555555555"}


def test_app_registrations_by_display_name(ansible: Ansible, portal: Portal) -> None:
    for name in NAMES:
        portal.graph("POST", "/applications", {"displayName": name})
    trust = {"issuer": "https://issuer.example/", "subject": "a'b&c#d e/ü"}
    tasks = [step("federated_credential", name="one", service_principal=name, **trust) for name in NAMES]
    for outcome in ansible.play(tasks):
        assert outcome.changed, outcome.msg
    for outcome in ansible.play(tasks):
        assert (outcome.failed, outcome.changed) == (False, False), outcome.msg


def test_roles_by_name(ansible: Ansible, portal: Portal) -> None:
    for name in NAMES:
        body = {
            "roleName": name,
            "assignableScopes": [portal.subscription],
            "permissions": [{"actions": ["*/read"], "notActions": [], "dataActions": [], "notDataActions": []}],
        }
        path = f"{ROLES}/{uuid.uuid5(uuid.NAMESPACE_URL, name)}"
        portal.arm("PUT", path, {"properties": body}, version="2022-04-01")
    tasks = [step("role_assignment", role=name, **WHO) for name in NAMES]
    for outcome, name in zip(ansible.play(tasks), NAMES, strict=True):
        assert (outcome.changed, outcome["role_assignment"]["role"]) == (True, name), outcome.msg
    for outcome in ansible.play(tasks):
        assert (outcome.failed, outcome.changed) == (False, False), outcome.msg


def test_things_of_azure_devops_by_name(ansible: Ansible, emulator: EmulatorProcess) -> None:
    project: dict[str, Any] = {"project": "shop"}
    connection = {"identity_client_id": WHO["object_id"], "identity_tenant_id": WHO["object_id"]}
    group = {**project, "vault_name": "kv-shop", "secrets": ["One"]}
    ansible.play(
        [
            given("devops_project", name="shop"),
            given("devops_repository", **project, files=FILES, branch="R&D#1+50%25"),
        ]
    )
    tasks = [
        one
        for name in NAMES
        for one in (
            step("devops_pipeline", **project, name=name.replace("/", ""), yaml_path="ci.yml", branch="R&D#1+50%25"),
            step("devops_service_connection", **project, name=name, **connection),
            step("devops_variable_group", **group, name=name, service_connection=name),
        )
    ]
    for outcome in ansible.play(tasks):
        assert outcome.changed, outcome.msg
    emulator.forget_requests()
    for outcome in ansible.play(tasks):
        assert (outcome.failed, outcome.changed) == (False, False), outcome.msg
    assert emulator.writes() == []
