# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module kv_access_policy_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: kv_access_policy_info
short_description: List access policies of an Azure key vault
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the access policies of a key vault, or finds those of one principal.
  - What is named like an option of M(vaultpipe.azure.kv_access_policy) has its value, and can be given back to it.
  - A vault that goes by Azure roles keeps its policies, which have no effect then, and they are listed.
  - A missing right or vault is an error, never an empty list. A principal that is not there has no policy.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.principal
  - vaultpipe.azure.attributes.info
requirements:
  - azure-mgmt-keyvault
options:
  vault_name:
    description: Name of the vault.
    type: str
    required: true
  resource_group:
    description: Resource group of the vault. Without it, the vault is looked for in the whole subscription.
    type: str
  object_id:
    description:
      - Object id of the principal - of a service principal, not of its application, and not a client id.
      - One of O(object_id), O(managed_identity), O(service_principal) and O(entra_group), or none for all principals.
    type: str
    aliases: [principal_id, assignee_object_id]
seealso:
  - module: vaultpipe.azure.kv_access_policy
  - module: vaultpipe.azure.keyvault_info
"""

EXAMPLES = r"""
- name: See who may use the vault
  vaultpipe.azure.kv_access_policy_info:
    vault_name: kv-shop
    resource_group: rg-shop
  register: shop

- name: Name the principals that may write secrets
  ansible.builtin.debug:
    msg: "{{ shop.kv_access_policies | selectattr('secret_permissions', 'contains', 'set') | map(attribute='object_id') }}"

- name: See what one identity may do
  vaultpipe.azure.kv_access_policy_info:
    vault_name: kv-shop
    managed_identity: id-shop
    identity_resource_group: rg-shop
  register: identity

- name: Let it do the same in another vault
  vaultpipe.azure.kv_access_policy:
    vault_name: kv-shop-test
    object_id: "{{ item.object_id }}"
    mode: set
    secrets: "{{ item.secret_permissions }}"
  loop: "{{ identity.kv_access_policies }}"
  loop_control:
    label: "{{ item.object_id }}"
"""

RETURN = r"""
kv_access_policies:
  description: The policies, each as M(vaultpipe.azure.kv_access_policy) returns it; empty when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    vault_name:
      description: Name of the vault.
      type: str
    object_id:
      description: Object id of the principal.
      type: str
    application_id:
      description: Client id of the application that acts for the principal, or null.
      type: str
    secret_permissions:
      description: Permissions on secrets, in lower case.
      type: list
      elements: str
    key_permissions:
      description: Permissions on keys, in lower case.
      type: list
      elements: str
    certificate_permissions:
      description: Permissions on certificates, in lower case.
      type: list
      elements: str
    storage_permissions:
      description: Permissions on managed storage accounts, in lower case.
      type: list
      elements: str
  sample:
    - vault_name: kv-vaultpipe
      object_id: 00000000-0000-0000-0000-000000000000
      application_id:
      secret_permissions: [get, list]
      key_permissions: []
      certificate_permissions: []
      storage_permissions: []
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.access.kv_access_policy_info import KvAccessPolicyInfo


def main() -> None:
    run_module(KvAccessPolicyInfo)


if __name__ == "__main__":
    main()
