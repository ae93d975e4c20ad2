# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals about projects."""

from __future__ import annotations

from emulator.services.azure_devops.errors import DevOpsError


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
