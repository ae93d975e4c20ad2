# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_repository_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_repository_info
short_description: List repositories of Azure Repos
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the Git repositories of a project, or finds one by its name or id.
  - What is named like an option of M(vaultpipe.azure.devops_repository) has its value, and can be given back to it.
  - A list takes a request for each repository, since the newest commit is in no list.
  - A missing right, project or organization is an error, never an empty list. Soft-deleted repositories are not listed.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.attributes.info
options:
  project:
    description: Name or id of the project.
    type: str
    required: true
  name:
    description: Name or id of one repository.
    type: str
    aliases: [repository]
  branch:
    description: Branch whose newest commit is told. Without it, the default branch of each.
    type: str
seealso:
  - module: vaultpipe.azure.devops_repository
"""

EXAMPLES = r"""
- name: Read the repositories of a project
  vaultpipe.azure.devops_repository_info:
    project: shop
  register: shop

- name: Name the empty ones
  ansible.builtin.debug:
    msg: "{{ shop.repositories | selectattr('empty') | map(attribute='name') }}"

- name: Read the newest commit of a branch
  vaultpipe.azure.devops_repository_info:
    project: shop
    name: shop
    branch: main
  register: main

- name: Show it
  ansible.builtin.debug:
    msg: "{{ item.name }} is at {{ item.commit }}"
  loop: "{{ main.repositories }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
repositories:
  description:
    - The repositories, each as M(vaultpipe.azure.devops_repository) returns it, but for C(pushed_paths); empty when there is
      none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id.
      type: str
    name:
      description: Name.
      type: str
    project:
      description: The project, as given.
      type: str
    default_branch:
      description: Default branch; null in an empty repository.
      type: str
    branch:
      description: The branch O(branch), or the default branch; null without one.
      type: str
    commit:
      description: Newest commit of that branch; null when it has none, or the repository is disabled.
      type: str
    empty:
      description: Whether it has no branch at all.
      type: bool
    size:
      description: Bytes as the service counts them, which can lag behind.
      type: int
    remote_url:
      description: Address for C(git clone).
      type: str
    web_url:
      description: Address for people.
      type: str
  sample:
    - id: 5febef5a-833d-4e14-b9c0-14cb638f91e6
      name: vaultpipe-demo
      project: vaultpipe-demo
      default_branch: main
      branch: main
      commit: 67cae2b029dff7eb3dc062b49403aaedca5bad8d
      empty: false
      size: 1602
      remote_url: https://my-organization@dev.azure.com/my-organization/vaultpipe-demo/_git/vaultpipe-demo
      web_url: https://dev.azure.com/my-organization/vaultpipe-demo/_git/vaultpipe-demo
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.repository.devops_repository_info import (
    DevOpsRepositoryInfo,
)


def main() -> None:
    run_module(DevOpsRepositoryInfo)


if __name__ == "__main__":
    main()
