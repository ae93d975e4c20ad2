# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module keyvault_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: keyvault_info
short_description: List Azure key vaults
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the key vaults of a subscription or of a resource group, or finds one by its name.
  - What is named like an option of M(vaultpipe.azure.keyvault) has its value, and can be given back to it.
  - A missing right is an error, never an empty list. Soft-deleted vaults are not listed.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.attributes.info
requirements:
  - azure-mgmt-keyvault
options:
  name:
    description: Name of one vault. Without O(resource_group) it is looked for in the whole subscription.
    type: str
    aliases: [vault_name]
  resource_group:
    description: Resource group of the vaults. Without it, the whole subscription is meant.
    type: str
  caller_access:
    description:
      - Whether to find out what the signed-in identity may do in vaults that go by roles, which takes requests for each of them.
      - Vaults that go by access policies say it themselves.
    type: bool
    default: false
seealso:
  - module: vaultpipe.azure.keyvault
"""

EXAMPLES = r"""
- name: Read a vault
  vaultpipe.azure.keyvault_info:
    name: kv-shop
    resource_group: rg-shop
  register: shop

- name: Make another one like it
  vaultpipe.azure.keyvault:
    name: kv-shop-test
    resource_group: rg-shop-test
    location: "{{ shop.keyvaults[0].location }}"
    sku: "{{ shop.keyvaults[0].sku }}"
    network_acls: "{{ shop.keyvaults[0].network_acls }}"
    enable_rbac_authorization: "{{ shop.keyvaults[0].enable_rbac_authorization }}"

- name: Read all vaults of the subscription, and whether the signed-in identity may use their secrets
  vaultpipe.azure.keyvault_info:
    caller_access: true
"""

RETURN = r"""
keyvaults:
  description: The vaults, each as M(vaultpipe.azure.keyvault) returns it; empty when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Resource id.
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
    vault_uri:
      description: Address of its secrets.
      type: str
    tenant_id:
      description: Tenant whose identities have access.
      type: str
    sku:
      description: Pricing tier.
      type: str
    enable_rbac_authorization:
      description: Whether Azure roles rule the access, not access policies.
      type: bool
    soft_delete_retention_days:
      description: Days that deleted things can be recovered.
      type: int
    enable_purge_protection:
      description: Whether nothing can be purged before its time.
      type: bool
    public_network_access:
      description: Whether it takes connections from public networks, V(Enabled), V(Disabled) or V(SecuredByPerimeter).
      type: str
    network_acls:
      description: The firewall, in the shape of the option.
      type: dict
    enabled_for_deployment:
      description: Whether virtual machines may fetch certificates.
      type: bool
    enabled_for_disk_encryption:
      description: Whether Azure Disk Encryption may fetch secrets.
      type: bool
    enabled_for_template_deployment:
      description: Whether Azure Resource Manager may fetch secrets.
      type: bool
    caller_access:
      description:
        - Whether the signed-in identity has all permissions on its secrets, by roles of its groups and by custom ones too.
        - Null of a vault that goes by roles, unless O(caller_access) asks for it, and where it cannot be told. Given back, null
          leaves the access as it is.
      type: bool
    tags:
      description: Tags.
      type: dict
  sample:
    - id: /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-shop
      name: kv-shop
      resource_group: rg
      location: westeurope
      vault_uri: https://kv-shop.vault.azure.net/
      sku: standard
      enable_rbac_authorization: false
      caller_access: true
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.key_vault.keyvault_info import KeyVaultInfo


def main() -> None:
    run_module(KeyVaultInfo)


if __name__ == "__main__":
    main()
