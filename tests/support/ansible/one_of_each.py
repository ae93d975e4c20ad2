# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One thing of each kind, as module and options, in an order in which each finds what it needs."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION
from ansible_collections.vaultpipe.azure.tests.support.documentation.documented import GUID

Kind = tuple[str, dict[str, Any]]

VAULT = "kv-one-of-each"
PROJECT = "shop"
IDENTITY = {"managed_identity": "id-test", "identity_resource_group": GROUP}
TRUST = {"issuer": "https://issuer.example.com", "subject": "a subject"}
FILES = {"ci.yml": "trigger: none\npool:\n  vmImage: ubuntu-latest\nsteps:\n- script: echo hello\n"}

IN_AZURE: list[Kind] = [
    ("resource_group", {"name": GROUP, "location": LOCATION}),
    ("keyvault", {"name": VAULT, "resource_group": GROUP, "location": LOCATION}),
    ("keyvault_secret", {"vault_name": VAULT, "name": "One", "secret_value": "a value"}),
    ("keyvault_secret_rotation", {"vault_name": VAULT, "name": "One", "phase": "begin", "secret_value": "a new value"}),
    ("managed_identity", {"name": "id-test", "resource_group": GROUP, "location": LOCATION}),
    ("service_principal", {"name": "sp-test"}),
    ("kv_access_policy", {"vault_name": VAULT, **IDENTITY, "secrets": ["get"]}),
    ("role_assignment", {"role": "Reader", **IDENTITY}),
    ("federated_credential", {"name": "one", "managed_identity": "id-test", "resource_group": GROUP, **TRUST}),
]
IN_AZURE_DEVOPS: list[Kind] = [
    ("devops_project", {"name": PROJECT}),
    ("devops_repository", {"project": PROJECT, "files": FILES}),
    (
        "devops_service_connection",
        {"project": PROJECT, "name": "azure-shop", "identity_client_id": GUID, "identity_tenant_id": GUID},
    ),
    ("devops_service_connection_conversion", {"project": PROJECT}),
    (
        "devops_variable_group",
        {"project": PROJECT, "name": "secrets", "service_connection": "azure-shop", "vault_name": VAULT, "secrets": ["One"]},
    ),
    ("devops_pipeline", {"project": PROJECT, "name": "one", "yaml_path": "ci.yml"}),
    (
        "devops_pipeline_permission",
        {"project": PROJECT, "resource_type": "queue", "resource": "Default", "pipeline": "one"},
    ),
    ("devops_pipeline_run", {"project": PROJECT, "pipeline": "one"}),
    ("devops_pipeline_run_tag", {"project": PROJECT, "run": "1", "tag": "seen"}),
]
READ_IN_AZURE: list[Kind] = [
    ("keyvault_info", {"name": VAULT, "resource_group": GROUP}),
    ("keyvault_secret_info", {"vault_name": VAULT}),
    ("federated_credential_info", {"managed_identity": "id-test", "resource_group": GROUP}),
    ("resource_group_info", {}),
    ("managed_identity_info", {}),
    ("service_principal_info", {"name": "sp-test"}),
    ("kv_access_policy_info", {"vault_name": VAULT}),
    ("role_assignment_info", {}),
]
READ_IN_AZURE_DEVOPS: list[Kind] = [
    ("devops_service_connection_info", {"project": PROJECT}),
    ("devops_pipeline_info", {"project": PROJECT}),
    ("secret_readers_info", {"project": PROJECT}),
    (
        "wiring_info",
        {"project": PROJECT, "pipeline": "one", "service_connection": "azure-shop", "vault_name": VAULT, "secrets": ["One"]},
    ),
    ("devops_project_info", {}),
    ("devops_repository_info", {"project": PROJECT}),
    ("devops_variable_group_info", {"project": PROJECT}),
    ("devops_pipeline_permission_info", {"project": PROJECT, "resource_type": "queue", "resource": "Default"}),
    ("devops_pipeline_run_info", {"project": PROJECT, "pipeline": "one"}),
]
