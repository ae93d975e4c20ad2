# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_repository."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_repository
short_description: Manage Git repositories of Azure Repos
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Creates a repository, imports another one into it, and pushes files that differ as one commit.
  - "The messages of this module's commits end with the line V(Pushed-by: vaultpipe.azure). A file whose last commit has it
    is as this module left it, so it is changed without asking. Any other file that is there and differs is an error unless
    O(overwrite) is true."
  - When policies of the branch can refuse a direct push, a warning names them before the push.
  - "With O(only_managed) a repository that this module made stays while others use it: while a pipeline that O(ignoring) does not
    name runs its code, while a pull request is open, or while a branch or tag holds what neither O(import_url) brought nor this
    module pushed. What was imported is noted right after the import; where that note is missing, the repository stays.
    A file stays while such a pipeline runs it."
  - Deleting a repository puts it into the project's recycle bin. Azure DevOps keeps the last repository of a project.
  - A repository has no room for a mark. The properties of its project tell which repositories this module made.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
  - vaultpipe.azure.only_managed
  - vaultpipe.azure.only_managed.ignoring
options:
  project:
    description: Name or id of the project.
    type: str
    required: true
  name:
    description: Name or id of the repository. Without it the project's own repository, which is named like O(project).
    type: str
    aliases: [repository]
  import_url:
    description:
      - Address of a public Git repository to fill this one from, such as
        V(https://github.com/MicrosoftDocs/pipelines-dotnet-core).
      - Only an empty repository is filled. One that has contents stays as it is.
    type: str
  files:
    description:
      - Files that the repository is to have - by path, the text.
      - Other files stay. Text is pushed as UTF-8, byte by byte as given.
      - With O(state=absent) these files are removed, whatever they hold, and the repository stays.
    type: dict
  branch:
    description:
      - Branch to push O(files) to. Without it the default branch, or V(main) in an empty repository.
      - A branch that is missing starts at the default branch.
    type: str
  commit_message:
    description: Message of the commit. Without it the message names the paths.
    type: str
  overwrite:
    description: Whether to replace files that somebody else wrote or changed.
    type: bool
    default: false
  purge:
    description:
      - With O(state=absent), whether to take it out of the project's recycle bin too. There is no way back.
      - Also purges those of that name which the signed-in identity deleted earlier.
    type: bool
    default: false
  timeout:
    description: Seconds to wait for the import, and for the default branch to show.
    type: int
    default: 600
"""

EXAMPLES = r"""
- name: Import the tutorial's sample into the project's own repository
  vaultpipe.azure.devops_repository:
    project: vaultpipe-demo
    import_url: https://github.com/MicrosoftDocs/pipelines-dotnet-core

- name: Push a pipeline
  vaultpipe.azure.devops_repository:
    project: vaultpipe-demo
    branch: main
    files:
      azure-pipelines-1.yml: |
        trigger:
          - main
        pool:
          vmImage: ubuntu-latest
        steps:
          - script: echo hello
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
repository:
  description: The repository; null when absent.
  returned: success
  type: dict
  contains:
    id:
      description: Id; C((known after apply\)) for a new repository in check mode.
      type: str
    name:
      description: Name.
      type: str
    project:
      description: Name of the project.
      type: str
    default_branch:
      description: Default branch; null in an empty repository.
      type: str
    branch:
      description: The branch that O(branch) means.
      type: str
    commit:
      description: Newest commit of that branch; null when it has none.
      type: str
    empty:
      description: Whether it has no branch at all.
      type: bool
    size:
      description: Bytes as the service counts them, which can lag behind.
      type: int
    remote_url:
      description: Address for C(git clone).
      type: str
    web_url:
      description: Address for people.
      type: str
    pushed_paths:
      description: Paths of O(files) that this task pushed, or would push in check mode.
      type: list
      elements: str
  sample:
    id: 5febef5a-833d-4e14-b9c0-14cb638f91e6
    name: vaultpipe-demo
    project: vaultpipe-demo
    default_branch: main
    branch: main
    commit: 67cae2b029dff7eb3dc062b49403aaedca5bad8d
    empty: false
    size: 1602
    remote_url: https://my-organization@dev.azure.com/my-organization/vaultpipe-demo/_git/vaultpipe-demo
    web_url: https://dev.azure.com/my-organization/vaultpipe-demo/_git/vaultpipe-demo
    pushed_paths: [azure-pipelines-1.yml]
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.repository.devops_repository import DevOpsRepository


def main() -> None:
    run_module(DevOpsRepository)


if __name__ == "__main__":
    main()
