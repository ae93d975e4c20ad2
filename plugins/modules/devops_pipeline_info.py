# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_pipeline_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_pipeline_info
short_description: List pipelines of Azure Pipelines
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the pipelines of a project or of one of its folders, or finds those of one name.
  - What is named like an option of M(vaultpipe.azure.devops_pipeline) has its value, and can be given back to it.
  - A missing right, project or organization is an error, never an empty list.
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
    description: Name of the pipelines. Several folders may have one of that name.
    type: str
    aliases: [pipeline]
  folder:
    description:
      - Folder of the pipelines, such as V(demo/vault), without the folders in it. An empty text means those in no folder.
      - Without it, all folders are meant.
    type: str
  repository:
    description: Name or id of a repository of Azure Repos. Only pipelines that have it as their code.
    type: str
seealso:
  - module: vaultpipe.azure.devops_pipeline
"""

EXAMPLES = r"""
- name: Read the pipelines of a folder
  vaultpipe.azure.devops_pipeline_info:
    project: shop
    folder: demo
  register: demo

- name: Let them use the service connection
  vaultpipe.azure.devops_pipeline_permission:
    project: shop
    resource_type: endpoint
    resource: azure-shop
    pipeline: "{{ item.id }}"
  loop: "{{ demo.pipelines }}"
  loop_control:
    label: "{{ item.name }}"
"""

RETURN = r"""
pipelines:
  description: The pipelines, each as M(vaultpipe.azure.devops_pipeline) returns it; empty when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Number.
      type: int
    name:
      description: Name.
      type: str
    project:
      description: The project, as given.
      type: str
    folder:
      description: Folder as the service writes it.
      type: str
    url:
      description: Address in the REST API.
      type: str
    web_url:
      description: Address for people.
      type: str
    revision:
      description: Number of its newest revision.
      type: int
    queue:
      description: Name of the agent queue.
      type: str
    type:
      description: C(yaml) or C(classic).
      type: str
    yaml_path:
      description: Path of the file; null for a classic pipeline.
      type: str
    steps:
      description:
        - Steps of a classic pipeline, those of its first agent job; null for a YAML pipeline.
        - All inputs are there, as texts by the task's own names; a service connection is its id.
      type: list
      elements: dict
      contains:
        task:
          description: Name of the task and version, or its id and version where several tasks have that name.
          type: str
        display_name:
          description: What runs show.
          type: str
        inputs:
          description: Values by the names of inputs.
          type: dict
        env:
          description: Environment of the step's process.
          type: dict
        enabled:
          description: Whether it runs at all.
          type: bool
        condition:
          description: When it runs.
          type: str
    vm_image:
      description: Image of a classic pipeline's agents; null for a YAML pipeline.
      type: str
    status:
      description: C(enabled), C(paused) or C(disabled).
      type: str
    queue_time_variables:
      description: Variables that can be set when a run is queued, by name, with their values; secret ones are left out.
      type: dict
    variables:
      description: Variables with a fixed value, by name; secret ones are left out.
      type: dict
    secret_variable_names:
      description: Names of the secret variables.
      type: list
      elements: str
    repository:
      description: Name of the repository.
      type: str
    repository_id:
      description: Id of the repository.
      type: str
    branch:
      description: Default branch.
      type: str
  sample:
    - id: 47
      name: vault-secrets
      project: shop
      folder: \demo
      url: https://dev.azure.com/my-organization/0f1d3ef5-5f9b-4ee8-bcf8-03e9b4f4a4c5/_apis/build/Definitions/47
      web_url: https://dev.azure.com/my-organization/0f1d3ef5-5f9b-4ee8-bcf8-03e9b4f4a4c5/_build/definition?definitionId=47
      revision: 1
      queue: Azure Pipelines
      type: yaml
      yaml_path: azure-pipelines.yml
      steps: null
      vm_image: null
      status: enabled
      queue_time_variables: {}
      variables: {}
      secret_variable_names: []
      repository: shop
      repository_id: 5febef5a-833d-4e14-b9c0-14cb638f91e6
      branch: main
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.pipeline.devops_pipeline_info import DevOpsPipelineInfo


def main() -> None:
    run_module(DevOpsPipelineInfo)


if __name__ == "__main__":
    main()
