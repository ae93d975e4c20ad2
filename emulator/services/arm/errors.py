# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""ARM's errors with Azure's codes and texts (docs/reference/resource_manager.md#errors)."""

from __future__ import annotations

from typing import Any

from emulator.core.response import ErrorResponse


class ArmError(ErrorResponse):
    """`{"error": {"code", "message"}}`; `x-ms-failure-cause` says whether the gateway or the service refused."""

    def __init__(self, status: int, code: str, message: str, cause: str = "service", **more: Any) -> None:
        headers = {"x-ms-failure-cause": cause}
        super().__init__(status, {"error": {"code": code, "message": message, **more}}, headers)
        self.code = code


def gateway(status: int, code: str, message: str, **more: Any) -> ArmError:
    return ArmError(status, code, message, "gateway", **more)


def missing_api_version() -> ArmError:
    text = "The api-version query parameter (?api-version=) is required for all requests."
    return gateway(400, "MissingApiVersionParameter", text)


def subscription_not_found(subscription: str) -> ArmError:
    return gateway(404, "SubscriptionNotFound", f"The subscription '{subscription}' could not be found.")


def not_authorized(client_id: str, object_id: str, action: str, scope: str) -> ArmError:
    text = (
        f"The client '{client_id}' with object id '{object_id}' does not have authorization to perform action "
        f"'{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your "
        "credentials."
    )
    return gateway(403, "AuthorizationFailed", text)


def not_registered(namespace: str) -> ArmError:
    text = (
        f"The subscription is not registered to use namespace '{namespace}'. "
        "See https://aka.ms/rps-not-found for how to register subscriptions."
    )
    code = "MissingSubscriptionRegistration"
    return gateway(409, code, text, details=[{"code": code, "target": namespace, "message": text}])


def group_not_found(group: str) -> ArmError:
    return gateway(404, "ResourceGroupNotFound", f"Resource group '{group}' could not be found.")


def group_being_deleted(group: str) -> ArmError:
    text = f"The resource group '{group}' is in deprovisioning state and cannot perform this operation."
    return gateway(409, "ResourceGroupBeingDeleted", text)


def resource_not_found(kind: str, name: str, group: str) -> ArmError:
    text = (
        f"The Resource '{kind}/{name}' under resource group '{group}' was not found. "
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix"
    )
    return gateway(404, "ResourceNotFound", text)


def parent_not_found(verb: str, kind: str, parent: str) -> ArmError:
    text = (
        f"Failed to perform '{verb}' on resource(s) of type '{kind}', because the parent resource '{parent}' could not be found."
    )
    return gateway(404, "ParentResourceNotFound", text)


def location_required() -> ArmError:
    return gateway(400, "LocationRequired", "The location property is required for this definition.")


def location_taken(resource: str, group: str, existing: str, wanted: str) -> ArmError:
    text = (
        f"The resource '{resource}' already exists in location '{existing}' in resource group '{group}'. A resource "
        f"with the same name cannot be created in location '{wanted}'. Please select a new resource name."
    )
    return gateway(409, "InvalidResourceLocation", text)


def bad_request(message: str) -> ArmError:
    return ArmError(400, "BadRequest", message)


def invalid_request_content(message: str) -> ArmError:
    return gateway(400, "InvalidRequestContent", message)


def principal_not_found(object_id: str, tenant_id: str) -> ArmError:
    text = (
        f"Principal {object_id.replace('-', '')} does not exist in the directory {tenant_id}. Check that you have the "
        "correct principal ID. If you are creating this principal and then immediately assigning a role, this error "
        "might be related to a replication delay. In this case, set the role assignment principalType property to a "
        "value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype"
    )
    return ArmError(400, "PrincipalNotFound", text)


def actor_throttled(kind: str, scope: str, name: str, actor: str, wait: int) -> ArmError:
    """Text by users' logs for a subscription, Retry-After by learn.microsoft.com; no source confirms the tenant's code and text.

    :param kind: read, write or delete.
    :param scope: subscription or tenant.
    """
    text = (
        f"Number of '{kind}' requests for {scope} '{name}' actor '{actor}' exceeded. Please try again after '{wait}' seconds "
        "after additional tokens are available. Refer to https://aka.ms/arm-throttling for additional information."
    )
    error = gateway(429, f"{scope.title()}RequestsThrottled", text)
    error.headers |= {"retry-after": str(wait), f"x-ms-ratelimit-remaining-{scope}-{kind}s": "0"}
    return error


def operation_throttled(subscription: str, operation: str, wait: int) -> ArmError:
    """The refusal of too many operations, without Retry-After, as recorded for another service
    (arm-errors/azcli-content_key_policy_create_with_playready_success)."""
    text = (
        f"Number of requests for subscription '{subscription}' and operation '{operation}' exceeded the backend storage limit. "
        f"Please try again after '{wait}' seconds."
    )
    error = ArmError(429, "SubscriptionRequestsThrottled", text)
    del error.headers["x-ms-failure-cause"]
    return error


def identity_throttled(identity: str, wait: int) -> ErrorResponse:
    """Code and text: microsoft/onefuzz#249. No source shows the body; it is that of the one recorded answer with this code
    (arm-errors/azcli-functionapp_cors_credentials), which has no Retry-After.
    """
    text = (
        f"Request is temporarily throttled because resource {identity} has issued too many requests. Retry after {wait} seconds."
    )
    details = [{"Message": text}, {"Code": "429"}]
    return ErrorResponse(429, {"Code": "429", "Message": text, "Target": None, "Details": details, "Innererror": None})
