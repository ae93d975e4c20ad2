# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps that every request to a vault goes through, and the shapes of its answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from emulator.core.paging import key_of, mark
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.core.router import Router
from emulator.services.entra.model.principals import TokenRefused, caller_of
from emulator.services.key_vault.data.errors import VaultError, bad_parameter, throttled, unauthorized
from emulator.services.key_vault.data.model import access
from emulator.services.key_vault.data.model.secret_store import SecretStore
from emulator.services.key_vault.management.model.vault_service import VaultService
from emulator.services.key_vault.secrets import Secret, SecretVersion

AUDIENCES = ("https://vault.azure.net",)
PAGE = 25
WITHOUT_RECOVERABLE_DAYS = ("2015-06-01", "2016-10-01", "7.0")


def authenticate(request: Request, vaults: VaultService) -> None:
    """:raises VaultError: 401 with the challenge. Only the text for a missing token is recorded."""
    try:
        request.caller = vaults.directory.authenticate_bearer(request, AUDIENCES)
    except TokenRefused as refused:
        texts = {
            "missing": "AKV10000: Request is missing a Bearer, PoP, or MTLS_POP token.",
            "audience": f"AKV10022: Invalid audience. Expected https://vault.azure.net. {refused.detail}",
            "expired": "[TokenExpired] Error validating token: the access token has expired.",
            "invalid": "AKV10046: Unable to resolve the key used for signature validation.",
        }
        raise unauthorized(vaults.directory.tenant_id, texts[refused.reason]) from refused


def method_not_allowed(request: Request, vaults: VaultService) -> VaultError | None:
    """The answer of an address to a method that it does not have (recorded by Azure SDK for JavaScript, `PUT /secrets/`)."""
    if not router.knows(request.path):
        return None
    try:
        authenticate(request, vaults)
    except VaultError as refused:
        return refused
    return VaultError(405, "MethodNotAllowed", f"HTTP {request.method} not allowed")


router: Router[VaultService] = Router("*.vault.azure.net", authenticate=authenticate, unknown=method_not_allowed)


def opened(request: Request, vaults: VaultService, operation: str, secret: str = "") -> SecretStore:
    """The vault's secrets, if the caller may do this with them.

    :raises VaultError: 403; 429; 404 for a connection that outlived its vault, which no source confirms.
    """
    name = request.host.partition(".")[0]
    vault = vaults.find(name)
    if vault is None:
        raise VaultError(404, "VaultNotFound", f"The vault '{name}' does not exist.")
    if vaults.runtime.quotas.take("vault_creations" if operation == "set" else "vault_others", vault.name.lower()):
        raise throttled()
    access.check(vaults, vault, caller_of(request), operation, secret)
    return SecretStore(vaults, vault)


def attributes(request: Request, safe: SecretStore, version: SecretVersion) -> dict[str, Any]:
    days = {} if request.query.get("api-version") in WITHOUT_RECOVERABLE_DAYS else {"recoverableDays": safe.vault.retention_days}
    return {
        "enabled": version.enabled,
        **({} if version.not_before is None else {"nbf": version.not_before}),
        **({} if version.expires is None else {"exp": version.expires}),
        "created": version.created,
        "updated": version.updated,
        "recoveryLevel": safe.recovery_level(),
        **days,
    }


def bundle(
    request: Request, safe: SecretStore, secret: Secret, version: SecretVersion, *, value: bool = False, versioned: bool = True
) -> dict[str, Any]:  # fmt: skip
    """A secret as answers show it; `contentType` and `tags` are absent when unset, lists name no version."""
    path = f"{secret.name}/{version.id}" if versioned else secret.name
    return {
        **({"value": version.value} if value else {}),
        **({} if version.content_type is None else {"contentType": version.content_type}),
        "id": f"https://{request.host}/secrets/{path}",
        "attributes": attributes(request, safe, version),
        **({} if version.tags is None else {"tags": version.tags}),
    }


def deleted_bundle(request: Request, safe: SecretStore, secret: Secret, *, versioned: bool = True) -> dict[str, Any]:
    return {
        "recoveryId": f"https://{request.host}/deletedsecrets/{secret.name}",
        "deletedDate": int(secret.deleted_at or 0),
        "scheduledPurgeDate": safe.scheduled_purge(secret),
        **bundle(request, safe, secret, secret.current, versioned=versioned),
    }


def page(request: Request, entries: Sequence[tuple[str, Callable[[], dict[str, Any]]]]) -> Response:
    """One page of keys in order, with what makes the entry of each.

    `nextLink` names the port and is null at the end (docs/reference/key_vault.md#secret-lists).

    :raises VaultError: BadParameter, `maxresults` is not 1 to 25 (docs/reference/key_vault.md#secret-lists; text unconfirmed).
    """
    asked = request.query.get("maxresults", str(PAGE))
    if not asked.isdigit() or not 1 <= int(asked) <= PAGE:
        raise bad_parameter(f"maxresults must be between 1 and {PAGE}.")
    after = key_of(request.query.get("$skiptoken", ""))
    if after is None:
        raise bad_parameter("Invalid skiptoken.")
    rest = [(key, entry) for key, entry in entries if key > after]
    shown = rest[: int(asked)]
    following = None
    if len(rest) > len(shown):
        version = request.query.get("api-version", "")
        following = f"https://{request.host}:443{request.path}?api-version={version}&$skiptoken={mark(shown[-1][0])}"
        following += f"&maxresults={asked}" if "maxresults" in request.query else ""
    return Response(body={"value": [entry() for _key, entry in shown], "nextLink": following})
