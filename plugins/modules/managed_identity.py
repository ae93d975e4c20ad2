# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module managed_identity."""

from __future__ import annotations

DOCUMENTATION = r"""
module: managed_identity
short_description: Manage user-assigned managed identities
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Creates, tags and deletes a user-assigned managed identity.
  - O(only_managed) looks for federated credentials of the identity, and for roles that somebody else gave it.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.tags
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
  - vaultpipe.azure.only_managed
  - vaultpipe.azure.only_managed.ignoring
options:
  name:
    description: Name of the identity - 3 to 128 letters, digits, hyphens and underscores.
    type: str
    required: true
  resource_group:
    description: Name of the resource group.
    type: str
    required: true
  location:
    description:
      - Azure region, such as V(westeurope). Needed for a new identity.
      - An identity cannot move; another location than that of an existing identity is an error.
    type: str
  isolation_scope:
    description:
      - Whether the identity serves resources of its own region only (V(Regional)). A new identity is V(None).
      - Without it the scope that is there stays.
    type: str
    choices: ["None", Regional]
"""

EXAMPLES = r"""
- name: Make the identity that the pipeline signs in as
  vaultpipe.azure.managed_identity:
    name: id-vaultpipe
    resource_group: rg-vaultpipe
    location: westeurope
  register: identity
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
managed_identity:
  description: The identity; null when absent.
  returned: success
  type: dict
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
    id: /subscriptions/.../resourcegroups/rg-vaultpipe/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-vaultpipe
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
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.identity.managed_identity import ManagedIdentity


def main() -> None:
    run_module(ManagedIdentity)


if __name__ == "__main__":
    main()
