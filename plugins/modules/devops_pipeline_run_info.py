# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_pipeline_run_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_pipeline_run_info
short_description: List runs of a pipeline
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the newest runs of a pipeline, or finds one by its id.
  - Variables of a run are not returned, since a secret may be among them.
  - A missing right, pipeline, project or organization is an error, never an empty list.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.attributes.info
options:
  project:
    description: Name or id of the project.
    type: str
    required: true
  pipeline:
    description: Name or number of the pipeline. One of O(pipeline) and O(run) is needed.
    type: str
  folder:
    description: Folder of O(pipeline), needed where several folders have one of that name.
    type: str
  branch:
    description: Only runs of this branch, such as V(main) or V(refs/heads/main). Without it, of all branches.
    type: str
    aliases: [ref]
  result:
    description: Only runs that ended so.
    type: str
    choices: [succeeded, partiallySucceeded, failed, canceled]
  limit:
    description: Number of runs, 1 to 1000, of which the newest are returned. Each takes a request for its artifacts.
    type: int
    default: 10
  run:
    description: Id of one run.
    type: str
    aliases: [run_id, build_id]
seealso:
  - module: vaultpipe.azure.devops_pipeline_run
  - module: vaultpipe.azure.devops_pipeline_run_tag
"""

EXAMPLES = r"""
- name: Read the newest runs of a pipeline
  vaultpipe.azure.devops_pipeline_run_info:
    project: shop
    pipeline: shop
  register: newest

- name: Show how they ended
  ansible.builtin.debug:
    msg: "{{ item.number }} {{ item.result or item.state }} {{ item.url }}"
  loop: "{{ newest.pipeline_runs }}"
  loop_control:
    label: "{{ item.number }}"

- name: Read the last one of main that succeeded
  vaultpipe.azure.devops_pipeline_run_info:
    project: shop
    pipeline: shop
    branch: main
    result: succeeded
    limit: 1
  register: good

- name: Show what it published
  ansible.builtin.debug:
    msg: "{{ good.pipeline_runs | map(attribute='artifacts') | flatten }}"

- name: Read one run
  vaultpipe.azure.devops_pipeline_run_info:
    project: shop
    run: "7"
"""

RETURN = r"""
pipeline_runs:
  description: The runs, the newest first; empty when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id of the run.
      type: int
    number:
      description: Number that people see.
      type: str
    state:
      description: State, such as V(completed).
      type: str
    result:
      description: Result, such as V(succeeded); null before the end.
      type: str
    url:
      description: Page of the run.
      type: str
    commit:
      description: Commit that was run.
      type: str
    branch:
      description: Branch, with its full name.
      type: str
    reason:
      description: What started the run, such as V(manual), or V(individualCI) for a push.
      type: str
    started:
      description: When the run began.
      type: str
    finished:
      description: When the run ended.
      type: str
    pipeline:
      description: Name of the pipeline.
      type: str
    queued:
      description: When the run was queued.
      type: str
    artifacts:
      description: Names of the artifacts that it has.
      type: list
      elements: str
  sample:
    - id: 7
      number: "20270131.1"
      state: completed
      result: succeeded
      url: https://dev.azure.com/example/shop/_build/results?buildId=7
      commit: 0000000000000000000000000000000000000000
      branch: refs/heads/main
      reason: manual
      started: "2027-01-31T12:00:00.0000000Z"
      finished: "2027-01-31T12:01:00.0000000Z"
      pipeline: shop
      queued: "2027-01-31T11:59:58.0000000Z"
      artifacts: [drop]
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.run.devops_pipeline_run_info import DevOpsPipelineRunInfo


def main() -> None:
    run_module(DevOpsPipelineRunInfo)


if __name__ == "__main__":
    main()
