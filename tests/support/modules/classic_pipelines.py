# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks on one classic pipeline."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step

PROJECT, NAME, CONNECTION = "demo", "classic", "azure-vault"
SAY: dict[str, Any] = {"task": "CmdLine@2", "display_name": "Say", "inputs": {"script": "echo one"}}
READ: dict[str, Any] = {
    "task": "AzureKeyVault@2",
    "inputs": {"azureSubscription": CONNECTION, "KeyVaultName": "kv-classic", "RunAsPreJob": False},
}


def given_code() -> list[dict[str, Any]]:
    return [given("devops_project", name=PROJECT), given("devops_repository", project=PROJECT, files={"a.txt": "a"})]


def pipeline(**options: Any) -> dict[str, Any]:
    """`vm_image=None` leaves it out."""
    wanted = {"project": PROJECT, "name": NAME, "type": "classic", "vm_image": "ubuntu-latest", **options}
    return step("devops_pipeline", **{name: value for name, value in wanted.items() if value is not None})
