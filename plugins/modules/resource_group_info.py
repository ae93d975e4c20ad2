# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module resource_group_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: resource_group_info
short_description: List Azure resource groups
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the resource groups of a subscription, or finds one by its name.
  - What is named like an option of M(vaultpipe.azure.resource_group) has its value, and can be given back to it.
  - A missing right or subscription is an error, never an empty list.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.attributes.info
options:
  name:
    description: Name of one resource group.
    type: str
    aliases: [resource_group]
seealso:
  - module: vaultpipe.azure.resource_group
"""

EXAMPLES = r"""
- name: Read all resource groups of the subscription
  vaultpipe.azure.resource_group_info:
  register: all_groups

- name: Read one
  vaultpipe.azure.resource_group_info:
    name: rg-shop
  register: shop

- name: Make another one with its tags
  vaultpipe.azure.resource_group:
    name: rg-shop-test
    location: "{{ item.location }}"
    tags: "{{ item.tags }}"
  loop: "{{ shop.resource_groups }}"
  loop_control:
    label: "{{ item.name }}"


- name: Name those that this collection made
  ansible.builtin.debug:
    msg: "{{ all_groups.resource_groups | selectattr('tags.vaultpipe', 'defined') | map(attribute='name') }}"
"""

RETURN = r"""
resource_groups:
  description: The resource groups, each as M(vaultpipe.azure.resource_group) returns it; empty when there is none.
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
    location:
      description: Region, in the form V(westeurope).
      type: str
    tags:
      description: Tags.
      type: dict
  sample:
    - id: /subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-vaultpipe
      name: rg-vaultpipe
      location: westeurope
      tags:
        vaultpipe: managed
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.resource_group.resource_group_info import (
    ResourceGroupInfo,
)


def main() -> None:
    run_module(ResourceGroupInfo)


if __name__ == "__main__":
    main()
