# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_project."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_project
short_description: Manage Azure DevOps projects
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Creates, changes and deletes a project of an Azure DevOps organization, and waits until the service has done it.
  - A new project has an empty Git repository of its own name.
  - Deleting a project deletes everything in it; an administrator can restore it for 28 days, and there is no way to purge it.
  - A new project's description ends with the mark of this collection, which the result does not show.
  - O(only_managed) looks for repositories, pipelines, service connections, variable groups and environments.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
  - vaultpipe.azure.only_managed
  - vaultpipe.azure.only_managed.ignoring
options:
  name:
    description: Name of the project.
    type: str
    required: true
    aliases: [project]
  description:
    description: What the project is for.
    type: str
  visibility:
    description: Who can see it. A new project is V(private).
    type: str
    choices: [private, public]
  process:
    description:
      - Name or id of the process of its work items, such as V(Agile).
      - A new project gets the organization's default process. The process of an existing project is not changed; another one
        is an error.
    type: str
  timeout:
    description: Seconds to wait for the service to create, change or delete it.
    type: int
    default: 300
"""

EXAMPLES = r"""
- name: Make the project
  vaultpipe.azure.devops_project:
    organization: my-organization
    name: vaultpipe-demo
    description: Key Vault secrets in Azure Pipelines

- name: Delete it
  vaultpipe.azure.devops_project:
    organization: my-organization
    name: vaultpipe-demo
    state: absent
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
project:
  description: The project; null when absent.
  returned: success
  type: dict
  contains:
    id:
      description: Id; C((known after apply\)) for a new project in check mode.
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
    id: 6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c
    name: vaultpipe-demo
    description: Key Vault secrets in Azure Pipelines
    visibility: private
    process: Agile
    url: https://dev.azure.com/my-organization/_apis/projects/6ce954b1-ce1f-45d1-b94d-e6bf2464ba2c
    web_url: https://dev.azure.com/my-organization/vaultpipe-demo
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.repository.devops_project import DevOpsProject


def main() -> None:
    run_module(DevOpsProject)


if __name__ == "__main__":
    main()
