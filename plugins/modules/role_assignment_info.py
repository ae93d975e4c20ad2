# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module role_assignment_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: role_assignment_info
short_description: List Azure role assignments
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the role assignments at one scope, or all of a subscription; of everybody, or of one principal.
  - What is named like an option of M(vaultpipe.azure.role_assignment) has its value, and can be given back to it.
  - A missing right or scope is an error, never an empty list. A principal that is not there has no role.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.principal
  - vaultpipe.azure.attributes.info
requirements:
  - azure-mgmt-keyvault
options:
  scope:
    description:
      - Resource id of the scope. Only what is assigned at this scope itself is listed.
      - Without it, O(resource_group) and O(vault_name), all of the subscription is listed, at whatever scope in it.
    type: str
  resource_group:
    description: Resource group that is the scope, or that has the vault O(vault_name).
    type: str
  vault_name:
    description: Key vault that is the scope. Without O(resource_group) it is looked for in the whole subscription.
    type: str
  inherited:
    description: Whether to list also what is assigned above the scope, and counts there.
    type: bool
    default: false
  role:
    description: Name or id of a role. Only its assignments.
    type: str
    aliases: [role_definition_id]
  object_id:
    description:
      - Object id of the principal - of a service principal, not of its application, and not a client id.
      - One of O(object_id), O(managed_identity), O(service_principal) and O(entra_group), or none for all principals.
    type: str
    aliases: [principal_id, assignee_object_id]
seealso:
  - module: vaultpipe.azure.role_assignment
"""

EXAMPLES = r"""
- name: See who has a role at the vault, also by its resource group or the subscription
  vaultpipe.azure.role_assignment_info:
    vault_name: kv-shop
    inherited: true
  register: at_vault

- name: Show them
  ansible.builtin.debug:
    msg: "{{ item.principal_id }} is {{ item.role }} at {{ item.scope }}"
  loop: "{{ at_vault.role_assignments }}"
  loop_control:
    label: "{{ item.id }}"

- name: Read all roles of an identity in the subscription
  vaultpipe.azure.role_assignment_info:
    managed_identity: id-shop
    identity_resource_group: rg-shop
  register: of_identity

- name: Take them away
  vaultpipe.azure.role_assignment:
    scope: "{{ item.scope }}"
    role: "{{ item.role }}"
    principal_id: "{{ item.principal_id }}"
    state: absent
  loop: "{{ of_identity.role_assignments }}"
  loop_control:
    label: "{{ item.role }}"

- name: Read who is an owner of the resource group itself
  vaultpipe.azure.role_assignment_info:
    resource_group: rg-shop
    role: Owner
"""

RETURN = r"""
role_assignments:
  description: The assignments, each as M(vaultpipe.azure.role_assignment) returns it; empty when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Resource id of the assignment.
      type: str
    scope:
      description: Resource id of its scope.
      type: str
    role:
      description: Name of the role; its GUID where the signed-in identity may not read the name.
      type: str
    role_definition_id:
      description: Resource id of the role.
      type: str
    principal_id:
      description: Object id of the principal.
      type: str
    condition:
      description: Condition of the assignment, which allows less than the role; null without one.
      type: str
    condition_version:
      description: Version of the language of the condition; null without one.
      type: str
  sample:
    - id: /subscriptions/.../providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-000000000000
      scope: /subscriptions/00000000-0000-0000-0000-000000000000
      role: Reader
      role_definition_id: /providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7
      principal_id: 00000000-0000-0000-0000-000000000000
      condition:
      condition_version:
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.access.role_assignment_info import RoleAssignmentInfo


def main() -> None:
    run_module(RoleAssignmentInfo)


if __name__ == "__main__":
    main()
