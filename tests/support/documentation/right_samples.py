# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Samples of what each module does, for the rights that it needs."""

from __future__ import annotations

import uuid
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step

Tasks = list[dict[str, Any]]
VAULT: dict[str, Any] = {"vault_name": "kv-rights"}
IDENTITY: dict[str, Any] = {"managed_identity": "id-rights", "identity_resource_group": GROUP}
TRUST: dict[str, Any] = {"name": "trust", "managed_identity": "id-rights", "resource_group": GROUP}
A_VAULT = given("keyvault", name="kv-rights", resource_group=GROUP, location=LOCATION)
A_VAULT_OF_ROLES = given("keyvault", name="kv-rights", resource_group=GROUP, location=LOCATION, enable_rbac_authorization=True)
AN_IDENTITY = given("managed_identity", name="id-rights", resource_group=GROUP, location=LOCATION)
TAGS: dict[str, Any] = {"tags": {"team": "one"}}


def life(module: str, options: dict[str, Any], made: dict[str, Any], changed: dict[str, Any]) -> Tasks:
    return [step(module, **options, **made), step(module, **options, **changed), step(module, **options, state="absent")]


AZURE: dict[str, tuple[Tasks, Tasks]] = {
    "resource_group": (
        [],
        [
            step("resource_group", name="rg-new", location=LOCATION),
            step("resource_group", name="rg-new", **TAGS),
            step("resource_group", name="rg-new", state="absent", only_managed=True),
        ],
    ),
    "keyvault": (
        [given_group()],
        [
            step("keyvault", name="kv-new", resource_group=GROUP, location=LOCATION, caller_access=False),
            step("keyvault", name="kv-new", resource_group=GROUP, **TAGS),
            step("keyvault", name="kv-new", resource_group=GROUP, state="absent", purge=True),
        ],
    ),
    "keyvault_secret": (
        [given_group(), A_VAULT_OF_ROLES],
        [
            step("keyvault_secret", **VAULT, name="One", secret_value="one"),
            step("keyvault_secret", **VAULT, name="One", content_type="text/plain"),
            step("keyvault_secret", **VAULT, name="One", state="absent"),
            step("keyvault_secret", **VAULT, name="One", secret_value="one"),
            step("keyvault_secret", **VAULT, name="One", state="absent", purge=True),
        ],
    ),
    "keyvault_secret_rotation": (
        [given_group(), A_VAULT_OF_ROLES, given("keyvault_secret", **VAULT, name="One", secret_value="one")],
        [
            step("keyvault_secret_rotation", **VAULT, name="One", phase="begin", secret_value="two"),
            step("keyvault_secret_rotation", **VAULT, name="One", phase="finish"),
        ],
    ),
    "kv_access_policy": (
        [given_group(), A_VAULT, AN_IDENTITY],
        life("kv_access_policy", {**VAULT, **IDENTITY}, {"secrets": ["get"]}, {"secrets": ["get", "set"]}),
    ),
    "managed_identity": (
        [given_group()],
        life("managed_identity", {"name": "id-new", "resource_group": GROUP}, {"location": LOCATION}, TAGS),
    ),
    "role_assignment": (
        [given_group(), A_VAULT_OF_ROLES, AN_IDENTITY],
        [
            step("role_assignment", role="Key Vault Reader", **VAULT, **IDENTITY),
            step("role_assignment", role="Key Vault Reader", **VAULT, **IDENTITY, state="absent"),
        ],
    ),
    "federated_credential": (
        [given_group(), AN_IDENTITY],
        [
            step("federated_credential", **TRUST, issuer="https://issuer.example", subject="one"),
            step("federated_credential", **TRUST, issuer="https://issuer.example", subject="two"),
            step("federated_credential", **TRUST, state="absent"),
        ],
    ),
    "keyvault_info": ([given_group(), A_VAULT_OF_ROLES], [step("keyvault_info"), step("keyvault_info", caller_access=True)]),
    "keyvault_secret_info": (
        [given_group(), A_VAULT_OF_ROLES, given("keyvault_secret", **VAULT, name="One", secret_value="one")],
        [step("keyvault_secret_info", **VAULT, values=True)],
    ),
    "federated_credential_info": (
        [given_group(), AN_IDENTITY],
        [step("federated_credential_info", managed_identity="id-rights", resource_group=GROUP)],
    ),
    "resource_group_info": ([given_group()], [step("resource_group_info")]),
    "managed_identity_info": ([given_group(), AN_IDENTITY], [step("managed_identity_info")]),
    "kv_access_policy_info": ([given_group(), A_VAULT], [step("kv_access_policy_info", **VAULT)]),
    "role_assignment_info": ([given_group()], [step("role_assignment_info")]),
}
"""Things that somebody else has made before, and the tasks that need rights, by module."""
APPLICATION: dict[str, Any] = {"service_principal": "app-rights"}
A_GROUP = "vaultpipe-operators"
"""The group of the start state."""
AN_APPLICATION = given("service_principal", name="app-rights")
OF_APPLICATION: dict[str, Any] = {"name": "trust", **APPLICATION}
GRAPH: dict[str, tuple[Tasks, Tasks]] = {
    "service_principal": (
        [],
        [
            *life("service_principal", {"name": "app-new"}, {}, {"notes": "Another one."}),
            step("service_principal", name="app-new"),
            step("service_principal", name="app-new", state="absent", purge=True),
        ],
    ),
    "federated_credential": (
        [AN_APPLICATION],
        [
            step("federated_credential", **OF_APPLICATION, issuer="https://issuer.example", subject="one"),
            step("federated_credential", **OF_APPLICATION, issuer="https://issuer.example", subject="two"),
            step("federated_credential", **OF_APPLICATION, state="absent"),
        ],
    ),
    "service_principal_info": (
        [AN_APPLICATION],
        [step("service_principal_info"), step("service_principal_info", name="app-rights", owners=True)],
    ),
    "federated_credential_info": ([AN_APPLICATION], [step("federated_credential_info", **APPLICATION)]),
    "kv_access_policy": (
        [given_group(), A_VAULT, AN_APPLICATION],
        [
            step("kv_access_policy", **VAULT, **APPLICATION, secrets=["get"]),
            step("kv_access_policy", **VAULT, entra_group=A_GROUP, secrets=["get"]),
        ],
    ),
    "role_assignment": (
        [AN_APPLICATION],
        [step("role_assignment", role="Reader", **APPLICATION), step("role_assignment", role="Reader", entra_group=A_GROUP)],
    ),
    "devops_service_connection": (
        [AN_APPLICATION, given("devops_project", name="new")],
        [step("devops_service_connection", name="new", project="new", **APPLICATION)],
    ),
}
"""The same of the modules that ask Microsoft Graph."""
CONNECTION, REPOSITORY = "azure-vaultpipe-demo", "pipelines-dotnet-core"
PROJECT: dict[str, Any] = {"project": "vaultpipe-demo"}
SOME_IDENTITY = {"identity_client_id": "11111111-2222-3333-4444-555555555555", "identity_tenant_id": str(uuid.uuid4())}
LINKED: dict[str, Any] = {
    **PROJECT, "name": "new", "service_connection": CONNECTION, "vault_name": "kv-vaultpipe-demo", "secrets": ["MySecret"]
}  # fmt: skip
GRANT = {**PROJECT, "pipeline": "vaultpipe-demo", "resource_type": "endpoint", "resource": CONNECTION}
DEVOPS: dict[str, Tasks] = {
    "devops_project": life("devops_project", {"name": "new"}, {}, {"description": "Another one."}),
    "devops_repository": [
        step("devops_repository", **PROJECT, name="new"),
        step("devops_repository", **PROJECT, name="new", branch="main", files={"a.txt": "hello"}),
        step("devops_repository", **PROJECT, name="new", state="absent"),
    ],
    "devops_service_connection": life(
        "devops_service_connection", {**PROJECT, "name": "new", **SOME_IDENTITY}, {}, {"description": "Another one."}
    ),
    "devops_service_connection_conversion": [step("devops_service_connection_conversion", **PROJECT)],
    "devops_pipeline": life(
        "devops_pipeline",
        {**PROJECT, "name": "new"},
        {"repository": REPOSITORY, "yaml_path": "azure-pipelines.yml"},
        {"yaml_path": "azure-pipelines-1.yml"},
    ),
    "devops_pipeline_permission": [
        step("devops_pipeline_permission", **GRANT, state="absent"),
        step("devops_pipeline_permission", **GRANT),
    ],
    "devops_pipeline_run": [
        step("devops_pipeline_run", **PROJECT, pipeline="vaultpipe-demo"),
        step("devops_pipeline_run", **PROJECT, pipeline="vaultpipe-demo", run="always"),
    ],
    "devops_pipeline_run_tag": [step("devops_pipeline_run_tag", **PROJECT, run="1", tag="seen")],
    "devops_variable_group": life("devops_variable_group", LINKED, {}, {"description": "Another one."}),
    "devops_service_connection_info": [step("devops_service_connection_info", **PROJECT)],
    "devops_pipeline_info": [step("devops_pipeline_info", **PROJECT)],
    "secret_readers_info": [step("secret_readers_info", **PROJECT)],
    "wiring_info": [
        step(
            "wiring_info",
            **PROJECT,
            pipeline="vaultpipe-demo",
            service_connection=CONNECTION,
            vault_name="kv-vaultpipe-demo",
            secrets=["MySecret"],
        )
    ],
    "devops_project_info": [step("devops_project_info")],
    "devops_repository_info": [step("devops_repository_info", **PROJECT)],
    "devops_variable_group_info": [step("devops_variable_group_info", **PROJECT)],
    "devops_pipeline_permission_info": [
        step("devops_pipeline_permission_info", **PROJECT, resource_type="endpoint", resource=CONNECTION)
    ],
    "devops_pipeline_run_info": [step("devops_pipeline_run_info", **PROJECT, pipeline="vaultpipe-demo")],
}
