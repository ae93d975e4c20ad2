# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module preflight_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: preflight_info
short_description: Look whether a set-up can succeed, before it makes anything
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Looks at each condition on which setting up a pipeline's secrets depends, and says of each whether it holds, is missing or
    could not be looked at. Changes nothing.
  - For a missing condition it gives the command that whoever may grant it can use, and where a module does it, the task.
  - A look that is refused or fails is V(unknown), never missing, and names what stood in the way.
  - It does not look at rights in Azure DevOps and Microsoft Graph, at Azure Policy, or at agents.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.attributes.info
options:
  project:
    description: Name or id of the project.
    type: str
    required: true
  repository:
    description:
      - Repository that the set-up makes or pushes to. Without it, one of the project's name, which a new project has.
    type: str
  pipeline_type:
    description: Whether the pipeline will be a YAML pipeline or a classic one.
    type: str
    choices: [yaml, classic]
    default: yaml
  location:
    description: Location of what will be made.
    type: str
    required: true
  resource_group:
    description: Resource group of what will be made. Rights are looked at in the subscription while it is not there.
    type: str
    required: true
  vault_name:
    description: Name of the key vault.
    type: str
    required: true
  access:
    description: How the pipeline will get at the secrets, by an access policy or by a role.
    type: str
    choices: [policy, rbac]
    default: policy
  identity_type:
    description: Who the pipeline will be for Azure.
    type: str
    choices: [managed_identity, service_principal]
    default: managed_identity
seealso:
  - module: vaultpipe.azure.wiring_info
    description: Looks at a wiring that is there.
"""

EXAMPLES = r"""
- name: Look whether it can be set up
  vaultpipe.azure.preflight_info:
    project: shop
    location: westeurope
    resource_group: rg-shop
    vault_name: kv-shop
  register: preflight

- name: Say what is missing
  ansible.builtin.debug:
    msg: "{{ preflight.conditions | selectattr('status', 'eq', 'broken') | map(attribute='fact') }}"
"""

RETURN = r"""
conditions:
  description: The conditions, in the order in which a set-up depends on them.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description:
        - The condition - C(project), C(permission to) do something in Azure DevOps, C(location), C(resource provider) with its
          namespace, C(resource group), C(right) with an action of Azure, C(vault name), and C(classic pipelines) for a classic
          pipeline.
      type: str
    status:
      description: C(ok), C(broken) for what is missing, or C(unknown).
      type: str
    fact:
      description: A sentence about it, for C(unknown) with what stood in the way.
      type: str
    remedy:
      description: What grants a missing condition; null for others. Words in capitals stand for what only you know.
      type: dict
      contains:
        task:
          description: List of tasks of this collection in YAML; empty where no module does it.
          type: str
        az:
          description: Lines for a shell.
          type: str
  sample:
    - name: resource provider Microsoft.KeyVault
      status: broken
      fact: "The subscription is not registered for it: its state is NotRegistered."
      remedy:
        task: ""
        az: az provider register --namespace Microsoft.KeyVault --wait
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.wiring.preflight.preflight_info import PreflightInfo


def main() -> None:
    run_module(PreflightInfo)


if __name__ == "__main__":
    main()
