# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module resource_group."""

from __future__ import annotations

DOCUMENTATION = r"""
module: resource_group
short_description: Manage Azure resource groups
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Creates, tags and deletes a resource group.
  - Deleting a group deletes everything in it, and soft-deletes its key vaults, so only an empty one goes unless the task says so.
  - O(only_managed) looks for any resource in the group. Vaults that are soft-deleted are none.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.tags
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
  - vaultpipe.azure.only_managed
  - vaultpipe.azure.only_managed.ignoring
options:
  name:
    description: Name of the resource group.
    type: str
    required: true
    aliases: [resource_group]
  location:
    description:
      - Azure region, such as V(westeurope). Needed for a new group.
      - A group cannot move; another location than that of an existing group is an error.
    type: str
  force_delete_nonempty:
    description:
      - With O(state=absent), whether a group that holds something is deleted with all of it. Without it, that is an error.
      - With O(only_managed), that decides in its place. What O(ignoring) names does not count.
    type: bool
    default: false
    aliases: [force]
"""

EXAMPLES = r"""
- name: Make the resource group
  vaultpipe.azure.resource_group:
    name: rg-vaultpipe
    location: westeurope
    tags:
      team: platform
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode.
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
resource_group:
  description: The resource group; null when absent.
  returned: success
  type: dict
  contains:
    id:
      description: Resource id; C((known after apply\)) for a new group in check mode.
      type: str
    name:
      description: Name.
      type: str
    location:
      description: Region, in the form V(westeurope).
      type: str
    tags:
      description: Tags.
      type: dict
  sample:
    id: /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-vaultpipe
    name: rg-vaultpipe
    location: westeurope
    tags:
      vaultpipe: managed
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.resource_group.resource_group import ResourceGroup


def main() -> None:
    run_module(ResourceGroup)


if __name__ == "__main__":
    main()
