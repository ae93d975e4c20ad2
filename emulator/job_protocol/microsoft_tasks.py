# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tasks that every organization has from Microsoft, emulated or not (docs/reference/pipeline_task.md#tasks-of-microsoft)."""

from __future__ import annotations

_BY_MAJOR = {
    0: (
        "AutomatedAnalysis AzureAppServiceManage AzurePolicyCheckGate AzureSpringCloud AzureStaticWebApp AzureTestPlan "
        "BicepDeploy CargoAuthenticate CocoaPods CondaAuthenticate ContainerBuild ContainerStructureTest CopyFilesOverSSH "
        "DockerInstaller DownloadGitHubRelease DuffleInstaller FuncToolsInstaller GitHubComment Go GoTool "
        "GradleAuthenticate Grunt IISWebAppDeploymentOnMachineGroup IISWebAppManagementOnMachineGroup InstallSSHKey "
        "KubectlInstaller KubeloginInstaller MavenAuthenticate NodeTaskRunnerInstaller NodeTool Notation npmAuthenticate "
        "NuGet NuGetInstaller NuGetPackager NuGetPublisher OpenPolicyAgentInstaller PublishPipelineMetadata PyPIPublisher "
        "PythonScript queryWorkItems ReviewApp ServiceFabricComposeDeploy SqlDacpacDeploymentOnMachineGroup SSH "
        "UsePythonVersion UseRubyVersion"
    ),
    1: (
        "Ant ApacheJMeterLoadTest AppCenterTest AzureAppConfigurationSnapshot AzureAppServiceSettings AzureContainerApps "
        "AzureFunctionAppContainer AzureFunctionOnKubernetes AzureMonitor AzureNLBManagement AzureVmssDeployment "
        "AzureWebApp AzureWebAppContainer BatchScript CacheBeta Chef ChefKnife CloudLoadTest CMake CondaEnvironment "
        "DecryptFile Delay DeleteFiles DockerCompose DotNetCoreInstaller DownloadBuildArtifacts "
        "DownloadFileshareArtifacts DownloadGithubNpmPackage DownloadGitHubNugetPackage DownloadPackage "
        "DownloadSecureFile ExtractFiles GitHubRelease gulp HelmDeploy HelmInstaller InstallAppleProvisioningProfile "
        "InvokeRESTAPI JavaToolInstaller Kubernetes KubernetesManifest ManualValidation MSBuild "
        "MysqlDeploymentOnMachineGroup Npm NuGetAuthenticate NuGetRestore NuGetToolInstaller PackerBuild PipAuthenticate "
        "PublishBuildArtifacts PublishPipelineArtifact QuickPerfTest ServiceFabricDeploy ServiceFabricPowerShell "
        "SqlAzureDacpacDeployment TwineAuthenticate UniversalPackages UseNode VisualStudioTestPlatformInstaller VSBuild "
        "XamarinAndroid XamarinTestCloud"
    ),
    2: (
        "ArchiveFiles AzureCloudPowerShellDeployment AzureFunction AzureFunctionApp AzureIoTEdge AzureKeyVault "
        "AzureMysqlDeployment AzureResourceGroupDeployment Cache CmdLine CopyFiles cURLUploader Docker DotNetCoreCLI "
        "DownloadPipelineArtifact FileTransform FtpUpload InstallAppleCertificate JenkinsDownloadArtifacts "
        "JenkinsQueueJob NuGetCommand PowerShell PublishCodeCoverageResults PublishSymbols PublishTestResults "
        "PublishToAzureServiceBus ServiceFabricUpdateManifests ShellScript UseDotNet WindowsMachineFileCopy XamariniOS"
    ),
    3: (
        "AndroidSigning AppCenterDistribute AzureCLI AzureResourceManagerTemplateDeployment Bash "
        "PowerShellOnTargetMachines VSTest"
    ),
    4: ("Gradle Maven"),
    5: ("AzurePowerShell AzureRmWebAppDeployment Xcode"),
    6: ("AzureFileCopy"),
    8: ("ManualIntervention"),
    10: ("AzureAppConfigurationExport AzureAppConfigurationImport"),
}
"""Names in microsoft/azure-pipelines-tasks by their newest major version."""
NEWEST = {name.lower(): major for major, names in _BY_MAJOR.items() for name in names.split()}


def is_microsofts(name: str, version_spec: str) -> bool:
    """Says whether Azure would know the task; versions that it has retired count too."""
    major = version_spec.partition(".")[0]
    return major.isdecimal() and int(major) <= NEWEST.get(name.lower(), -1)


def missing(name: str, version_spec: str, job: str) -> str:
    """Says why a job cannot have the task, in Azure's words only where Azure would say so too."""
    if is_microsofts(name, version_spec):
        return f"Job {job}: The local Azure does not emulate the task {name}@{version_spec}."
    return (
        f"A task is missing. The pipeline references a task called '{name}'. This usually indicates the task isn't installed, "
        "and you may be able to install it from the Marketplace: https://marketplace.visualstudio.com. "
        f"(Task version {version_spec}, job '{job}', step ''.)"
    )
