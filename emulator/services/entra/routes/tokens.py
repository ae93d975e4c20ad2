# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""login.microsoftonline.com: OpenID configuration, keys, instance discovery and the token endpoint."""

from __future__ import annotations

from typing import Any

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.core.router import Router
from emulator.services.entra.errors import missing_parameter, unknown_tenant, unsupported_grant
from emulator.services.entra.model.certificate_check import check_certificate, is_by_certificate
from emulator.services.entra.model.directory import Directory
from emulator.services.entra.model.federation import check_assertion
from emulator.services.entra.model.secret_check import check_secret

HOST = "https://login.microsoftonline.com"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

router: Router[Directory] = Router("login.microsoftonline.com", "login.windows.net", "sts.windows.net")


def tenant(request: Request, directory: Directory) -> str:
    """:raises EntraError: AADSTS90002, another tenant than ours."""
    asked = request.params["tenant"].lower()
    if asked not in (directory.tenant_id, "common", "organizations"):
        raise unknown_tenant(directory.runtime, request.params["tenant"])
    return asked


@router.on("GET", "/{tenant}/v2.0/.well-known/openid-configuration")
def openid_configuration(request: Request, directory: Directory) -> Response:
    asked = tenant(request, directory)
    base = f"{HOST}/{asked}"
    issued_for = "{tenantid}" if asked in ("common", "organizations") else asked
    return Response(
        body={
            "issuer": f"{HOST}/{issued_for}/v2.0",
            "authorization_endpoint": f"{base}/oauth2/v2.0/authorize",
            "token_endpoint": f"{base}/oauth2/v2.0/token",
            "device_authorization_endpoint": f"{base}/oauth2/v2.0/devicecode",
            "end_session_endpoint": f"{base}/oauth2/v2.0/logout",
            "jwks_uri": f"{base}/discovery/v2.0/keys",
            "response_types_supported": ["code", "id_token", "code id_token", "id_token token"],
            "subject_types_supported": ["pairwise"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "private_key_jwt", "client_secret_basic"],
            "scopes_supported": ["openid", "profile", "email", "offline_access"],
            "claims_supported": ["sub", "iss", "aud", "exp", "iat", "tid", "oid", "ver"],
            "tenant_region_scope": "EU",
            "cloud_instance_name": "microsoftonline.com",
            "cloud_graph_host_name": "graph.windows.net",
            "msgraph_host": "graph.microsoft.com",
            "rbac_url": "https://pas.windows.net",
        }
    )


@router.on("GET", "/{tenant}/discovery/v2.0/keys")
def keys(request: Request, directory: Directory) -> Response:
    tenant(request, directory)
    return Response(body={"keys": [directory.runtime.keys["entra"].jwk()]})


@router.on("GET", "/common/discovery/instance")
def instance_discovery(request: Request, directory: Directory) -> Response:
    aliases = ["login.microsoftonline.com", "login.windows.net", "login.microsoft.com", "sts.windows.net"]
    metadata: list[dict[str, Any]] = [
        {"preferred_network": aliases[0], "preferred_cache": aliases[1], "aliases": aliases},
    ]
    return Response(
        body={
            "tenant_discovery_endpoint": f"{HOST}/common/.well-known/openid-configuration",
            "api-version": "1.1",
            "metadata": metadata,
        }
    )


@router.on("POST", "/{tenant}/oauth2/v2.0/token", write=False)
def token(request: Request, directory: Directory) -> Response:
    """Client credentials, proven by a secret, a certificate or a federated assertion."""
    return grant(request, directory, request.form().get("scope", ""), "scope")


@router.on("POST", "/{tenant}/oauth2/token", write=False)
def token_v1(request: Request, directory: Directory) -> Response:
    """The older form, with `resource` for `scope` (docs/reference/entra.md#version-1-token-request)."""
    response = grant(request, directory, request.form().get("resource", ""), "resource")
    return Response(body={name: str(value) for name, value in response.body.items()})


def grant(request: Request, directory: Directory, wanted: str, option: str) -> Response:
    """:raises EntraError: with Entra's text for whatever is wrong."""
    tenant(request, directory)
    runtime, form = directory.runtime, request.form()
    if form.get("grant_type") != "client_credentials":
        raise unsupported_grant(runtime, form.get("grant_type", ""))
    for name, value in (("client_id", form.get("client_id")), (option, wanted)):
        if not value:
            raise missing_parameter(runtime, name)
    principal = directory.signing_in(form["client_id"])
    request.caller = principal
    if form.get("client_assertion_type") == ASSERTION_TYPE:
        assertion = form.get("client_assertion", "")
        check = check_certificate if is_by_certificate(principal, assertion) else check_assertion
        check(directory, principal, assertion)
    elif "client_secret" not in form:
        raise missing_parameter(runtime, "client_assertion' or 'client_secret")
    else:
        check_secret(directory, principal, form["client_secret"])
    access_token, lifetime = directory.issue_token(principal, directory.resource_of(wanted))
    return Response(
        body={
            "token_type": "Bearer",
            "expires_in": lifetime,
            "ext_expires_in": lifetime,
            "access_token": access_token,
        }
    )
