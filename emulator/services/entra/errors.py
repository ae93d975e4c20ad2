# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Entra's OAuth errors with their AADSTS texts
(docs/reference/entra.md#wrong-secret, docs/reference/entra.md#federated-sign-in)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from emulator.core.response import ErrorResponse

if TYPE_CHECKING:
    from emulator.runtime import Runtime

# By users' logs since 2024 (dotnet/maui#31978).
FEDERATION_HELP = (
    "Check your federated identity credential Subject, Audience and Issuer against the presented assertion. "
    "https://learn.microsoft.com/entra/workload-id/workload-identity-federation"
)


class EntraError(ErrorResponse):
    """`{"error", "error_description", "error_codes", ...}`."""

    def __init__(self, runtime: Runtime, status: int, error: str, code: int, text: str) -> None:
        moment = datetime.fromtimestamp(runtime.clock.now(), UTC)
        trace, correlation = runtime.ids.guid(), runtime.ids.guid()
        super().__init__(
            status,
            {
                "error": error,
                "error_description": f"AADSTS{code}: {text} Trace ID: {trace} Correlation ID: {correlation} "
                f"Timestamp: {moment:%Y-%m-%d %H:%M:%SZ}",
                "error_codes": [code],
                "timestamp": f"{moment:%Y-%m-%d %H:%M:%SZ}",
                "trace_id": trace,
                "correlation_id": correlation,
                "error_uri": f"https://login.microsoftonline.com/error?code={code}",
            },
        )


def wrong_secret(runtime: Runtime, client_id: str) -> EntraError:
    return EntraError(
        runtime,
        401,
        "invalid_client",
        7000215,
        "Invalid client secret provided. Ensure the secret being sent in the request is the client secret "
        f"value, not the client secret ID, for a secret added to app '{client_id}'.",
    )


def expired_secret(runtime: Runtime, client_id: str) -> EntraError:
    text = f"The provided client secret keys for app '{client_id}' are expired."
    return EntraError(runtime, 401, "invalid_client", 7000222, text)


def missing_service_principal(runtime: Runtime, client_id: str, tenant: str) -> EntraError:
    text = (
        f"The client application {client_id} is missing service principal in the tenant {tenant}. "
        "See instructions here: https://go.microsoft.com/fwlink/?linkid=2225119"
    )
    return EntraError(runtime, 401, "invalid_client", 7000229, text)


def disabled_application(runtime: Runtime, client_id: str, name: str) -> EntraError:
    # No source confirms the status.
    return EntraError(runtime, 400, "unauthorized_client", 7000112, f"Application '{client_id}'({name}) is disabled.")


def unknown_application(runtime: Runtime, client_id: str, tenant: str) -> EntraError:
    return EntraError(
        runtime,
        400,
        "unauthorized_client",
        700016,
        f"Application with identifier '{client_id}' was not found in the directory '{tenant}'. This can "
        "happen if the application has not been installed by the administrator of the tenant or consented "
        "to by any user in the tenant. You may have sent your authentication request to the wrong tenant.",
    )


def unknown_tenant(runtime: Runtime, tenant: str) -> EntraError:
    return EntraError(
        runtime,
        400,
        "invalid_request",
        90002,
        f"Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are signing "
        "into the correct cloud. Check with your subscription administrator, this may happen if there are "
        "no active subscriptions for the tenant.",
    )


def unknown_resource(runtime: Runtime, resource: str, tenant: str) -> EntraError:
    return EntraError(
        runtime,
        400,
        "invalid_resource",
        500011,
        f"The resource principal named {resource} was not found in the tenant named {tenant}. This can "
        "happen if the application has not been installed by the administrator of the tenant or consented "
        "to by any user in the tenant. You might have sent your authentication request to the wrong tenant.",
    )


def unsupported_grant(runtime: Runtime, grant: str) -> EntraError:
    return EntraError(runtime, 400, "unsupported_grant_type", 70003, f"The app requested an unsupported grant type '{grant}'.")


def missing_parameter(runtime: Runtime, name: str) -> EntraError:
    return EntraError(
        runtime, 400, "invalid_request", 900144, f"The request body must contain the following parameter: '{name}'."
    )


def bad_assertion(runtime: Runtime, why: str) -> EntraError:
    return EntraError(runtime, 401, "invalid_client", 50027, f"JWT token is invalid or malformed: {why}.")


def expired_assertion(runtime: Runtime) -> EntraError:
    return EntraError(runtime, 401, "invalid_client", 700024, "Client assertion is not within its valid time range.")


def refused_certificate(runtime: Runtime, client_id: str, reason: str, thumbprint: str) -> EntraError:
    """Code and text: docs/reference/entra.md#certificates."""
    text = (
        "The certificate with identifier used to sign the client assertion is not registered on application. "
        if reason == "The key was not found."
        else "Client assertion contains an invalid signature. "
    )
    detail = (
        f"[Reason - {reason}, Thumbprint of key used by client: '{thumbprint}', Please visit the Azure Portal, Graph Explorer or "
        f"directly use MS Graph to see configured keys for app Id '{client_id}']."
    )
    return EntraError(runtime, 401, "invalid_client", 700027, f"{text}{detail}")


def no_credentials(runtime: Runtime, client_id: str, name: str) -> EntraError:
    """Code and text: dotnet-foundation/projects#503; status and error are those of its siblings."""
    text = f"The client '{client_id}'({name}) has no configured federated identity credentials."
    return EntraError(runtime, 401, "invalid_client", 70025, text)


NO_MATCH = {"issuer": 700211, "audience": 700212, "subject": 700213}
"""AADSTS codes by the claim that no federated credential has."""


def no_match(runtime: Runtime, claim: str, presented: str) -> EntraError:
    text = f"No matching federated identity record found for presented assertion {claim} '{presented}'. {FEDERATION_HELP}"
    return EntraError(runtime, 401, "invalid_client", NO_MATCH[claim], text)


def multitenant_application(runtime: Runtime) -> EntraError:
    # The text is that of docs/reference/entra.md#multitenant-application; no source confirms status and error.
    text = "The identity must be a managed identity, a single tenant app, or a service account."
    return EntraError(runtime, 401, "invalid_client", 70052, text)


def matching_but_for_case(runtime: Runtime, claim: str, presented: str) -> EntraError:
    """Text: Azure/login#515, where it was the subject."""
    return EntraError(
        runtime,
        401,
        "invalid_client",
        7002138,
        f"No matching federated identity record found for presented assertion {claim} '{presented}'. The {claim} matches with "
        f"case-insensitive comparison, but not with case-sensitive comparison. {FEDERATION_HELP}",
    )
