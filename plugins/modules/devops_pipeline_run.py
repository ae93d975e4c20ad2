# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_pipeline_run."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_pipeline_run
short_description: Run pipelines when that is needed, and fetch their artifacts
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Runs a pipeline, follows the run to its end, and unpacks its artifact.
  - A run counts as present when the newest succeeded run of the pipeline is of the branch's newest commit, began after the
    newest version of each of O(secrets), and still has O(artifact). A classic pipeline's run must also be of the newest revision
    of the pipeline, since the branch does not hold its steps. Then nothing is run.
  - A run under way that will be such a run is followed instead of starting a second one. A push starts such runs.
  - Waiting ends at once for what does not come by itself - a permission, an agent, the grant of hosted agents.
  - When a run fails, the error names the step and what it said, and RV(log_tail) holds the end of its log.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
requirements:
  - azure-keyvault-secrets
attributes:
  check_mode:
    description: Says whether a run would be started and sends no request that writes.
    support: full
  diff_mode:
    description: Shows the run and the files of its artifact.
    support: full
  idempotent:
    description: A second task changes nothing.
    support: partial
    details: With O(run=always) each task runs the pipeline.
  action_group:
    description: Use C(group/vaultpipe.azure.all) in C(module_defaults) to set options of all modules.
    support: full
    membership: [vaultpipe.azure.all]
options:
  project:
    description: Name or id of the project.
    type: str
    required: true
  pipeline:
    description: Name or number of the pipeline.
    type: str
    required: true
  folder:
    description: Folder of the pipeline. Needed when several folders have one of that name.
    type: str
  branch:
    description:
      - Branch to run, such as V(main); a tag by its full name, such as V(refs/tags/v1.0); or the merge of a pull request, such as
        V(refs/pull/7/merge). Without it, the pipeline's own branch.
    type: str
    aliases: [ref]
  variables:
    description:
      - Values for variables of this run, by name. Azure DevOps takes only those that can be set when a run is queued
        (O(vaultpipe.azure.devops_pipeline#module:queue_time_variables)).
      - A run under way counts only if it was given the same. For a run that has ended they do not count.
    type: dict
    default: {}
  parameters:
    description:
      - Values for the parameters that the pipeline's YAML file declares, by name. The others keep the file's defaults.
      - A run counts as present only if it was queued with these values, and the newest twenty that succeeded are looked at.
      - Each value is sent as text; write an object as JSON.
    type: dict
    default: {}
  accept_partial:
    description:
      - Whether a run that partially succeeded counts as success. A step with C(continueOnError) that fails makes such runs.
      - Without it such a run is a failure, and the error names the step.
    type: bool
    default: false
  run:
    description:
      - When to run. V(when_needed) runs when no run is present.
      - V(never) reports the newest run and fetches nothing.
    type: str
    choices: [when_needed, always, never]
    default: when_needed
  secrets:
    description: Secrets that the pipeline reads. A newer version of one makes a new run needed.
    type: list
    elements: dict
    suboptions:
      vault_name:
        description: Name of the key vault. One of O(secrets[].vault_name) and O(secrets[].vault_uri) is needed.
        type: str
      vault_uri:
        description: Address of the key vault.
        type: str
        aliases: [keyvault_uri, vault_url]
      name:
        description: Name of the secret.
        type: str
        required: true
        aliases: [secret_name]
  required_tags:
    description:
      - Tags that a run must carry to count as present, besides all else. M(vaultpipe.azure.devops_pipeline_run_tag) sets them.
      - A run that this module starts has none of them, unless its own steps add them.
    type: list
    elements: str
    default: []
  artifact:
    description: Name of the artifact that the run publishes by C(PublishBuildArtifacts@1).
    type: str
  artifact_dir:
    description:
      - Folder of this host that the artifact is unpacked into, below a folder named like the artifact.
      - A relative path starts in the folder that C(ansible-playbook) was started in; on another host, in the user's home.
      - Only files that are missing or differ are written, readable by this user alone. Other files there stay.
      - At most 10,000 files of 256 MiB together are unpacked. An archive that holds more, a link or a path out of the folder is
        refused as a whole.
    type: path
  timeout:
    description: Seconds that the run may take.
    type: int
    default: 3600
"""

EXAMPLES = r"""
- name: Run the pipeline when its code or its secret is new, and fetch what it made
  vaultpipe.azure.devops_pipeline_run:
    project: shop
    pipeline: shop
    secrets:
      - vault_name: kv-shop
        name: ApiKey
    artifact: drop
    artifact_dir: "{{ playbook_dir }}/artifact"

- name: Run a tag with a parameter, and take it as it is when a step that may fail did
  vaultpipe.azure.devops_pipeline_run:
    project: shop
    pipeline: shop
    branch: refs/tags/v1.0
    parameters:
      environment: staging
    accept_partial: true

- name: See how the newest run went
  vaultpipe.azure.devops_pipeline_run:
    project: shop
    pipeline: shop
    run: never
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode - none, run, adopt or download.
  returned: success
  type: str
  sample: run
pipeline_run:
  description: The run; null when there is none and none was asked for.
  returned: success, or when the run failed
  type: dict
  contains:
    id:
      description: Id of the run; C((known after apply\)) for a new run in check mode, as with the fields below.
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
    adopted:
      description: Whether this task followed a run that it had not started.
      type: bool
    artifact:
      description: The artifact; null without O(artifact).
      type: dict
      contains:
        name:
          description: Name.
          type: str
        path:
          description: Folder with its files, as an absolute path; null without O(artifact_dir).
          type: str
        files:
          description: Paths of its files below O(artifact_dir); null without it.
          type: list
          elements: str
  sample:
    id: 7
    number: "20270131.1"
    state: completed
    result: succeeded
    url: https://dev.azure.com/example/shop/_build/results?buildId=7
    commit: 0000000000000000000000000000000000000000
    branch: refs/heads/main
    reason: manual
    started: "2027-01-31T12:00:00.0000000Z"
    finished: "2027-01-31T12:01:00.0000000Z"
    adopted: false
    artifact:
      name: drop
      path: /home/me/artifact/drop
      files: [drop/secret.txt]
step:
  description: Name of the step that failed.
  returned: when the run failed
  type: str
  sample: Azure Key Vault
issues:
  description: Errors that the failed step, or the run, shows.
  returned: when the run failed
  type: list
  elements: str
log_tail:
  description: The last lines of the failed step's log.
  returned: when the run failed
  type: list
  elements: str
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.run.devops_pipeline_run import DevOpsPipelineRun


def main() -> None:
    run_module(DevOpsPipelineRun)


if __name__ == "__main__":
    main()
