# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_pipeline_permission_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_pipeline_permission_info
short_description: List the pipelines that may use a resource
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the pipelines that may use a service connection, variable group, agent queue, environment or repository.
  - What is named like an option of M(vaultpipe.azure.devops_pipeline_permission) has its value, and can be given back to it.
  - A missing right, resource, project or organization is an error, never an empty list. A pipeline that is not there may use
    nothing.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.attributes.info
options:
  project:
    description: Name or id of the project.
    type: str
    required: true
  resource_type:
    description:
      - Kind of resource; V(endpoint) is a service connection, V(queue) an agent queue, by which a project uses an agent pool.
    type: str
    required: true
    choices: [endpoint, environment, queue, repository, variablegroup]
  resource:
    description: Name or id of the resource.
    type: str
    required: true
  pipeline:
    description: Name or number of one pipeline. Only its permission, and the one for all pipelines.
    type: str
  folder:
    description: Folder of O(pipeline), needed where several folders have one of that name.
    type: str
seealso:
  - module: vaultpipe.azure.devops_pipeline_permission
"""

EXAMPLES = r"""
- name: See which pipelines may use the service connection
  vaultpipe.azure.devops_pipeline_permission_info:
    project: vaultpipe-demo
    resource_type: endpoint
    resource: azure-vault
  register: found

- name: Stop where all pipelines may
  ansible.builtin.assert:
    that: found.pipeline_permissions | selectattr('all_pipelines') | length == 0
    fail_msg: Every pipeline of the project may use azure-vault.

- name: See whether one pipeline may use the variable group
  vaultpipe.azure.devops_pipeline_permission_info:
    project: vaultpipe-demo
    resource_type: variablegroup
    resource: shop-secrets
    pipeline: vault-secrets
    folder: demo

- name: Read who may use the agents of a queue
  vaultpipe.azure.devops_pipeline_permission_info:
    project: vaultpipe-demo
    resource_type: queue
    resource: Default

- name: Take the connection away from them
  vaultpipe.azure.devops_pipeline_permission:
    project: vaultpipe-demo
    resource_type: endpoint
    resource: azure-vault
    pipeline: "{{ item.pipeline_id }}"
    state: absent
  loop: "{{ found.pipeline_permissions | rejectattr('all_pipelines') }}"
  loop_control:
    label: "{{ item.pipeline }}"
"""

RETURN = r"""
pipeline_permissions:
  description:
    - The permissions, each as M(vaultpipe.azure.devops_pipeline_permission) returns it; the one for all pipelines first; empty
      when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    project:
      description: The project, as given.
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
      description: Name of the pipeline; null for all pipelines.
      type: str
    pipeline_id:
      description: Number of the pipeline; null for all pipelines.
      type: int
    all_pipelines:
      description: Whether this is the permission for all pipelines of the project.
      type: bool
  sample:
    - project: vaultpipe-demo
      resource_type: endpoint
      resource: azure-vault
      resource_id: 8f8ee0ae-0d09-4f39-ae0b-3e4ef5a4d3d1
      pipeline: vault-secrets
      pipeline_id: 47
      all_pipelines: false
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.pipeline.devops_pipeline_permission_info import (
    DevOpsPipelinePermissionInfo,
)


def main() -> None:
    run_module(DevOpsPipelinePermissionInfo)


if __name__ == "__main__":
    main()
