# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors for callers who lack a permission. The texts that sources give are marked; the others follow them, unconfirmed."""

from __future__ import annotations

from emulator.services.azure_devops.errors import BUILD, DevOpsError

DENIED = "AccessDeniedException"


def project_refused(who: str, permission: str) -> DevOpsError:
    """Text: microsoft/AzureDevOpsDemoGenerator#432, for "Create new projects"; no source gives status and type key."""
    return DevOpsError(
        403,
        "AccessCheckException",
        f"TF50309: The following account does not have sufficient permissions to complete the operation: {who}. The following "
        f"permissions are needed to perform this operation: {permission}.",
    )


def git_refused(who: str, permission: str, scope: str) -> DevOpsError:
    """Text and type key: issues about GenericContribute, CreateBranch and CreateRepository.

    :param scope: `project` or `repository`.
    """
    return DevOpsError(
        403,
        "GitNeedsPermissionException",
        f"TF401027: You need the Git '{permission}' permission to perform this action. Details: identity '{who}', "
        f"scope '{scope}'.",
    )


def build_refused(who: str, permission: str, pipeline: str, project: str) -> DevOpsError:
    """Text, type key and type name: microsoft/terraform-provider-azuredevops#1040, for queueing.

    :param pipeline: `build pipeline 4:NAME`, or what else it is about.
    """
    return DevOpsError(
        403,
        DENIED,
        f"TF215106: Access denied. {who} needs {permission} permissions for {pipeline} in team project {project} to perform the "
        "action. For more information, contact the Azure DevOps administrator.",
        home=BUILD,
    )


def library_refused(who: str, role: str) -> DevOpsError:
    """No source gives the text."""
    return DevOpsError(403, DENIED, f"Access denied. {who} needs the role {role} in the library to perform the action.")


def endpoint_creation_refused() -> DevOpsError:
    """Text: microsoft/terraform-provider-azuredevops#723; no source gives status and type key."""
    return DevOpsError(
        403,
        DENIED,
        "You do not have permission to create a service connection. You need to be a Creator for service connections in this "
        "project.",
    )


def endpoint_refused_to(role: str, name: str) -> DevOpsError:
    """No source gives the text."""
    return DevOpsError(
        403, DENIED, f"You do not have permission to do this with the service connection {name}. You need to be {role} of it."
    )


def resource_refused(kind: str, group: str) -> DevOpsError:
    """No source gives the text."""
    return DevOpsError(
        403, DENIED, f"You do not have permission to authorize a resource of type {kind}. You need to be in {group}."
    )
