# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cloud that has all that the documentation's examples name."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import LOCATION, given, rule

SAMPLE = "https://github.com/MicrosoftDocs/pipelines-dotnet-core"
GREETING = [{"task": "CmdLine@2", "inputs": {"script": "echo hello"}}]


def everything() -> list[dict[str, Any]]:
    """Tasks that make all that the documentation's examples name, with other values than they have."""
    tasks = [given("resource_group", name=f"rg-{name}", location=LOCATION) for name in ("vaultpipe", "shop", "shop-test")]
    for vault, group in (
        ("kv-vaultpipe", "vaultpipe"),
        ("kv-vaultpipe-demo", "vaultpipe"),
        ("kv-shop", "shop"),
        ("kv-shop-test", "shop-test"),
    ):
        tasks.append(given("keyvault", name=vault, resource_group=f"rg-{group}", location=LOCATION, tags={"other": "value"}))
    roles = {"name": "kv-by-roles", "resource_group": "rg-shop-test", "location": LOCATION, "enable_rbac_authorization": True}
    tasks.append(given("keyvault", **roles))
    for vault, secret in (("kv-vaultpipe", "MySecret"), ("kv-vaultpipe-demo", "ApiKey"), ("kv-vaultpipe-demo", "ApiUser"),
                          ("kv-shop", "ApiKey"), ("kv-shop", "ShopToken")):  # fmt: skip
        tasks.append(given("keyvault_secret", vault_name=vault, name=secret, secret_value="another value"))
    for name, project in (("vaultpipe", "vaultpipe-demo"), ("shop", "shop")):
        group, identity = f"rg-{name}", f"id-{name}"
        tasks += [
            given("managed_identity", name=identity, resource_group=group, location=LOCATION, tags={"other": "value"}),
            given("devops_project", name=project, description="another description"),
            given("devops_repository", project=project, import_url=SAMPLE),
            *(
                given("devops_service_connection", project=project, name=connection, description="another description",
                      managed_identity=identity, identity_resource_group=group)
                for connection in (f"azure-{project}", "azure-vault")
            ),
            *(
                given("federated_credential", name=credential, managed_identity=identity, resource_group=group,
                      issuer="https://issuer.example.com", subject=f"subject of {credential}")
                for credential in ("azure-devops", f"azure-{project}")
            ),
            given("role_assignment", role="Reader", managed_identity=identity, identity_resource_group=group),
            given("kv_access_policy", vault_name=f"kv-{name}", managed_identity=identity, secrets=["get", "set"]),
            *(
                given("devops_pipeline", project=project, name=pipeline, type="classic", vm_image="ubuntu-latest", steps=GREETING)
                for pipeline in (project, "vault-secrets-classic")
            ),
            given("devops_pipeline", project=project, name=f"{project}-yaml", branch="main", yaml_path="azure-pipelines.yml"),
            given("devops_pipeline_run", project=project, pipeline=project),
        ]  # fmt: skip
    return [
        *tasks,
        given("devops_pipeline", project="vaultpipe-demo", name="vault-secrets", folder="demo", yaml_path="azure-pipelines.yml"),
        given("devops_pipeline_permission", project="vaultpipe-demo", resource_type="endpoint", resource="azure-vault",
              pipeline="vault-secrets"),
        given("service_principal", name="shop-pipeline"),
        given("federated_credential", name="azure-devops", service_principal="shop-pipeline",
              issuer="https://issuer.example.com", subject="another subject"),
        given("devops_variable_group", project="vaultpipe-demo", name="shop-secrets",
              service_connection="azure-vaultpipe-demo", vault_name="kv-vaultpipe-demo", secrets=["ApiKey"]),
        *of_old_issuer(),
    ]  # fmt: skip


def of_old_issuer() -> list[dict[str, Any]]:
    """Service connections that can be converted: that of a managed identity, which trusts it, and that of an application."""
    identity = {"managed_identity": "id-shop", "resource_group": "rg-shop"}
    trust = {part: f"{{{{ old.service_connection.{part} }}}}" for part in ("issuer", "subject")}
    return [
        rule(issuer="vstoken"),
        given("devops_service_connection", project="shop", name="azure-old", managed_identity="id-shop",
              identity_resource_group="rg-shop", register="old"),
        given("devops_service_connection", project="shop", name="azure-old-application", service_principal="shop-pipeline"),
        rule(issuer=""),
        given("federated_credential", name="azure-old", **identity, **trust),
    ]  # fmt: skip
