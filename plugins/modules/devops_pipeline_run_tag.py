# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_pipeline_run_tag."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_pipeline_run_tag
short_description: Tag runs of pipelines
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Gives a run a tag, or takes it away. Other tags of the run stay.
  - O(vaultpipe.azure.devops_pipeline_run#module:required_tags) tells runs apart by their tags.
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
  run:
    description: Id of the run, such as RV(vaultpipe.azure.devops_pipeline_run#module:pipeline_run.id).
    type: str
    required: true
  tag:
    description: The tag. It has no slash and no comma.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Run the pipeline
  vaultpipe.azure.devops_pipeline_run:
    project: vaultpipe-demo
    pipeline: vaultpipe-demo
  register: ran

- name: Say that somebody has looked at it
  vaultpipe.azure.devops_pipeline_run_tag:
    project: vaultpipe-demo
    run: "{{ ran.pipeline_run.id }}"
    tag: looked-at
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode - none, create or delete.
  returned: success
  type: str
  sample: create
run_tag:
  description: The tag; null when the run does not have it.
  returned: success
  type: dict
  contains:
    project:
      description: Project.
      type: str
    run:
      description: Id of the run.
      type: str
    tag:
      description: Tag.
      type: str
  sample:
    project: vaultpipe-demo
    run: "7"
    tag: looked-at
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.run.devops_pipeline_run_tag import DevOpsPipelineRunTag


def main() -> None:
    run_module(DevOpsPipelineRunTag)


if __name__ == "__main__":
    main()
