# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that the local Azure emulates: those of the tutorial and what stands beside them in many pipelines.

Ids, input names and aliases are those of microsoft/azure-pipelines-tasks; AzureKeyVault's version as captured
(docs/reference/pipeline_task.md#key-vault-task), the others' only has the right major version for sure.
"""

from __future__ import annotations

from emulator.job_protocol.task_definition import Input, Task

WORKING_DIRECTORY = Input("workingDirectory", "filePath", "Working Directory")
FAIL_ON_STDERR = Input("failOnStderr", "boolean", "Fail on Standard Error", default="false")

NO = ("false",)
BUILD_TO_TAKE_FROM = (
    Input("project", "pickList", "Project", True),
    Input("specificBuildWithTriggering", "boolean", "Prefer the triggering build", False, "false", emulated=NO),
)
VERSIONS_TO_TAKE = ("latest", "latestfrombranch", "specific")


def download_build_artifacts(version: str) -> Task:
    return Task(
        "a433f589-fce1-4460-9ee6-44a624aeb1fb",
        "DownloadBuildArtifacts",
        "Download build artifacts",
        "Download files that were saved as artifacts of a completed build",
        "Utility",
        version,
        "utility/download-build-artifacts",
        (
            Input("buildType", "radio", "Download artifacts produced by", True, "current", emulated=("current", "specific")),
            *BUILD_TO_TAKE_FROM,
            Input("definition", "pickList", "Build pipeline", True, "", ("pipeline",)),
            Input("buildVersionToDownload", "pickList", "Build version to download", True, "latest", emulated=VERSIONS_TO_TAKE),
            Input("allowPartiallySucceededBuilds", "boolean", "Partially succeeded builds too", False, "false"),
            Input("branchName", "string", "Branch name", True, "refs/heads/master"),
            Input("buildId", "pickList", "Build", True),
            Input("tags", "string", "Build Tags"),
            Input("downloadType", "radio", "Download type", True, "single", emulated=("single", "specific")),
            Input("artifactName", "pickList", "Artifact name", True),
            Input("itemPattern", "multiLine", "Matching pattern", False, "**"),
            Input("downloadPath", "string", "Destination directory", True, "$(System.ArtifactsDirectory)"),
            Input("cleanDestinationFolder", "boolean", "Clean destination folder", False, "false"),
            Input("parallelizationLimit", "string", "Parallelization limit", False, "8"),
            Input("checkDownloadedFiles", "boolean", "Check downloaded files", False, "false"),
            Input("retryDownloadCount", "string", "Retry count", False, "4"),
            Input("extractTars", "boolean", "Extract all files that are stored inside tar archives", False, "", emulated=NO),
        ),
    )


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
            Input("arguments", "string", "Arguments"),
            Input("script", "multiLine", "Script", True),
            WORKING_DIRECTORY,
            FAIL_ON_STDERR,
            Input("bashEnvValue", "string", "Set value for BASH_ENV environment variable"),
        ),
    ),
    Task(
        "46e4be58-730b-4389-8a2f-ea10b3e5e815",
        "AzureCLI",
        "Azure CLI",
        "Run Azure CLI commands against an Azure subscription in a PowerShell Core/Shell script when running on Linux agent or "
        "PowerShell/PowerShell Core/Batch script when running on Windows agent.",
        "Deploy",
        "2.265.0",
        "deploy/azure-cli",
        (
            Input(
                "connectedServiceNameARM",
                "connectedService:AzureRM",
                "Azure Resource Manager connection",
                True,
                "",
                ("azureSubscription",),
            ),
            Input("scriptType", "pickList", "Script Type", True),
            Input("scriptLocation", "pickList", "Script Location", True, "scriptPath"),
            Input("scriptPath", "filePath", "Script Path", True),
            Input("inlineScript", "multiLine", "Inline Script", True),
            Input("scriptArguments", "string", "Script Arguments", False, "", ("arguments",)),
            Input("powerShellErrorActionPreference", "pickList", "ErrorActionPreference", False, "stop"),
            Input("addSpnToEnvironment", "boolean", "Access service principal details in script", False, "false"),
            Input("useGlobalConfig", "boolean", "Use global Azure CLI configuration", False, "false"),
            Input("cwd", "filePath", "Working Directory", False, "", ("workingDirectory",)),
            Input("failOnStandardError", "boolean", "Fail on Standard Error", False, "false"),
            Input("powerShellIgnoreLASTEXITCODE", "boolean", "Ignore $LASTEXITCODE", False, "false"),
            Input("visibleAzLogin", "boolean", "az login output visibility", False, "true"),
            Input("allowNoSubscriptions", "boolean", "Allow no Azure subscriptions", False, "false"),
            Input("keepAzSessionActive", "boolean", "Keep Azure CLI session active", False, "false", emulated=NO),
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
    Task(
        "ecdc45f6-832d-4ad9-b52b-ee49e94659be",
        "PublishPipelineArtifact",
        "Publish Pipeline Artifacts",
        "Publish (upload) a file or directory as a named artifact for the current run",
        "Utility",
        "1.226.0",
        "utility/publish-pipeline-artifact",
        (
            Input("path", "filePath", "File or directory path", True, "$(Pipeline.Workspace)", ("targetPath",)),
            Input("artifactName", "string", "Artifact name", False, "", ("artifact",)),
            Input(
                "artifactType",
                "pickList",
                "Artifact publish location",
                True,
                "pipeline",
                ("publishLocation",),
                emulated=("pipeline",),
            ),
            Input("fileSharePath", "string", "File share path", True),
            Input("parallel", "boolean", "Parallel copy", False, "false"),
            Input("parallelCount", "int", "Parallel count", False, "8"),
            Input("properties", "string", "Custom properties", emulated=("{}",)),
        ),
    ),
    download_build_artifacts("1.220.0"),
    download_build_artifacts("0.247.0"),
    Task(
        "61f2a582-95ae-4948-b34d-a1b3c4f6a737",
        "DownloadPipelineArtifact",
        "Download pipeline artifact",
        "Download build and pipeline artifacts",
        "Utility",
        "2.198.0",
        "utility/download-pipeline-artifact",
        (
            Input(
                "source",
                "radio",
                "Download artifacts produced by",
                True,
                "current",
                ("buildType",),
                emulated=("current", "specific"),
            ),
            *BUILD_TO_TAKE_FROM,
            Input("pipeline", "pickList", "Build pipeline", True, "", ("definition",)),
            Input(
                "runVersion",
                "pickList",
                "Build version to download",
                True,
                "latest",
                ("buildVersionToDownload",),
                emulated=VERSIONS_TO_TAKE,
            ),
            Input("runBranch", "string", "Branch name", True, "refs/heads/master", ("branchName",)),
            Input("runId", "pickList", "Build", True, "", ("pipelineId", "buildId")),
            Input("tags", "string", "Build Tags"),
            Input("allowPartiallySucceededBuilds", "boolean", "Partially succeeded builds too", False, "false"),
            Input("allowFailedBuilds", "boolean", "Failed builds too", False, "false"),
            Input("artifact", "pickList", "Artifact name", False, "", ("artifactName",)),
            Input("patterns", "multiLine", "Matching patterns", False, "**", ("itemPattern",)),
            Input("path", "string", "Destination directory", True, "$(Pipeline.Workspace)", ("targetPath", "downloadPath")),
        ),
    ),
)


def find_task(name_or_id: str, version_spec: str) -> Task | None:
    """Finds a task by name or id; `2` and `2.*` are any version 2."""
    major = version_spec.partition(".")[0]
    wanted = name_or_id.lower()
    return next((one for one in TASKS if wanted in (one.id, one.name.lower()) and str(one.major) == major), None)
