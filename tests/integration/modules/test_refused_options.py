# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that no service could take are refused by name and value before any request."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import step

NULL = "What is null counts as missing."
GUID = "11111111-1111-1111-1111-111111111111"
VAULT: dict[str, Any] = {"name": "kv-test", "resource_group": "rg-test", "location": "westeurope"}
IN_GROUP: dict[str, Any] = {"name": "thing", "location": "westeurope"}
PERMISSION: dict[str, Any] = {"project": "demo", "resource_type": "endpoint"}

REFUSED: list[tuple[dict[str, Any], str]] = [
    (step("keyvault", **{**VAULT, "timeout": -1}), "timeout is -1, but seconds are not negative."),
    (step("devops_pipeline_run", project="demo", pipeline="p", timeout=-5), "timeout is -5, but seconds are not negative."),
    (step("keyvault", **{**VAULT, "resource_group": ""}), "resource_group is '', but a resource group's name has 1 to 90"),
    (step("keyvault", **{**VAULT, "resource_group": "a/b"}), "resource_group is 'a/b', but a resource group's name has 1 to 90"),
    (step("managed_identity", resource_group="a.", **IN_GROUP), "resource_group is 'a.', but a resource group's name"),
    (step("role_assignment", role="Reader", object_id=GUID, resource_group="a/b"), "resource_group is 'a/b', but a resource"),
    (step("keyvault", network_acls={"ip_rules": ["300.1.1.1"]}, **VAULT), "network_acls.ip_rules has '300.1.1.1', which is no"),
    (
        step("keyvault", network_acls={"virtual_network_subnet_ids": ["subnet"]}, **VAULT),
        "network_acls.virtual_network_subnet_ids has 'subnet', which is not a valid resource id.",
    ),
    (step("keyvault_secret", vault_name="", name="a", value="v"), "vault_name is '', but a key vault's name has 3 to 24"),
    (step("devops_project", name="a/b"), "name is 'a/b', but such a name has no '/'."),
    (step("devops_repository", project="a/b", name="r"), "project is 'a/b', but such a name has no '/'."),
    (step("devops_repository", project="demo", name="a/b"), "name is 'a/b', but such a name has no '/'."),
    (step("devops_pipeline_permission", resource="", pipeline="p", **PERMISSION), "resource is empty. Give a name."),
    (
        step("federated_credential", name="c", managed_identity=None, identity_resource_group="rg", state="absent"),
        f"one of the following is required: managed_identity, service_principal. {NULL}",
    ),
    (
        step("keyvault_info", client_id="my app"),
        "client_id is 'my app', which is not a valid GUID. Write the application (client) id",
    ),
    (
        step("keyvault_info", client_id=GUID, tenant=GUID, oidc_token_file_path="/no/such/file"),
        "oidc_token_file_path is '/no/such/file', but there is no such file.",
    ),
    (
        step("devops_project", name="p", personal_access_token="copied\n"),
        "personal_access_token has a character that no personal",
    ),
    (
        step("keyvault_info", auth_source="msi", tenant="my tenant"),
        "tenant is 'my tenant', which is not a valid tenant id or domain.",
    ),
    (step("devops_pipeline_permission", resource="c", pipeline=" ", **PERMISSION), "pipeline is empty. Give a name."),
    (step("devops_pipeline_permission", resource="c", pipelines=[], **PERMISSION), "pipelines is empty, or has an empty name."),
    (step("devops_pipeline_run", project="demo", pipeline=" "), "pipeline is empty. Give a name or a number."),
    (step("devops_pipeline_permission", resource="c", pipeline=None, **PERMISSION), f"missing: pipeline, pipelines. {NULL}"),
    (step("devops_pipeline", project="demo", id=""), "id is empty. Give an id, or leave it out."),
    (step("devops_pipeline", project="demo", name=None), f"one of the following is required: name, id. {NULL}"),
    (step("devops_service_connection", project="demo", id=None), f"one of the following is required: name, id. {NULL}"),
    (step("role_assignment", role="Reader", service_principal=None), f"managed_identity, service_principal, entra_group. {NULL}"),
    (step("kv_access_policy", vault_name="kv-test", object_id=GUID, secrets=None), f"keys, certificates, storage. {NULL}"),
    (step("keyvault_secret", vault_uri=None, name="a"), f"one of the following is required: vault_name, vault_uri. {NULL}"),
    (step("devops_repository", project="demo", branch="a b"), "branch is 'a b', but a branch's name has no blanks"),
    (step("devops_repository", project="demo", branch="a/.b"), "branch is 'a/.b', but a branch's name has no"),
    (step("keyvault", network_acls={"ip_rules": ["10.1.0.0/16"]}, **VAULT), "has '10.1.0.0/16', which is a private address"),
    (step("devops_variable_group", project="demo", name="g", secrets=["A", ""]), "secrets has an empty element. Leave it out."),
    (step("kv_access_policy", vault_name="kv-test", object_id=GUID, secrets="get, ,list"), "secrets has an empty element."),
    (step("keyvault", network_acls={"ip_rules": [" "]}, **VAULT), "network_acls.ip_rules has an empty element."),
    (step("service_principal", name="a", owners=[None]), "owners"),
]


def test_refusals(ansible: Ansible) -> None:
    play = ansible.play([task for task, _text in REFUSED])
    for outcome, (task, text) in zip(play, REFUSED, strict=True):
        assert outcome.failed, task
        assert text in outcome.msg, task
        assert outcome.requests == [], task
