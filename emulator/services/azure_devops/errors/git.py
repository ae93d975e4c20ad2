# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals about Git repositories, their refs, items, pushes and imports."""

from __future__ import annotations

from emulator.services.azure_devops.errors import DevOpsError, bad_argument


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
