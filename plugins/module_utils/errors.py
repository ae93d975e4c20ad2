# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can go wrong, said once: what was asked, what came back, what to do about it."""

from __future__ import annotations

import typing as t


class VaultpipeError(Exception):
    """A failure that a person can act on; it becomes the task's failure."""

    def __init__(self, message: str, remedy: str = "", **details: t.Any) -> None:
        super().__init__(message)
        self.message, self.remedy, self.details = message, remedy, details

    def result(self) -> dict[str, t.Any]:
        """The task's result: `msg`, and what a playbook may want to look at."""
        message = self.message.rstrip()
        if self.remedy and message[-1:] not in ".!?":
            message += "."
        return {"msg": " ".join(filter(None, (message, self.remedy))), **self.details}


class UsageError(VaultpipeError):
    """An option, or options together, cannot work. Raised before any request wherever the rule allows it."""


class AuthenticationError(VaultpipeError):
    """Signing in failed, or a service refused who we are."""


class TimedOut(VaultpipeError):
    """A bounded wait ended without what it waited for."""


class ServiceError(VaultpipeError):
    """A service answered with an error, or did not answer.

    status is None when no answer came; code is the service's own error code, inner the more exact one inside it.
    """

    def __init__(self, asked: str, status: int | None, code: str, message: str, remedy: str = "", inner: str = "") -> None:
        answer = f"HTTP {status}" if status else "no answer"
        said = ": ".join(filter(None, (f"{code}/{inner}" if inner else code, message)))
        super().__init__(f"Could not {asked}. The service gave {answer}{': ' if said else '.'}{said}", remedy)
        self.asked, self.status, self.code, self.inner, self.said = asked, status, code, inner, message
        self.details = {"status": status, "error_code": inner or code}

    def with_remedy(self, remedy: str) -> ServiceError:
        """The same, for a caller that knows better what to do."""
        return type(self)(self.asked, self.status, self.code, self.said, remedy, self.inner)


class NotFound(ServiceError):
    """A definite 404, or what stands for one."""


class NoSubscription(ServiceError):
    """404 of the whole subscription: a mistake, which says nothing about what is in it."""


class NotDefinite(ServiceError):
    """404 that is not the service's own word about the very thing asked for, and so does not make it absent."""


class Forbidden(ServiceError):
    """403: we are known and may not."""


class Conflict(ServiceError):
    """409, 412: something else is there or going on."""


class Unreachable(ServiceError):
    """No answer at all: the request may or may not have taken effect."""


class OtherHost(ServiceError):
    """An answer leads to a host that the task's tokens are not for; the message names both."""

    def __init__(self, asked: str, status: int | None, code: str, message: str, remedy: str = "", inner: str = "") -> None:
        super().__init__(asked, status, code, message, remedy, inner)
        self.message = f"Could not {asked}: {message}"


def not_understood(asked: str, expected: str) -> ServiceError:
    """A success with an answer that is not what it has to be; never to be taken for an empty one.

    :param expected: completes "The answer is not ...".
    """
    return ServiceError(
        asked,
        200,
        "",
        f"The answer is not {expected}.",
        "Perhaps something else answered, such as a proxy or a sign-in page. Look at the network settings, and run again.",
    )


def not_its_own_404(asked: str) -> NotDefinite:
    """A 404 without the service's own error object: a proxy's, or a gateway's, about anything or nothing."""
    return NotDefinite(
        asked,
        404,
        "",
        "The answer is not the service's own, so it does not say that there is no such thing.",
        "Perhaps something else answered, such as a proxy. Look at the network settings, and run again.",
    )


BY_CODE: dict[str, type[ServiceError]] = {
    "SubscriptionNotFound": NoSubscription,
    # Some areas of Azure DevOps answer 400 for a project that is not there, or not to be seen.
    "ProjectDoesNotExistException": NotFound,
}
BY_STATUS: dict[int, type[ServiceError]] = {403: Forbidden, 404: NotFound, 409: Conflict, 412: Conflict}


def service_error(
    asked: str, status: int | None, code: str = "", message: str = "", inner: str = "", remedy: str = ""
) -> ServiceError:
    """The error class that fits a status; the remedy follows from the code where one is known."""
    kind = Unreachable if status is None else BY_CODE.get(code) or BY_STATUS.get(status, ServiceError)
    return kind(asked, status, code, message, remedy or remedy_for(status, inner or code, message), inner)


RIGHTS = "Give the signed-in identity the rights for this in the project's or the organization's settings."
NO_PROJECT = (
    "Create the project first (vaultpipe.azure.devops_project), correct its name, or add the signed-in identity to a group of "
    "it: it does not see projects that it is not in."
)
REMEDIES: dict[str, str] = {
    "AuthorizationFailed": "Give the signed-in identity a role with that action at that scope, for example Contributor, "
    "and wait a few minutes for it to take effect.",
    "MissingSubscriptionRegistration": "Register the resource provider in the subscription (az provider register "
    "--namespace NAMESPACE), or let somebody with that right do it.",
    "RequestDisallowedByPolicy": "Change the options so that they comply with the policy, or ask for an exemption from its "
    "assignment.",
    "ScopeLocked": "Remove the lock, or let somebody with that right remove it (az lock list shows who set it), and run again.",
    "ResourceGroupNotFound": "Create the resource group first (vaultpipe.azure.resource_group), or correct its name.",
    "ParentResourceNotFound": "Create what the message names first, or correct its name and resource group.",
    "VaultAlreadyExists": "A vault's name is globally unique, and a deleted vault keeps its name until it is purged. Choose "
    "another name.",
    "ObjectIsDeletedButRecoverable": "A deleted secret holds the name: run again with on_deleted recover or purge.",
    "AccessDenied": "Give the signed-in identity that permission (vaultpipe.azure.kv_access_policy).",
    "UnmatchedPrincipalType": "Set principal_type to the type that the message tells, such as Group or User.",
    "ForbiddenByPolicy": "A policy of the organization rules what secrets of the vault are like: comply with it, such as by "
    "expires, content_type or tags, or ask for an exemption from its assignment.",
    "InsufficientPermissions": "Give the signed-in identity that right, or let somebody who has it do this.",
    "ForbiddenByRbac": "Give the signed-in identity a role such as Key Vault Secrets Officer at the vault "
    "(vaultpipe.azure.role_assignment), and wait a few minutes for it to take effect.",
    "ForbiddenByFirewall": "The vault's firewall does not let this address in: allow it in network_acls, or run from an "
    "allowed network.",
    "ForbiddenByConnection": "The vault takes no connections from public networks: set public_network_access, or run from "
    "its private network.",
    "LocationNotAvailableForResourceGroup": "Choose a location that the subscription offers (az account list-locations).",
    "InvalidSubscriptionId": "Set subscription_id to the GUID of a subscription.",
    "SubscriptionNotFound": "Check subscription_id, and that the signed-in identity has a role in that subscription.",
    "Authorization_RequestDenied": "The tenant may forbid its users to register applications. Give the signed-in identity the "
    "directory role Application Developer (an application: the permission Application.ReadWrite.OwnedBy of Microsoft Graph), "
    "and make it an owner of what it is to change.",
    "ServiceTreeValueMissing": "The tenant wants a reference to a service on every app registration: set "
    "service_management_reference.",
    # Azure DevOps' texts begin with numbers that are better known than its codes.
    "TF200016": NO_PROJECT,
    "VS800075": NO_PROJECT,
    "TF50309": "Creating projects takes a Project Collection Administrator, the rest a Project Administrator: add the signed-in "
    "identity to that group, or let somebody in it do this.",
    "TF215106": "Give the signed-in identity that permission on pipelines (Pipelines, Manage security), for instance by the "
    "group Contributors of the project.",
    "TF401019": "Correct the name, or give the signed-in identity the access level Basic and the right to read the repository.",
    "TF401027": "Give the signed-in identity that permission (Project settings, Repositories, Security): Contributors may push, "
    "Project Administrators create and delete repositories; all need the access level Basic.",
    "TF400813": RIGHTS,
    "AccessDeniedException": RIGHTS,
    "TF402455": "Policies of the branch want a pull request: push to another branch (branch) and open one, or let the "
    "signed-in identity bypass the policies when pushing.",
}


def remedy_for(status: int | None, code: str, message: str) -> str:
    """Remedy for a service's error code; empty when we know nothing better than its own text."""
    for known in (message.partition(":")[0], code):
        if known in REMEDIES:
            return REMEDIES[known]
    if status is None:
        return "Check the name, the network and the proxy settings, or allow the service more time (request_timeout)."
    if status == 429:
        return "The service throttles; run again later, with fewer tasks at once."
    return ""


def sentence_case(text: str) -> str:
    """Starts a sentence with `the vault kv`: unlike `str.capitalize`, it keeps the case of names."""
    return text[:1].upper() + text[1:]
