# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_project_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_project_info
short_description: List projects of an Azure DevOps organization
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the projects of an organization that the signed-in identity sees, or finds one by its name or id.
  - What is named like an option of M(vaultpipe.azure.devops_project) has its value, and can be given back to it.
  - A list takes a request for each project, since the process is in no list.
  - A missing right or organization is an error, never an empty list. A project that the identity is not in is one that it does
    not see.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.attributes.info
options:
  name:
    description: Name or id of one project.
    type: str
    aliases: [project]
seealso:
  - module: vaultpipe.azure.devops_project
"""

EXAMPLES = r"""
- name: Read all projects of the organization
  vaultpipe.azure.devops_project_info:
  register: organization

- name: Show which are public
  ansible.builtin.debug:
    msg: "{{ organization.projects | selectattr('visibility', 'equalto', 'public') | map(attribute='name') }}"

- name: Read one
  vaultpipe.azure.devops_project_info:
    name: shop
  register: shop

- name: Say where it is
  ansible.builtin.debug:
    msg: "{{ shop.projects | map(attribute='web_url') | first | default('There is no project shop.') }}"
"""

RETURN = r"""
projects:
  description: The projects, each as M(vaultpipe.azure.devops_project) returns it; empty when there is none.
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
    description:
      description: Description.
      type: str
    visibility:
      description: V(private) or V(public).
      type: str
    process:
      description: Name of the process.
      type: str
    url:
      description: Address in the REST API.
      type: str
    web_url:
      description: Address for people.
      type: str
  sample:
    - id: 6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c
      name: vaultpipe-demo
      description: Key Vault secrets in Azure Pipelines
      visibility: private
      process: Agile
      url: https://dev.azure.com/my-organization/_apis/projects/6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c
      web_url: https://dev.azure.com/my-organization/vaultpipe-demo
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.repository.devops_project_info import DevOpsProjectInfo


def main() -> None:
    run_module(DevOpsProjectInfo)


if __name__ == "__main__":
    main()
