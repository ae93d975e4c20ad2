# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_pipeline_permission."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_pipeline_permission
short_description: Let pipelines use service connections and other resources
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lets one pipeline use a resource, or several (O(pipelines)), or takes that away. What other pipelines may do stays.
  - A run whose pipeline lacks the permission waits for somebody to permit it.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
options:
  project:
    description: Name or id of the project.
    type: str
    required: true
  resource_type:
    description: What kind of resource it is. V(endpoint) is a service connection, V(queue) an agent queue.
    type: str
    required: true
    choices: [endpoint, environment, queue, repository, variablegroup]
  resource:
    description: Name or id of the resource.
    type: str
    required: true
  pipeline:
    description: Name or number of the pipeline. Either this or O(pipelines) is needed unless O(all_pipelines) is true.
    type: str
  pipelines:
    description:
      - Names or numbers of several pipelines. One request reads the permissions of all of them, and one writes them.
      - With O(state=absent), those that are not there are left out.
    type: list
    elements: str
  folder:
    description: Folder of the pipeline or pipelines, where the name alone is not enough.
    type: str
  all_pipelines:
    description:
      - Whether it is about all pipelines of the project, also those that come later. The module warns when it grants this.
      - Naming one pipeline at a time is safer.
    type: bool
    default: false
  timeout:
    description: Seconds to wait until the service shows the change.
    type: int
    default: 60
"""

EXAMPLES = r"""
- name: Let the pipeline use the service connection
  vaultpipe.azure.devops_pipeline_permission:
    project: vaultpipe-demo
    resource_type: endpoint
    resource: azure-vault
    pipeline: vault-secrets

- name: Let two pipelines use the service connection by one request
  vaultpipe.azure.devops_pipeline_permission:
    project: vaultpipe-demo
    resource_type: endpoint
    resource: azure-vault
    pipelines:
      - vault-secrets
      - vault-secrets-classic
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode - none, create, update or delete.
  returned: success
  type: str
  sample: create
pipeline_permission:
  description: The permission; null when there is none.
  returned: success
  type: dict
  contains:
    project:
      description: Project.
      type: str
    resource_type:
      description: Kind of resource.
      type: str
    resource:
      description: The resource as O(resource) names it.
      type: str
    resource_id:
      description: Id by which permissions know the resource.
      type: str
    pipeline:
      description: Name of the pipeline; null for several or all pipelines.
      type: str
    pipeline_id:
      description: Number of the pipeline; null for several or all pipelines.
      type: int
    pipelines:
      description: Those of O(pipelines) that may use the resource. Only with O(pipelines).
      type: list
      elements: dict
      contains:
        name:
          description: Name of the pipeline.
          type: str
        id:
          description: Number of the pipeline.
          type: int
    all_pipelines:
      description: Whether all pipelines of the project may use the resource.
      type: bool
  sample:
    project: vaultpipe-demo
    resource_type: endpoint
    resource: azure-vault
    resource_id: 8f8ee0ae-0d09-4f39-ae0b-3e4ef5a4d3d1
    pipeline: vault-secrets
    pipeline_id: 47
    all_pipelines: false
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.pipeline.devops_pipeline_permission import (
    DevOpsPipelinePermission,
)


def main() -> None:
    run_module(DevOpsPipelinePermission)


if __name__ == "__main__":
    main()
