# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module keyvault."""

from __future__ import annotations

DOCUMENTATION = r"""
module: keyvault
short_description: Manage Azure key vaults
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Creates, changes, recovers, deletes and purges a key vault.
  - The access policies of other principals are never touched; use M(vaultpipe.azure.kv_access_policy) for one principal's.
  - O(only_managed) looks for secrets, with O(purge) for soft-deleted ones too, and for access policies and roles of other
    principals than the signed-in one, whose object ids O(ignoring) can name. Keys are not looked for.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.tags
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
  - vaultpipe.azure.only_managed
  - vaultpipe.azure.only_managed.ignoring
requirements:
  - azure-mgmt-keyvault
options:
  name:
    description:
      - Name of the vault, globally unique. A managed HSM is refused, since it holds no secrets.
    type: str
    required: true
    aliases: [vault_name]
  resource_group:
    description: Name of the resource group.
    type: str
    required: true
  location:
    description: Azure region. Needed for a new vault; a vault cannot move.
    type: str
  sku:
    description: Pricing tier. A new vault is V(standard).
    type: str
    choices: [standard, premium]
  enable_rbac_authorization:
    description:
      - Whether Azure roles rule the access to secrets, not access policies.
      - A new vault uses access policies unless this is true, which is said explicitly to the service, since its own
        default has become roles.
    type: bool
  soft_delete_retention_days:
    description: Days that deleted things can be recovered, 7 to 90. Only at creation; a new vault has 90.
    type: int
    aliases: [soft_delete_retention_in_days]
  enable_purge_protection:
    description: Whether nothing can be purged before its time. Cannot be switched off again.
    type: bool
  public_network_access:
    description:
      - Whether the vault takes connections from public networks at all.
      - With V(SecuredByPerimeter) its network security perimeter decides.
    type: str
    choices: [Enabled, Disabled, SecuredByPerimeter]
  network_acls:
    description: The vault's firewall. What is not given stays.
    type: dict
    suboptions:
      default_action:
        description: What happens to addresses that no rule names.
        type: str
        choices: [Allow, Deny]
      bypass:
        description: Whether trusted Azure services get past the firewall.
        type: str
        choices: [AzureServices, None]
      ip_rules:
        description: Addresses and ranges that may connect.
        type: list
        elements: str
      virtual_network_subnet_ids:
        description: Resource ids of subnets that may connect.
        type: list
        elements: str
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
      - Whether the signed-in identity gets all permissions on the vault's secrets, by an access policy or by the role
        Key Vault Secrets Officer, as C(az keyvault create) does.
      - Whoever has them already, such as by a custom role or a group, gets nothing.
    type: bool
    default: true
  on_deleted:
    description:
      - What to do when the name belongs to a soft-deleted vault.
      - A recovered vault has its secrets, settings and access policies again. Azure does not bring back the role assignments
        and Event Grid subscriptions that it had; assign those roles again, for example with
        M(vaultpipe.azure.role_assignment).
    type: str
    choices: [recover, fail]
    default: recover
  purge:
    description: With O(state=absent), whether to purge the vault too, also one that was deleted before.
    type: bool
    default: false
  timeout:
    description: Seconds to wait for the vault's DNS name, and for a purge.
    type: int
    default: 600
"""

EXAMPLES = r"""
- name: Make the vault
  vaultpipe.azure.keyvault:
    name: kv-vaultpipe
    resource_group: rg-vaultpipe
    location: westeurope

- name: Delete it for good
  vaultpipe.azure.keyvault:
    name: kv-vaultpipe
    resource_group: rg-vaultpipe
    state: absent
    purge: true
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode - none, create, recover, update or delete.
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
keyvault:
  description: The vault, with the module's own option names; null when absent.
  returned: success
  type: dict
  sample:
    id: /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv-vaultpipe
    name: kv-vaultpipe
    resource_group: rg
    location: westeurope
    vault_uri: https://kv-vaultpipe.vault.azure.net/
    tenant_id: 00000000-0000-0000-0000-000000000000
    sku: standard
    enable_rbac_authorization: false
    caller_access: true
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.key_vault.keyvault import KeyVault


def main() -> None:
    run_module(KeyVault)


if __name__ == "__main__":
    main()
