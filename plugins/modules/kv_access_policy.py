# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module kv_access_policy."""

from __future__ import annotations

DOCUMENTATION = r"""
module: kv_access_policy
short_description: Manage one principal's access policy of an Azure key vault
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Gives a principal permissions on what a key vault holds, or takes them away. All other principals stay untouched.
  - A vault that uses Azure roles (O(vaultpipe.azure.keyvault#module:enable_rbac_authorization)) ignores access policies, so
    giving permissions there is an error. Use M(vaultpipe.azure.role_assignment).
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.principal
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
requirements:
  - azure-mgmt-keyvault
options:
  state:
    description:
      - With V(absent) the principal loses the listed permissions, or all of them when none is listed.
  vault_name:
    description: Name of the vault.
    type: str
    required: true
  resource_group:
    description: Resource group of the vault. Without it the vault is looked up in the subscription by its name.
    type: str
  application_id:
    description:
      - Client id of an application that acts on behalf of the principal. Only such access needs it.
      - The principal with an application and the principal alone are two identities to a vault.
    type: str
  mode:
    description:
      - V(add) gives the listed permissions and leaves what the principal has.
      - V(set) gives exactly the listed permissions and takes all others away, also on kinds that are not listed.
      - V(remove) takes the listed permissions away.
    type: str
    choices: [add, set, remove]
    default: add
  secrets:
    description: Permissions on secrets, in any case. V(all) is one of its own.
    type: list
    elements: str
    aliases: [secret_permissions]
  keys:
    description: Permissions on keys, in any case. V(all) is one of its own.
    type: list
    elements: str
    aliases: [key_permissions]
  certificates:
    description: Permissions on certificates, in any case. V(all) is one of its own.
    type: list
    elements: str
    aliases: [certificate_permissions]
  storage:
    description: Permissions on managed storage accounts, in any case. V(all) is one of its own.
    type: list
    elements: str
    aliases: [storage_permissions]
"""

EXAMPLES = r"""
- name: Let the pipeline's identity read secrets
  vaultpipe.azure.kv_access_policy:
    vault_name: kv-vaultpipe
    managed_identity: id-vaultpipe
    secrets: [get, list]

- name: Let a group of people change secrets
  vaultpipe.azure.kv_access_policy:
    vault_name: kv-vaultpipe
    entra_group: vaultpipe-operators
    secrets: [get, list, set, delete]

- name: Take all its permissions away
  vaultpipe.azure.kv_access_policy:
    vault_name: kv-vaultpipe
    managed_identity: id-vaultpipe
    state: absent
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode - none, create, update or delete.
  returned: success
  type: str
  sample: create
principal_id:
  description: Object id of the principal, also when what it had has been taken away.
  returned: when it has something, or had
  type: str
  sample: 00000000-0000-0000-0000-000000000000
kv_access_policy:
  description: The principal's permissions as they are now; the diff has those before. Null when absent.
  returned: success
  type: dict
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
    vault_name: kv-vaultpipe
    object_id: 00000000-0000-0000-0000-000000000000
    application_id:
    secret_permissions: [get, list]
    key_permissions: []
    certificate_permissions: []
    storage_permissions: []
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.access.kv_access_policy import KvAccessPolicy


def main() -> None:
    run_module(KvAccessPolicy)


if __name__ == "__main__":
    main()
