# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that work where the tutorial is set up: of each module some that find all as it is, make, change and remove."""

from __future__ import annotations

from typing import Any

Options = dict[str, Any]

CANARY = "canary-of-fuzzing-2718"
GROUP = {"resource_group": "rg-vaultpipe-demo"}
VAULT = {"vault_name": "kv-vaultpipe-demo"}
IDENTITY = {"managed_identity": "id-vaultpipe-demo", "identity_resource_group": "rg-vaultpipe-demo"}
PROJECT = {"project": "vaultpipe-demo"}
CONNECTION = "azure-vaultpipe-demo"
UNTRUSTED = "untrusted"
"""A connection that no federated credential trusts, which conftest.py makes: only such a one can be deleted."""
APPLICATION = "sp-vaultpipe-demo"
TRUST = {"issuer": "https://issuer.example", "subject": "one"}
REPOSITORY = "pipelines-dotnet-core"
GONE = {"state": "absent"}
LOCATION = {"location": "westeurope"}

WIRING = {**PROJECT, **VAULT, "pipeline": "vaultpipe-demo", "service_connection": CONNECTION, "secrets": ["MySecret"]}

FIRST: list[tuple[str, Options]] = [
    ("service_principal", {"name": APPLICATION}),
    ("federated_credential", {"name": CONNECTION, "service_principal": APPLICATION, **TRUST}),
    ("role_assignment", {"role": "Reader", "service_principal": APPLICATION}),
    ("service_principal", {"name": "sp-deleted"}),
    ("service_principal", {"name": "sp-deleted", **GONE}),
    ("keyvault_secret", {**VAULT, "name": "Deleted", "secret_value": CANARY}),
    ("keyvault_secret", {**VAULT, "name": "Deleted", **GONE}),
    ("devops_variable_group", {**PROJECT, "name": "there", "service_connection": CONNECTION, **VAULT, "secrets": ["MySecret"]}),
]
"""Things that these tasks find besides the tutorial, made in this order."""

TASKS: dict[str, list[Options]] = {
    "resource_group": [
        {"name": "rg-vaultpipe-demo"},
        {"name": "rg-new", **LOCATION},
        {"name": "rg-vaultpipe-demo", "tags": {"team": "one"}},
        {"name": "rg-vaultpipe-demo", **GONE, "only_managed": True},
        {"name": "rg-vaultpipe-demo", **GONE, "force_delete_nonempty": True},
    ],
    "keyvault": [
        {"name": "kv-vaultpipe-demo", **GROUP},
        {"name": "kv-new-one", **GROUP, **LOCATION},
        {"name": "kv-vaultpipe-demo", **GROUP, "network_acls": {"default_action": "Deny", "ip_rules": ["203.0.113.10"]}},
        {"name": "kv-vaultpipe-demo", **GROUP, **GONE, "only_managed": True},
        {"name": "kv-vaultpipe-demo", **GROUP, **GONE, "purge": True},
    ],
    "keyvault_secret": [
        {**VAULT, "name": "MySecret"},
        {**VAULT, "name": "New", "secret_value": CANARY},
        {**VAULT, "name": "MySecret", "secret_value": CANARY},
        {**VAULT, "name": "MySecret", "content_type": "text/plain", "expires": "2031-01-01"},
        {**VAULT, "name": "MySecret", **GONE, "purge": True},
        {**VAULT, "name": "Deleted", "secret_value": CANARY},
    ],
    "keyvault_secret_rotation": [
        {**VAULT, "name": "MySecret", "phase": "begin", "secret_value": CANARY},
        {**VAULT, "name": "MySecret", "phase": "begin", "generate": {"length": 20}, "min_age_days": 0},
        {**VAULT, "name": "MySecret", "phase": "finish"},
    ],
    "kv_access_policy": [
        {**VAULT, **IDENTITY, "secrets": ["get", "list"]},
        {**VAULT, **IDENTITY, "secrets": ["set"], "keys": ["get"]},
        {**VAULT, **IDENTITY, "secrets": ["get"], "mode": "set"},
        {**VAULT, **IDENTITY, **GONE},
        {**VAULT, "service_principal": APPLICATION, "secrets": ["get"]},
    ],
    "managed_identity": [
        {"name": "id-vaultpipe-demo", **GROUP},
        {"name": "id-new", **GROUP, **LOCATION},
        {"name": "id-vaultpipe-demo", **GROUP, "tags": {"team": "one"}},
        {"name": "id-vaultpipe-demo", **GROUP, **GONE, "only_managed": True},
        {"name": "id-vaultpipe-demo", **GROUP, **GONE},
    ],
    "service_principal": [
        {"name": "sp-new", "notes": "for a test"},
        {"name": "sp-none", **GONE},
        {"name": APPLICATION},
        {"name": APPLICATION, "notes": "for a test"},
        {"name": APPLICATION, **GONE, "only_managed": True},
        {"name": APPLICATION, **GONE, "purge": True},
        {"name": "sp-deleted"},
    ],
    "role_assignment": [
        {"role": "Reader", **IDENTITY},
        {"role": "Contributor", **IDENTITY, **GROUP},
        {"role": "Reader", **IDENTITY, **GONE, "only_managed": True},
        {"role": "Contributor", "service_principal": APPLICATION, **GROUP},
    ],
    "federated_credential": [
        {"name": CONNECTION, **IDENTITY, **TRUST},
        {"name": "another", **IDENTITY, "issuer": "https://issuer.example", "subject": "two"},
        {"name": CONNECTION, **IDENTITY, **GONE},
        {"name": CONNECTION, "service_principal": APPLICATION, "issuer": "https://issuer.example", "subject": "two"},
        {"name": "another", "service_principal": APPLICATION, "issuer": "https://issuer.example", "subject": "three"},
        {"name": CONNECTION, "service_principal": APPLICATION, **GONE},
    ],
    "devops_project": [
        {"name": "vaultpipe-demo"},
        {"name": "another"},
        {"name": "vaultpipe-demo", "description": "Another one."},
        {"name": "vaultpipe-demo", **GONE, "only_managed": True},
    ],
    "devops_repository": [
        {**PROJECT, "name": REPOSITORY},
        {**PROJECT, "name": "another"},
        {**PROJECT, "name": REPOSITORY, "branch": "main", "files": {"a.txt": "hello"}},
        {**PROJECT, "name": REPOSITORY, **GONE, "only_managed": True},
    ],
    "devops_service_connection": [
        {**PROJECT, "name": CONNECTION, **IDENTITY},
        {**PROJECT, "name": "another", **IDENTITY},
        {**PROJECT, "name": CONNECTION, **IDENTITY, "description": "Another one.", "verify": True},
        {**PROJECT, "name": UNTRUSTED, **GONE},
    ],
    "devops_pipeline": [
        {**PROJECT, "name": "vaultpipe-demo", "repository": REPOSITORY, "yaml_path": "azure-pipelines-1.yml"},
        {**PROJECT, "name": "another", "repository": REPOSITORY, "yaml_path": "azure-pipelines.yml"},
        {
            **PROJECT,
            "name": "classic",
            "repository": REPOSITORY,
            "type": "classic",
            "vm_image": "ubuntu-latest",
            "steps": [{"task": "CmdLine@2", "inputs": {"script": "true"}}],
        },
        {**PROJECT, "name": "vaultpipe-demo", **GONE},
    ],
    "devops_pipeline_permission": [
        {**PROJECT, "pipeline": "vaultpipe-demo", "resource_type": "endpoint", "resource": CONNECTION},
        {**PROJECT, "pipeline": "vaultpipe-demo", "resource_type": "repository", "resource": REPOSITORY},
        {**PROJECT, "pipeline": "vaultpipe-demo", "resource_type": "endpoint", "resource": CONNECTION, **GONE},
    ],
    "devops_pipeline_run": [
        {**PROJECT, "pipeline": "vaultpipe-demo", "secrets": [{**VAULT, "name": "MySecret"}]},
        {**PROJECT, "pipeline": "vaultpipe-demo", "run": "never"},
        {**PROJECT, "pipeline": "vaultpipe-demo", "run": "always"},
    ],
    "devops_pipeline_run_tag": [
        {**PROJECT, "run": "1", "tag": "looked-at"},
        {**PROJECT, "run": "1", "tag": "looked-at", **GONE},
    ],
    "devops_service_connection_conversion": [PROJECT, {**PROJECT, "name": CONNECTION}],
    "devops_variable_group": [
        {**PROJECT, "name": "secrets", "service_connection": CONNECTION, **VAULT, "secrets": ["MySecret"]},
        {**PROJECT, "name": "there", "description": "Another one."},
        {**PROJECT, "name": "there", **GONE},
    ],
    "keyvault_info": [{}, {"name": "kv-vaultpipe-demo", **GROUP}],
    "keyvault_secret_info": [VAULT, {**VAULT, "name": "MySecret"}],
    "federated_credential_info": [IDENTITY, {**IDENTITY, "name": CONNECTION}],
    "devops_service_connection_info": [PROJECT, {**PROJECT, "name": CONNECTION}],
    "devops_pipeline_info": [PROJECT, {**PROJECT, "name": "vaultpipe-demo"}],
    "secret_readers_info": [{}, {**PROJECT, **VAULT}],
    "wiring_info": [WIRING, {**WIRING, **IDENTITY, "variable_group": "there"}],
    "resource_group_info": [{}, {"name": "rg-vaultpipe-demo"}],
    "managed_identity_info": [{}, {"name": "id-vaultpipe-demo", **GROUP}],
    "service_principal_info": [{}, {"name": "vaultpipe-demo", "owners": True}],
    "kv_access_policy_info": [VAULT, {**VAULT, **GROUP, "entra_group": "vaultpipe-operators"}],
    "role_assignment_info": [{}, {**VAULT, "inherited": True, "role": "Reader"}],
    "devops_project_info": [{}, {"name": "vaultpipe-demo"}],
    "devops_repository_info": [PROJECT, {**PROJECT, "name": REPOSITORY, "branch": "main"}],
    "devops_variable_group_info": [PROJECT, {**PROJECT, "name": "there"}],
    "devops_pipeline_permission_info": [{**PROJECT, "resource_type": "endpoint", "resource": CONNECTION}],
    "devops_pipeline_run_info": [{**PROJECT, "pipeline": "vaultpipe-demo", "branch": "main"}, {**PROJECT, "run": "1"}],
}
