# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The variables that every job has (learn.microsoft.com: predefined variables)."""

from __future__ import annotations

from emulator.agent.workspace import Workspace
from emulator.job_protocol.jobs import Job

AGENT_VERSION = "4.255.0"
PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
AGENT_NAME = "Azure Pipelines 1"


def predefined(job: Job, workspace: Workspace) -> dict[str, str]:
    """Predefined variables by their documented names; the access token is not among them, since it is a secret."""
    collection = job.organization_url
    sources, staging = str(workspace.sources), str(workspace.staging)
    plan = f"_apis/distributedtask/hubs/build/plans/{job.plan_id}/jobs/{job.job_id}"
    return {
        "Agent.BuildDirectory": str(workspace.root),
        "Agent.HomeDirectory": str(workspace.home),
        "Agent.Id": "1",
        "Agent.JobName": job.predefined.get("System.JobDisplayName", "Job"),
        "Agent.JobStatus": "Succeeded",
        "Agent.MachineName": "vaultpipe",
        "Agent.Name": AGENT_NAME,
        "Agent.OS": "Linux",
        "Agent.OSArchitecture": "X64",
        "Agent.RootDirectory": str(workspace.root),
        "Agent.TempDirectory": str(workspace.temp),
        "Agent.ToolsDirectory": str(workspace.tools),
        "Agent.Version": AGENT_VERSION,
        "Agent.WorkFolder": str(workspace.root),
        "Build.ArtifactStagingDirectory": staging,
        "Build.BinariesDirectory": str(workspace.binaries),
        "Build.BuildId": str(job.build_id),
        "Build.BuildNumber": job.build_number,
        "Build.BuildUri": f"vstfs:///Build/Build/{job.build_id}",
        "Build.ContainerId": str(job.container_id),
        "Build.DefinitionName": job.definition_name,
        "Build.Repository.LocalPath": sources,
        "Build.Repository.Name": job.repository_name,
        "Build.Repository.Provider": "TfsGit",
        "Build.SourceBranch": job.source_branch,
        "Build.SourceBranchName": job.source_branch.rpartition("/")[2],
        "Build.SourcesDirectory": sources,
        "Build.SourceVersion": job.source_version,
        "Build.StagingDirectory": staging,
        "Common.TestResultsDirectory": str(workspace.test_results),
        "Pipeline.Workspace": str(workspace.root),
        "System.ArtifactsDirectory": staging,
        "System.CollectionUri": collection,
        "System.Culture": "en-US",
        "System.DefaultWorkingDirectory": sources,
        "System.DefinitionId": str(job.definition_id),
        "System.DefinitionName": job.definition_name,
        "System.HostType": "build",
        "System.JobId": job.job_id,
        "System.OidcRequestUri": f"{collection}{job.project_id}/{plan}/oidctoken",
        "System.PlanId": job.plan_id,
        "System.ServerType": "Hosted",
        "System.TaskDefinitionsUri": collection,
        "System.TeamFoundationCollectionUri": collection,
        "System.TeamProject": job.project_name,
        "System.TeamProjectId": job.project_id,
        "System.WorkFolder": str(workspace.root),
        "TF_BUILD": "True",
    }
