# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module role_assignment."""

from __future__ import annotations

DOCUMENTATION = r"""
module: role_assignment
short_description: Manage Azure role assignments
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Assigns a role to a principal at a scope, or takes the assignment away.
  - An assignment of the same role at the same scope counts as present, whoever made it. One that is inherited does not.
  - A new assignment's description holds the mark of this collection, and the identity that it is for. So O(state=absent) still
    finds the assignment when O(managed_identity), O(service_principal) or O(entra_group) itself is gone.
  - A role about the contents of a key vault, such as C(Key Vault Secrets User), has no effect on a vault of access policies and
    is refused there; in check mode it is not, since the vault may be about to change.
  - The scope is O(scope), else the vault O(vault_name), else O(resource_group), else the subscription.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.principal
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
  - vaultpipe.azure.only_managed
options:
  role:
    description: Name of the role, such as V(Reader), or its GUID or full id.
    type: str
    required: true
    aliases: [role_definition_id]
  scope:
    description: Resource id of the scope.
    type: str
  resource_group:
    description: Name of the resource group that is the scope, or that holds O(vault_name).
    type: str
  vault_name:
    description: Name of the key vault that is the scope. Without O(resource_group) it is looked up in the subscription.
    type: str
  principal_type:
    description:
      - What kind of principal it is. Azure needs it for principals that have just been made.
      - Without this option V(Group) with O(entra_group), and V(ServicePrincipal) otherwise.
    type: str
    choices: [ServicePrincipal, User, Group, ForeignGroup, Device]
  condition:
    description:
      - Condition under which the role counts, in the language of Azure's role conditions. An empty text takes it away.
      - Without this option a condition that is there stays, with a warning.
    type: str
  condition_version:
    description: Version of that language. A condition that is there keeps its version; a new one has V(2.0).
    type: str
    choices: ["2.0", "1.0"]
  timeout:
    description: Seconds to wait for a principal that has just been made to appear in the directory.
    type: int
    default: 180
"""

EXAMPLES = r"""
- name: Let the pipeline's identity see the subscription, which a service connection needs
  vaultpipe.azure.role_assignment:
    role: Reader
    managed_identity: id-vaultpipe

- name: Let it read the secrets of a vault that uses roles
  vaultpipe.azure.role_assignment:
    role: Key Vault Secrets User
    vault_name: kv-vaultpipe
    managed_identity: id-vaultpipe

- name: Let a group of people read them, too
  vaultpipe.azure.role_assignment:
    role: Key Vault Secrets User
    resource_group: rg-vaultpipe
    entra_group: vaultpipe-operators

- name: Let it assign that one role only
  vaultpipe.azure.role_assignment:
    role: Role Based Access Control Administrator
    resource_group: rg-vaultpipe
    managed_identity: id-vaultpipe
    condition: >-
      @Request[Microsoft.Authorization/roleAssignments:RoleDefinitionId]
      ForAnyOfAnyValues:GuidEquals {4633458b-17de-408a-b874-0445c86b69e6}
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
principal_id:
  description: Object id of the principal, also when what it had has been taken away.
  returned: when it has something, or had
  type: str
  sample: 00000000-0000-0000-0000-000000000000
role_assignment:
  description: The assignment; null when absent.
  returned: success
  type: dict
  contains:
    id:
      description: Resource id of the assignment.
      type: str
    scope:
      description: Resource id of its scope.
      type: str
    role:
      description: Name of the role.
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
    id: /subscriptions/.../providers/Microsoft.Authorization/roleAssignments/00000000-0000-0000-0000-000000000000
    scope: /subscriptions/00000000-0000-0000-0000-000000000000
    role: Reader
    role_definition_id: /subscriptions/.../providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7
    principal_id: 00000000-0000-0000-0000-000000000000
    condition:
    condition_version:
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.access.role_assignment import RoleAssignment


def main() -> None:
    run_module(RoleAssignment)


if __name__ == "__main__":
    main()
