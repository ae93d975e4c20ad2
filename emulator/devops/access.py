# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may ask: sign-in at dev.azure.com, membership in the organization, and rights
(docs/reference/azure_devops.md#sign-in-and-errors)."""

from __future__ import annotations

from ..entra.model import Principal, TokenRefused
from ..web import Call, Problem
from .addresses import ORGANIZATION
from .errors import not_a_member, not_authorized
from .model import Organization
from .pat_scopes import carries, needed
from .rights import require
from .users import user

AUDIENCE = "499b84ac-1321-427f-aa17-267ca6975798"
REALM = 'Basic realm="https://tfsprodweu1.app.visualstudio.com/"'
SIGN_IN = "https://spsprodweu1.vssps.visualstudio.com/_signin?realm=dev.azure.com"
SIGN_IN_PAGE = "<!DOCTYPE html><html><head><title>Azure DevOps Services | Sign In</title></head><body></body></html>"


def authenticate(call: Call) -> None:
    """Sets the caller.

    :raises Problem: 404 for another organization, 401/302/203 without a usable sign-in, 401 TF401444 for strangers,
        403 for who may not do this.
    """
    if call.params["organization"].lower() != ORGANIZATION:
        raise Problem(404, "The resource cannot be found.", {"content-type": "text/html"})
    organization = call.cloud.devops
    if _is_job(call, organization):
        return
    try:
        call.caller = _signed_in(call)
    except TokenRefused as refused:
        raise _sign_in(call, refused) from refused
    if user(call.cloud, call.caller) is None:
        raise not_a_member(call.cloud.directory.tenant_id, call.caller.object_id)
    _require_scope(call)
    require(call)


def _require_scope(call: Call) -> None:
    """A personal access token may do only what it carries.

    :raises Problem: 401. No source confirms that status; the empty body is what an invalid token gets
        (docs/reference/azure_devops.md#empty-401).
    """
    scopes, wanted = call.cloud.rules.token_scopes, needed(call.method, call.path)
    if _is_basic(call) and scopes and wanted and not carries(scopes, wanted):
        raise _sign_in(call, TokenRefused("scope", f"The token does not carry {wanted}."))


def _is_basic(call: Call) -> bool:
    return call.headers.get("authorization", "").lower().startswith("basic ")


def _is_job(call: Call, organization: Organization) -> bool:
    """A running job signs in with its own token; the build service may read, and ask for OIDC tokens."""
    scheme, _space, token = call.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or organization.builds.running_with(token) is None:
        return False
    call.caller = organization.build_service
    reads = call.method in ("GET", "HEAD", "OPTIONS") or call.path.endswith(("/oidctoken", "/git-upload-pack"))
    if not reads:
        raise not_authorized(call.caller.display_name)
    return True


def _signed_in(call: Call) -> Principal:
    accepted = call.cloud.settings.devops_auth
    basic = _is_basic(call)
    if basic and accepted != "entra":
        return call.cloud.directory.authenticate_pat(call)
    if not basic and accepted != "pat":
        return call.cloud.directory.authenticate_bearer(call, (AUDIENCE,))
    raise TokenRefused("invalid", "The organization does not accept this kind of sign-in.")


def _sign_in(call: Call, refused: TokenRefused) -> Problem:
    """401 for programs that ask for it; others are led to a page for people. All name the organization's tenant."""
    basic = _is_basic(call)
    tenant = {"x-vss-resourcetenant": call.cloud.directory.tenant_id}
    suppressed = call.headers.get("x-tfs-fedauthredirect", "").lower() == "suppress"
    if "/_git/" in call.path:
        return Problem(401, "Authentication is required.", {"www-authenticate": REALM} | tenant)
    if suppressed or basic:
        # A list's empty body under a 401 (docs/reference/azure_devops.md#empty-401).
        return Problem(401, {"count": 0, "value": []}, {"www-authenticate": REALM} | tenant)
    if refused.reason == "missing":
        return Problem(302, SIGN_IN_PAGE, {"location": SIGN_IN, "content-type": "text/html"} | tenant)
    return Problem(203, SIGN_IN_PAGE, {"content-type": "text/html"} | tenant)
