# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_variable_group."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_variable_group
short_description: Manage variable groups that are linked to a key vault
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Links a variable group to an Azure key vault. Pipelines that use the group get the chosen secrets as secret variables, and
    need no task AzureKeyVault@2 of their own.
  - The identity of the service connection needs the permissions Get and List for the vault's secrets, as with the task.
  - A group with values of its own is left alone.
  - Azure DevOps does not let several projects share a variable group; each needs one of its own. They may share the service
    connection (O(vaultpipe.azure.devops_service_connection#module:shared_with)).
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
  - vaultpipe.azure.only_managed
options:
  project:
    description: Name or id of the project.
    type: str
    required: true
  name:
    description: Name of the group.
    type: str
    required: true
  description:
    description: What people see beside the name.
    type: str
  service_connection:
    description: Name or id of the service connection that reads the vault. Needed for a new group.
    type: str
  vault_name:
    description: Name of the key vault. Needed for a new group.
    type: str
  secrets:
    description: Names of the secrets that become variables; exactly those. Needed for a new group.
    type: list
    elements: str
seealso:
  - module: vaultpipe.azure.devops_pipeline_permission
    description: Lets a pipeline use the group.
"""

EXAMPLES = r"""
- name: Offer two secrets of the vault to pipelines
  vaultpipe.azure.devops_variable_group:
    project: vaultpipe-demo
    name: shop-secrets
    service_connection: azure-vaultpipe-demo
    vault_name: kv-vaultpipe-demo
    secrets: [ApiKey, ApiUser]

- name: Let one pipeline use them
  vaultpipe.azure.devops_pipeline_permission:
    project: vaultpipe-demo
    resource_type: variablegroup
    resource: shop-secrets
    pipeline: vaultpipe-demo
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode - none, create, update or delete.
  returned: success
  type: str
  sample: create
kept_because:
  description: Why it stays, in sentences; empty when it does not.
  returned: success, with O(only_managed)
  type: list
  elements: str
  sample: []
left:
  description: Deprecated, the same as RV(kept_because) under its old name. It goes with version 1.0.0.
  returned: success, with O(only_managed)
  type: list
  elements: str
  sample: []
variable_group:
  description: The group; null when absent.
  returned: success
  type: dict
  contains:
    id:
      description: Number of the group.
      type: int
    name:
      description: Name.
      type: str
    project:
      description: Project.
      type: str
    description:
      description: Description.
      type: str
    service_connection:
      description: Id of the service connection.
      type: str
    vault_name:
      description: Name of the key vault.
      type: str
    secrets:
      description: Names of the secrets.
      type: list
      elements: str
  sample:
    id: 1
    name: shop-secrets
    project: vaultpipe-demo
    description: ""
    service_connection: 8f8ee0ae-0d09-4f39-ae0b-3e4ef5a4d3d1
    vault_name: kv-vaultpipe-demo
    secrets: [ApiKey, ApiUser]
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.pipeline.devops_variable_group import DevOpsVariableGroup


def main() -> None:
    run_module(DevOpsVariableGroup)


if __name__ == "__main__":
    main()
