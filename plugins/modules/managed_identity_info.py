# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_identity_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_identity_info
short_description: List user-assigned managed identities
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the user-assigned managed identities of a subscription or of a resource group, or finds one by its name.
  - What is named like an option of M(vaultpipe.azure.managed_identity) has its value, and can be given back to it, but for
    C(client_id), which is an option of who signs in.
  - A missing right or subscription is an error, never an empty list.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.attributes.info
options:
  name:
    description: Name of one identity. Without O(resource_group) it is looked for in the whole subscription.
    type: str
    aliases: [managed_identity, identity_name]
  resource_group:
    description: Resource group of the identities. Without it, the whole subscription is meant.
    type: str
    aliases: [identity_resource_group]
seealso:
  - module: vaultpipe.azure.managed_identity
  - module: vaultpipe.azure.federated_credential_info
"""

EXAMPLES = r"""
- name: Read all managed identities of the subscription
  vaultpipe.azure.managed_identity_info:
  register: identities

- name: Show their client ids, by name
  ansible.builtin.debug:
    msg: "{{ identities.managed_identities | items2dict(key_name='name', value_name='client_id') }}"

- name: Read one
  vaultpipe.azure.managed_identity_info:
    name: id-shop
    resource_group: rg-shop
  register: shop

- name: Let it read the secrets of a vault
  vaultpipe.azure.kv_access_policy:
    vault_name: kv-shop
    object_id: "{{ item.principal_id }}"
    secrets: [get, list]
  loop: "{{ shop.managed_identities }}"
  loop_control:
    label: "{{ item.name }}"

- name: Read those of a resource group
  vaultpipe.azure.managed_identity_info:
    resource_group: rg-shop
"""

RETURN = r"""
managed_identities:
  description: The identities, each as M(vaultpipe.azure.managed_identity) returns it; empty when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Resource id. Azure gives parts of it in lower case.
      type: str
    name:
      description: Name.
      type: str
    resource_group:
      description: Resource group.
      type: str
    location:
      description: Region, in the form V(westeurope).
      type: str
    principal_id:
      description: Object id of its service principal, for access policies and role assignments.
      type: str
    client_id:
      description: Client id, for service connections.
      type: str
    tenant_id:
      description: Tenant that it belongs to.
      type: str
    isolation_scope:
      description: Whether it serves its own region only.
      type: str
    tags:
      description: Tags.
      type: dict
  sample:
    - id: /subscriptions/.../resourcegroups/rg-vaultpipe/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-vaultpipe
      name: id-vaultpipe
      resource_group: rg-vaultpipe
      location: westeurope
      principal_id: 00000000-0000-0000-0000-000000000000
      client_id: 00000000-0000-0000-0000-000000000000
      tenant_id: 00000000-0000-0000-0000-000000000000
      isolation_scope: "None"
      tags:
        vaultpipe: managed
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.identity.managed_identity_info import ManagedIdentityInfo


def main() -> None:
    run_module(ManagedIdentityInfo)


if __name__ == "__main__":
    main()
