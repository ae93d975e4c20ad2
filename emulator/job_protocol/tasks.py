# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that the organization has installed: those of the tutorial and what script steps are short for.

Ids, input names and aliases are those of microsoft/azure-pipelines-tasks; AzureKeyVault's version as captured
(docs/reference/pipeline_task.md#key-vault-task), the others' only has the right major version for sure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Input:
    name: str
    type: str
    label: str
    required: bool = False
    default: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    id: str
    name: str
    friendly_name: str
    description: str
    category: str
    version: str
    help: str
    """Path of its page in the documentation."""
    inputs: tuple[Input, ...]
    has_pre_job: bool = False
    """Has an entry point before the job's own steps as well."""

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    def named(self, given: Mapping[str, str]) -> dict[str, str]:
        """Inputs by the task's own names, whatever case or alias the author used."""
        names = {alias.lower(): one.name for one in self.inputs for alias in (one.name, *one.aliases)}
        return {names.get(name.strip().lower(), name.strip()): value for name, value in given.items()}

    def defaults(self) -> dict[str, str]:
        return {one.name: one.default for one in self.inputs}

    def connection_inputs(self) -> tuple[Input, ...]:
        """Inputs that name a service connection."""
        return tuple(one for one in self.inputs if one.type.startswith("connectedService"))


WORKING_DIRECTORY = Input("workingDirectory", "filePath", "Working Directory")
FAIL_ON_STDERR = Input("failOnStderr", "boolean", "Fail on Standard Error", default="false")

TASKS = (
    Task(
        "1e244d32-2dd4-4165-96fb-b7441ca9331e",
        "AzureKeyVault",
        "Azure Key Vault",
        "Download Azure Key Vault secrets",
        "Deploy",
        "2.276.0",
        "deploy/azure-key-vault",
        (
            Input("ConnectedServiceName", "connectedService:AzureRM", "Azure subscription", True, "", ("azureSubscription",)),
            Input("KeyVaultName", "pickList", "Key vault", True),
            Input("SecretsFilter", "string", "Secrets filter", True, "*"),
            Input("RunAsPreJob", "boolean", "Make secrets available to whole job", True, "false"),
        ),
        has_pre_job=True,
    ),
    Task(
        "d9bafed4-0b18-4f58-968d-86655b4d2ce9",
        "CmdLine",
        "Command line",
        "Run a command line script using Bash on Linux and macOS and cmd.exe on Windows",
        "Utility",
        "2.250.1",
        "utility/command-line",
        (Input("script", "multiLine", "Script", True), WORKING_DIRECTORY, FAIL_ON_STDERR),
    ),
    Task(
        "6c731c3c-3c68-459a-a5c9-bde6e6595b5b",
        "Bash",
        "Bash",
        "Run a Bash script on macOS, Linux, or Windows",
        "Utility",
        "3.250.1",
        "utility/bash",
        (
            Input("targetType", "radio", "Type", False, "filePath"),
            Input("filePath", "filePath", "Script Path", True),
            Input("script", "multiLine", "Script", True),
            WORKING_DIRECTORY,
            FAIL_ON_STDERR,
        ),
    ),
    Task(
        "5bfb729a-a7c8-4a78-a7c3-8d717bb7c13c",
        "CopyFiles",
        "Copy files",
        "Copy files from a source folder to a target folder using patterns matching file paths (not folder paths)",
        "Utility",
        "2.250.1",
        "utility/copy-files",
        (
            Input("SourceFolder", "filePath", "Source Folder"),
            Input("Contents", "multiLine", "Contents", True, "**"),
            Input("TargetFolder", "string", "Target Folder", True),
            Input("CleanTargetFolder", "boolean", "Clean Target Folder", default="false"),
            Input("OverWrite", "boolean", "Overwrite", default="false"),
            Input("flattenFolders", "boolean", "Flatten Folders", default="false"),
        ),
    ),
    Task(
        "2ff763a7-ce83-4e1f-bc89-0ae63477cebe",
        "PublishBuildArtifacts",
        "Publish build artifacts",
        "Publish build artifacts to Azure Pipelines or a Windows file share",
        "Utility",
        "1.250.1",
        "utility/publish-build-artifacts",
        (
            Input("PathtoPublish", "filePath", "Path to publish", True, "$(Build.ArtifactStagingDirectory)"),
            Input("ArtifactName", "string", "Artifact name", True, "drop"),
            Input("ArtifactType", "pickList", "Artifact publish location", True, "Container", ("publishLocation",)),
            Input("TargetPath", "string", "File share path", True),
        ),
    ),
)


def find_task(name_or_id: str, version_spec: str) -> Task | None:
    """By name or id; `2` and `2.*` are any version 2."""
    major = version_spec.partition(".")[0]
    wanted = name_or_id.lower()
    return next((one for one in TASKS if wanted in (one.id, one.name.lower()) and str(one.major) == major), None)
