# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access to Azure DevOps: sign-in at dev.azure.com, membership in the organization, and rights
(docs/reference/azure_devops.md#sign-in-and-errors)."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import ErrorResponse
from emulator.services.azure_devops.errors.callers import not_a_member, not_authorized
from emulator.services.azure_devops.model.addresses import ORGANIZATION
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.security.pat_scopes import carries, needed
from emulator.services.azure_devops.model.security.rights import require
from emulator.services.entra.model.principals import Principal, TokenRefused

AUDIENCE = "499b84ac-1321-427f-aa17-267ca6975798"
REALM = 'Basic realm="https://tfsprodweu1.app.visualstudio.com/"'
SIGN_IN = "https://spsprodweu1.vssps.visualstudio.com/_signin?realm=dev.azure.com"
SIGN_IN_PAGE = "<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head><body></body></html>"


def authenticate(request: Request, organization: Organization) -> None:
    """Sets the caller.

    :raises ErrorResponse: 404 for another organization, 401/302/203 without a usable sign-in, 401 TF401444 for strangers,
        403 for who may not do this.
    """
    if request.params["organization"].lower() != ORGANIZATION:
        raise ErrorResponse(404, "The resource cannot be found.", {"content-type": "text/html"})
    if _is_job(request, organization):
        return
    try:
        caller = request.caller = _signed_in(request, organization)
    except TokenRefused as refused:
        raise _sign_in(request, organization, refused) from refused
    if organization.users.find(caller) is None:
        raise not_a_member(organization.directory.tenant_id, caller.object_id)
    _require_scope(request, organization)
    require(request, organization)


def _require_scope(request: Request, organization: Organization) -> None:
    """A personal access token may do only what it carries.

    :raises ErrorResponse: 401. No source confirms that status; the empty body is what an invalid token gets
        (docs/reference/azure_devops.md#empty-401).
    """
    scopes, wanted = organization.runtime.policies.token_scopes, needed(request.method, request.path)
    if _is_basic(request) and scopes and wanted and not carries(scopes, wanted):
        raise _sign_in(request, organization, TokenRefused("scope", f"The token does not carry {wanted}."))


def _is_basic(request: Request) -> bool:
    return request.headers.get("authorization", "").lower().startswith("basic ")


def _is_job(request: Request, organization: Organization) -> bool:
    """A running job signs in with its own token; the build service may read, and ask for OIDC tokens."""
    scheme, _space, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or organization.builds.running_with(token) is None:
        return False
    request.caller = organization.build_service
    reads = request.method in ("GET", "HEAD", "OPTIONS") or request.path.endswith(("/oidctoken", "/git-upload-pack"))
    if not reads:
        raise not_authorized(request.caller.display_name)
    return True


def _signed_in(request: Request, organization: Organization) -> Principal:
    accepted = organization.runtime.settings.devops_auth
    basic = _is_basic(request)
    if basic and accepted != "entra":
        return organization.directory.authenticate_pat(request)
    if not basic and accepted != "pat":
        return organization.directory.authenticate_bearer(request, (AUDIENCE,))
    raise TokenRefused("invalid", "The organization does not accept this kind of sign-in.")


def _sign_in(request: Request, organization: Organization, refused: TokenRefused) -> ErrorResponse:
    """401 for programs that ask for it; others are led to a page for people. All name the organization's tenant."""
    basic = _is_basic(request)
    tenant = {"x-vss-resourcetenant": organization.directory.tenant_id}
    suppressed = request.headers.get("x-tfs-fedauthredirect", "").lower() == "suppress"
    if "/_git/" in request.path:
        return ErrorResponse(401, "Authentication is required.", {"www-authenticate": REALM} | tenant)
    if suppressed or basic:
        # A list's empty body under a 401 (docs/reference/azure_devops.md#empty-401).
        return ErrorResponse(401, {"count": 0, "value": []}, {"www-authenticate": REALM} | tenant)
    if refused.reason == "missing":
        return ErrorResponse(302, SIGN_IN_PAGE, {"location": SIGN_IN, "content-type": "text/html"} | tenant)
    return ErrorResponse(203, SIGN_IN_PAGE, {"content-type": "text/html"} | tenant)
