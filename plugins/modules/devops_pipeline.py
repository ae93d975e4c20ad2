# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_pipeline."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_pipeline
short_description: Manage YAML pipelines of Azure Pipelines
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Creates, changes, renames and deletes a pipeline that a YAML file in a repository of Azure Repos describes.
  - What the options do not name stays as it is - variables with their secret values, triggers, tags and all else.
  - In a new pipeline the file's own C(trigger) counts. The file names the image of the agent (C(pool)); O(queue) is only the
    pipeline's default.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.attributes
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
  repository:
    description:
      - Name or id of the repository with the file. A new pipeline without it takes the project's own repository, which is
        named like O(project).
    type: str
  branch:
    description: Default branch of the pipeline. A new pipeline without it takes the repository's default branch.
    type: str
  yaml_path:
    description: Path of the file, such as V(azure-pipelines.yml). Needed for a new pipeline.
    type: str
    aliases: [yaml_filename]
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
    yaml_path:
      description: Path of the file.
      type: str
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
    folder: \demo
    url: https://dev.azure.com/my-organization/0f1d3ef5-5f9b-4ee8-bcf8-03e9b4f4a4c5/_apis/build/Definitions/47
    web_url: https://dev.azure.com/my-organization/0f1d3ef5-5f9b-4ee8-bcf8-03e9b4f4a4c5/_build/definition?definitionId=47
    revision: 1
    queue: Azure Pipelines
    yaml_path: azure-pipelines-1.yml
    repository: vaultpipe-demo
    repository_id: 5febef5a-833d-4e14-b9c0-14cb638f91e6
    branch: main
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.front_door import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.devops_pipeline import DevOpsPipeline


def main() -> None:
    run_module(DevOpsPipeline)


if __name__ == "__main__":
    main()
