# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Azure DevOps' error object with its texts. Clients go by `typeKey`, people by the message
(docs/reference/azure_devops.md#error-object).

Texts with a TF or VS number, those of service connections and runs, and those whose docstring names a source are Azure's
own; of the others, and of most type keys, no source confirms the exact words.
"""

from __future__ import annotations

from typing import Any

from emulator.core.response import ErrorResponse

PIPELINES = "Microsoft.Azure.Pipelines.WebApi"
BUILD = ("Microsoft.TeamFoundation.Build.WebApi", "Microsoft.TeamFoundation.Build2.WebApi")
SERVICE_ENDPOINTS = "Microsoft.VisualStudio.Services.ServiceEndpoints.WebApi"
SYSTEM = ("System", "mscorlib")
HOMES: dict[str, tuple[str, str] | str] = {
    "Argument": SYSTEM,
    "Artifact": BUILD,
    "Build": BUILD,
    "Definition": BUILD,
    "DuplicateServiceConnection": SERVICE_ENDPOINTS,
    "Folder": BUILD,
    "Git": "Microsoft.TeamFoundation.Git.Server",
    "Pipeline": PIPELINES,
    "Project": "Microsoft.TeamFoundation.Core.WebApi",
    "ServiceEndpoint": SERVICE_ENDPOINTS,
    "VariableGroup": "Microsoft.TeamFoundation.DistributedTask.WebApi",
    "VssProperty": "Microsoft.VisualStudio.Services.Common",
}
"""Namespace and assembly of the exceptions whose names begin so; one text where both are the same (error objects in public
issues, such as Dejulia489/AzurePipelinesPS#20)."""
ELSEWHERE = "Microsoft.VisualStudio.Services.WebApi"


def type_name(type_key: str, home: tuple[str, str] | str | None = None) -> str:
    home = home or next((home for start, home in HOMES.items() if type_key.startswith(start)), ELSEWHERE)
    namespace, assembly = (home, home) if isinstance(home, str) else home
    return f"{namespace}.{type_key}, {assembly}"


class DevOpsError(ErrorResponse):
    """`{"$id", "innerException", "message", "typeName", "typeKey", "errorCode", "eventId"}`."""

    def __init__(
        self,
        status: int,
        type_key: str,
        message: str,
        *,
        headers: dict[str, str] | None = None,
        home: tuple[str, str] | str | None = None,
        **more: Any,
    ) -> None:
        super().__init__(
            status,
            {
                "$id": "1",
                **more,
                "innerException": None,
                "message": message,
                "typeName": type_name(type_key, home),
                "typeKey": type_key,
                "errorCode": 0,
                "eventId": 0 if type_key.startswith("Argument") else 3000,
            },
            headers,
        )
        self.message = message


def bad_request(message: str) -> DevOpsError:
    return DevOpsError(400, "VssPropertyValidationException", message)


def bad_argument(message: str) -> DevOpsError:
    """What the services say themselves, other than of a value's form."""
    return DevOpsError(400, "ArgumentException", message)


def missing_value(name: str) -> DevOpsError:
    return DevOpsError(400, "ArgumentNullException", f"Value cannot be null.\r\nParameter name: {name}")


def not_emulated(method: str, url: str) -> DevOpsError:
    return DevOpsError(501, "NotEmulatedException", f"The local Azure does not emulate {method} {url}.")


# -- projects ---------------------------------------------------------------------------------------------------------


def no_such_project(name_or_id: str) -> DevOpsError:
    return DevOpsError(
        404,
        "ProjectDoesNotExistWithNameException",
        f"TF200016: The following project does not exist: {name_or_id}. Verify that the name of the project is "
        "correct and that the project exists on the specified Azure DevOps Server.",
    )


def unseen_project(project_id: str) -> DevOpsError:
    """Text: Azure/azure-devops-cli-extension#1352."""
    return DevOpsError(
        400,
        "ProjectDoesNotExistException",
        f"VS800075: The project with id 'vstfs:///Classification/TeamProject/{project_id}' does not exist, or you do not have "
        "permission to access it.",
    )


def project_exists(name: str) -> DevOpsError:
    """Text: microsoft/AzureDevOpsDemoGenerator#861."""
    return DevOpsError(
        409,
        "ProjectAlreadyExistsException",
        f"TF200019: The following project already exists on the Azure DevOps Server: {name}. You cannot create a new "
        "project with the same name as an existing project. Provide a different name.",
    )


def bad_project_name(name: str) -> DevOpsError:
    return DevOpsError(
        400,
        "ProjectNameNotValidException",
        f"TF200001: The following project name is not valid: {name}. Provide a name without reserved characters.",
    )


def no_such_operation(operation_id: str) -> DevOpsError:
    return DevOpsError(404, "OperationNotFoundException", f"The operation {operation_id} does not exist.")


# -- service connections ----------------------------------------------------------------------------------------------


def endpoint_refused(message: str) -> DevOpsError:
    return DevOpsError(400, "ServiceEndpointException", message)


def endpoint_exists(name: str) -> DevOpsError:
    """Text: docs/reference/azure_devops.md#endpoint-exists."""
    return DevOpsError(
        409,
        "DuplicateServiceConnectionException",
        f"Service connection with name {name} already exists. Only a user having Administrator/User role permissions "
        f"on service connection {name} can see it.",
    )


def endpoint_trusted(client_id: str, tenant_id: str) -> DevOpsError:
    """Text by users' logs (microsoft/terraform-provider-azuredevops#1131); no source confirms status and type."""
    return endpoint_refused(
        f"Cannot delete this service connection while federated credentials for app {client_id} exist in Entra tenant "
        f"{tenant_id}. Please make sure federated credentials have been removed prior to deleting the service connection."
    )


def no_such_endpoint(endpoint_id: str) -> DevOpsError:
    return DevOpsError(404, "ServiceEndpointNotFoundException", f"Service connection with id {endpoint_id} is not found.")


# -- git --------------------------------------------------------------------------------------------------------------


def no_such_repository(name_or_id: str) -> DevOpsError:
    return DevOpsError(
        404,
        "GitRepositoryNotFoundException",
        f"TF401019: The Git repository with name or identifier {name_or_id} does not exist or you do not have "
        "permissions for the operation you are attempting.",
    )


def no_such_ref(name: str, repository: str) -> DevOpsError:
    """Text: microsoft/azure-devops-python-api#192."""
    return DevOpsError(
        404,
        "GitReferenceNotFoundException",
        f"TF401020: The Git ref with name {name} does not exist in the repository with name or identifier {repository}.",
    )


def only_locks() -> DevOpsError:
    """Text: microsoft/azure-devops-node-api#259."""
    return bad_argument("The only property which can be patched is isLocked.")


def repository_exists(name: str) -> DevOpsError:
    return DevOpsError(
        409, "GitRepositoryNameAlreadyExistsException", f"TF400948: A Git repository with the name {name} already exists."
    )


def repository_disabled(name: str) -> DevOpsError:
    """Text: no source gives it. The rule: docs/reference/azure_devops.md#repository-requests."""
    return DevOpsError(400, "GitRepositoryDisabledException", f"The Git repository {name} is disabled.")


def no_branches(repository: str) -> DevOpsError:
    return DevOpsError(404, "GitNoBranchesException", f"VS403403: Cannot find any branches for the {repository} repository.")


def no_such_version(version: str, repository: str) -> DevOpsError:
    return DevOpsError(
        404,
        "GitUnresolvableToCommitException",
        f"TF401175:The version descriptor <{version}> could not be resolved to a version in the repository {repository}.",
    )


def no_such_item(path: str, repository: str, version: str) -> DevOpsError:
    return DevOpsError(
        404,
        "GitItemNotFoundException",
        f"TF401174: The item '{path}' could not be found in the repository '{repository}' at the version specified by "
        f"'{version}'.",
    )


def path_exists(path: str) -> DevOpsError:
    return DevOpsError(
        409,
        "GitPathAlreadyExistsException",
        f"The path '{path}' specified in the add operation already exists. Please specify a new path.",
    )


def stale_reference(name: str) -> DevOpsError:
    return DevOpsError(
        409,
        "GitReferenceStaleException",
        f"TF401028: The reference '{name}' has already been updated by another client, so you cannot update it. "
        "Please try again.",
    )


NAME_CONFLICT = "GitReferenceNameConflictException"


def reference_conflict(name: str, taken: str) -> DevOpsError:
    """Git's own rule; no source gives status, type key and text."""
    return DevOpsError(409, NAME_CONFLICT, f"The reference '{name}' cannot be made, since there is a reference '{taken}'.")


def path_is_file(path: str, above: str) -> DevOpsError:
    """Git's own rule; no source gives status, type key and text."""
    return DevOpsError(409, "GitPathConflictException", f"The path '{path}' cannot be added, since '{above}' is a file.")


def pull_request_exists() -> DevOpsError:
    return DevOpsError(
        409,
        "GitPullRequestExistsException",
        "TF401179: An active pull request for the source and target branch already exists.",
    )


PUSH_REFUSED = "TF402455: Pushes to this branch are not permitted; you must use a pull request to update this branch."


def push_refused() -> DevOpsError:
    return DevOpsError(403, "GitRefUpdateRejectedByPolicyException", PUSH_REFUSED)


def bad_import_source(url: str) -> DevOpsError:
    """A wrong source answers 400 (docs/reference/azure_devops.md#import-source); no source gives the text."""
    return DevOpsError(
        400, "GitImportForbiddenException", f"The import source {url} cannot be used: it is no address of a Git repository."
    )


def unreachable_import_source() -> DevOpsError:
    """The text is docs/reference/azure_devops.md#import-source; no source gives the type key."""
    return DevOpsError(
        400,
        "GitImportForbiddenException",
        "Import request cannot be processed due to one of the following reasons: Clone URL is incorrect. Clone URL requires "
        "authorization. Clone URL points to an empty repository.",
    )


def import_into_contents(repository: str) -> DevOpsError:
    """No source confirms the text."""
    return DevOpsError(
        409, "GitImportForbiddenException", f"TF401028: The repository {repository} is not empty, so nothing is imported."
    )


# -- variable groups --------------------------------------------------------------------------------------------------

# Statuses, type keys and texts: ryanmichaeljames/devops-mcp, docs/design/variable-group-write-tools.md, which tried them on the
# service in 2026, if nothing else is said.


def variable_group_exists(name: str) -> DevOpsError:
    """No source gives the text."""
    return DevOpsError(409, "VariableGroupExistsException", f"Variable group '{name}' already exists.")


def unknown_group_type(name: str) -> DevOpsError:
    """Text: microsoft/azure-devops-node-api#350."""
    return bad_argument(f"Variable group type {name} is not supported.")


def no_variables() -> DevOpsError:
    return bad_argument("Variable group must have at least one variable defined.")


def no_group_reference() -> DevOpsError:
    """No source gives the type key."""
    return bad_argument("Atleast one variable group project reference is required")


def sharing_refused(_project_id: str) -> DevOpsError:
    """No source gives the type key."""
    return DevOpsError(500, "VariableGroupException", "Sharing of variable group is not allowed.")


def no_part_of_project(project_id: str) -> DevOpsError:
    """No source gives the type key."""
    return bad_argument(f"Variable group is not part of project {project_id}.")


# -- pipelines --------------------------------------------------------------------------------------------------------


def no_such_definition(definition_id: int) -> DevOpsError:
    """Text: hkarthik7/azure-devops-java-sdk#7."""
    return DevOpsError(404, "DefinitionNotFoundException", f"Build pipeline {definition_id} was not found.")


def other_definition(definition_id: int, sent: Any) -> DevOpsError:
    """Text: MicrosoftDocs/vsts-rest-api-specs#356; no source gives the type key."""
    return bad_argument(f"The request specifies pipeline ID {definition_id} but the supplied pipeline has ID {sent}.")


def definition_exists(name: str, project: str) -> DevOpsError:
    """Text: Dejulia489/AzurePipelinesPS#20."""
    return DevOpsError(409, "DefinitionExistsException", f"Build pipeline {name} already exists for project {project}")


def stale_definition(definition_id: int, revision: int) -> DevOpsError:
    """409 by docs/reference/azure_devops.md#definition-put; no source gives the text."""
    return DevOpsError(
        409,
        "DefinitionRevisionConflictException",
        f"The build definition {definition_id} was changed by somebody else; its current revision is {revision}.",
    )


def classic_disabled() -> DevOpsError:
    """Text: microsoft/AzureDevOpsDemoGenerator#984; no source gives the type key."""
    return DevOpsError(
        400, "BuildDefinitionClassicDisabledException", "The classic pipelines are disabled for this project / organization."
    )


def cannot_queue(reasons: list[str]) -> DevOpsError:
    """The reasons stand only in customProperties (docs/reference/azure_devops.md#validation-results)."""
    results = [{"result": "error", "message": reason} for reason in reasons]
    return DevOpsError(
        400,
        "BuildRequestValidationFailedException",
        "Could not queue the build because there were validation errors or warnings.",
        customProperties={"ValidationResults": results},
    )


def pipeline_invalid(reasons: list[str]) -> DevOpsError:
    return DevOpsError(400, "PipelineValidationException", "\n".join(reasons))


def no_such_build(build_id: int) -> DevOpsError:
    return DevOpsError(404, "BuildNotFoundException", f"The requested build {build_id} could not be found.")


def no_such_artifact(name: str, build_id: int) -> DevOpsError:
    return DevOpsError(404, "ArtifactNotFoundException", f"Artifact {name} was not found for build {build_id}.")


def no_such_run_artifact(name: str) -> DevOpsError:
    """The newer API's words (PGielniak/azdo-pipeline-emulator)."""
    return DevOpsError(404, "ArtifactNotFoundException", f'An Artifact with name "{name}" was not found.', home=PIPELINES)


def not_found(what: str) -> DevOpsError:
    return DevOpsError(404, "VssResourceNotFoundException", f"{what} does not exist.")


# -- who asks ---------------------------------------------------------------------------------------------------------


def not_a_member(tenant_id: str, object_id: str) -> DevOpsError:
    """A service principal that is no user of the organization (docs/reference/azure_devops.md#not-a-user)."""
    return DevOpsError(
        401,
        "VssUnauthorizedException",
        f"TF401444: Please sign-in at least once as {tenant_id}\\{tenant_id}\\{object_id} in a web browser to enable "
        "access to the service.",
    )


def not_authorized(who: str) -> DevOpsError:
    return DevOpsError(403, "AccessCheckException", f"TF400813: The user '{who}' is not authorized to access this resource.")


def request_blocked(headers: dict[str, str]) -> DevOpsError:
    """Type: microsoft/vscode#124273; text: azure-devops-docs docs/integrate/concepts/rate-limits.md. No source has the names of
    resource and namespace for a user's throughput units; these are from another limit's log."""
    text = "Request was blocked due to exceeding usage of resource 'Concurrency' in namespace 'VSID'."
    return DevOpsError(
        429,
        "RequestBlockedException",
        f"TF400733: The request has been canceled: {text}",
        headers=headers,
        home="Microsoft.TeamFoundation.Framework.Server",
    )
