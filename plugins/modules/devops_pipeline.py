# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_pipeline."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_pipeline
short_description: Manage pipelines of Azure Pipelines
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Creates, changes, renames and deletes a pipeline. Its steps are in a YAML file in a repository of Azure Repos, or in a
    classic pipeline itself.
  - What the options do not name stays as it is - variables with their secret values, triggers, tags, other jobs and all else.
  - In a new YAML pipeline the file's own C(trigger) counts. The file names the image of the agent (C(pool)); O(queue) is only
    the pipeline's default. No push starts a new classic pipeline.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
  - vaultpipe.azure.only_managed
options:
  project:
    description: Name or id of the project.
    type: str
    required: true
  name:
    description: Name of the pipeline. With O(id) its new name.
    type: str
    aliases: [pipeline]
  id:
    description: Number of an existing pipeline, to rename or move it. One of O(name) and O(id) is needed.
    type: str
  folder:
    description:
      - Folder of the pipeline, such as V(demo/vault). A new pipeline without it is in no folder.
      - Without it O(name) is looked for in all folders; found in several is an error.
    type: str
  type:
    description:
      - Whether a file describes the pipeline or, as in the classic editor, the pipeline itself. It cannot be changed.
      - The settings of an organization or project may forbid to create classic pipelines. That is read first.
    type: str
    choices: [yaml, classic]
    default: yaml
  repository:
    description:
      - Name or id of the repository with the file or the code. A new pipeline without it takes the project's own repository,
        which is named like O(project).
    type: str
  branch:
    description: Default branch of the pipeline. A new pipeline without it takes the repository's default branch.
    type: str
  yaml_path:
    description: Path of the file, such as V(azure-pipelines.yml). Needed for a new YAML pipeline.
    type: str
    aliases: [yaml_filename]
  steps:
    description:
      - All steps of a classic pipeline in their order, those of its first agent job. Needed for a new one. Steps that are there
        and not in the list go.
      - A step is known by its task and O(steps[].display_name), then by its task alone. What the list does not name of it stays.
      - Task groups are left alone as long as O(steps) is not given.
    type: list
    elements: dict
    suboptions:
      task:
        description:
          - Name or id of the task, with its version, such as V(AzureKeyVault@2).
          - Without version a new step takes the newest, and one that is there keeps its own.
        type: str
        required: true
      display_name:
        description: What runs show. A new step without it is called like its task.
        type: str
      inputs:
        description:
          - Values of inputs, by the names or aliases that YAML has for them too. An input that is not named stays; in a new
            step it has the task's default.
          - A service connection is given by name or id.
        type: dict
      env:
        description: Environment of the step's process. Secrets go there, since a shell reads whatever a script holds.
        type: dict
      enabled:
        description: Whether it runs at all. A new step without it does.
        type: bool
      condition:
        description: When it runs. A new step without it runs when all before it succeeded.
        type: str
  vm_image:
    description: Image of a classic pipeline's agents, such as V(ubuntu-latest). Needed for a new one with Microsoft's agents.
    type: str
  queue_time_variables:
    description: Variables that whoever queues a run may give another value, by name, with their own value. Others stay.
    type: dict
  variables:
    description: Variables with a fixed value, by name. One that could be set when a run is queued no longer can. Others stay.
    type: dict
  secret_variables:
    description:
      - Secret variables, by name. Others stay. What belongs in a key vault is better read from there by the pipeline itself.
      - Azure DevOps never shows their values, so one that is there counts as right; see O(update_secret_variables).
    type: dict
  update_secret_variables:
    description:
      - When to write the values of O(secret_variables). V(on_create) writes those that the pipeline does not have yet.
      - V(always) writes them all each time, so that each run of the task changes the pipeline.
    type: str
    choices: [on_create, always]
    default: on_create
  status:
    description:
      - Whether the pipeline runs. V(paused) takes runs and starts none of them; V(disabled) takes none.
      - A new pipeline is V(enabled); without it the status stays.
    type: str
    choices: [enabled, paused, disabled]
  queue:
    description:
      - Name of the agent queue, which is that of the agent pool. A new pipeline without it takes V(Azure Pipelines), where
        Microsoft hosts the agents, or V(Default) in a project that does not have it.
    type: str
"""

EXAMPLES = r"""
- name: Make the pipeline
  vaultpipe.azure.devops_pipeline:
    project: vaultpipe-demo
    name: vault-secrets
    folder: demo
    branch: main
    yaml_path: azure-pipelines-1.yml
    variables:
      region: westeurope
    secret_variables:
      signingKey: "{{ lookup('ansible.builtin.env', 'SIGNING_KEY') }}"

- name: Make a classic pipeline
  vaultpipe.azure.devops_pipeline:
    project: vaultpipe-demo
    name: vault-secrets-classic
    type: classic
    vm_image: ubuntu-latest
    steps:
      - task: AzureKeyVault@2
        inputs:
          azureSubscription: azure-vaultpipe-demo
          KeyVaultName: kv-vaultpipe-demo
          SecretsFilter: ApiKey
      - task: CmdLine@2
        display_name: Use it
        inputs:
          script: ./deploy.sh

- name: Rename it
  vaultpipe.azure.devops_pipeline:
    project: vaultpipe-demo
    id: 47
    name: secrets-from-vault
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
pipeline:
  description: The pipeline; null when absent.
  returned: success
  type: dict
  contains:
    id:
      description: Number; C((known after apply\)) for a new pipeline in check mode.
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
    id: 47
    name: vault-secrets
    project: vaultpipe-demo
    folder: \demo
    url: https://dev.azure.com/my-organization/0f1d3ef5-5f9b-4ee8-bcf8-03e9b4f4a4c5/_apis/build/Definitions/47
    web_url: https://dev.azure.com/my-organization/0f1d3ef5-5f9b-4ee8-bcf8-03e9b4f4a4c5/_build/definition?definitionId=47
    revision: 1
    queue: Azure Pipelines
    type: yaml
    yaml_path: azure-pipelines-1.yml
    steps: null
    vm_image: null
    status: enabled
    queue_time_variables: {}
    variables: {}
    secret_variable_names: []
    repository: vaultpipe-demo
    repository_id: 5febef5a-833d-4e14-b9c0-14cb638f91e6
    branch: main
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.pipeline.devops_pipeline import DevOpsPipeline


def main() -> None:
    run_module(DevOpsPipeline)


if __name__ == "__main__":
    main()
