# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_variable_group_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_variable_group_info
short_description: List variable groups of Azure Pipelines
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the variable groups of a project, or finds one by its name - those that are linked to a key vault, and those with
    values of their own.
  - Values of secret variables are never returned; the service does not give them out.
  - What is named like an option of M(vaultpipe.azure.devops_variable_group) has its value. A group that is linked to a key
    vault can be given back to it.
  - A missing right, project or organization is an error, never an empty list.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.attributes.info
options:
  project:
    description: Name or id of the project.
    type: str
    required: true
  name:
    description: Name of one group.
    type: str
    aliases: [variable_group]
seealso:
  - module: vaultpipe.azure.devops_variable_group
"""

EXAMPLES = r"""
- name: Read the variable groups of a project
  vaultpipe.azure.devops_variable_group_info:
    project: vaultpipe-demo
  register: found

- name: Show which vaults they are linked to
  ansible.builtin.debug:
    msg: "{{ found.variable_groups | selectattr('type', 'equalto', 'key_vault') | map(attribute='vault_name') | unique }}"

- name: Read one
  vaultpipe.azure.devops_variable_group_info:
    project: vaultpipe-demo
    name: shop-secrets
  register: shop

- name: Let a pipeline use it
  vaultpipe.azure.devops_pipeline_permission:
    project: vaultpipe-demo
    resource_type: variablegroup
    resource: "{{ item.name }}"
    pipeline: vault-secrets
  loop: "{{ shop.variable_groups }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
variable_groups:
  description:
    - The groups, each as M(vaultpipe.azure.devops_variable_group) returns it, with its type and variables; empty when there is
      none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Number of the group.
      type: int
    name:
      description: Name.
      type: str
    project:
      description: The project, as given.
      type: str
    description:
      description: Description.
      type: str
    service_connection:
      description: Id of the service connection; null of a plain group.
      type: str
    vault_name:
      description: Name of the key vault; null of a plain group.
      type: str
    secrets:
      description: Names of the secrets, or of the secret variables of a plain group.
      type: list
      elements: str
    type:
      description: C(key_vault) for a linked group, C(plain) for one with values of its own.
      type: str
    variables:
      description: Variables of a plain group that are not secret, by name, with their values.
      type: dict
  sample:
    - id: 1
      name: shop-secrets
      project: vaultpipe-demo
      description: ""
      service_connection: 8f8ee0ae-0d09-4f39-ae0b-3e4ef5a4d3d1
      vault_name: kv-vaultpipe-demo
      secrets: [ApiKey, ApiUser]
      type: key_vault
      variables: {}
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.pipeline.devops_variable_group_info import (
    DevOpsVariableGroupInfo,
)


def main() -> None:
    run_module(DevOpsVariableGroupInfo)


if __name__ == "__main__":
    main()
