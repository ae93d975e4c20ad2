# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every request to a vault goes through, and the shapes of its answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ...entra.model import Principal, TokenRefused
from ...paging import key_of, mark
from ...web import Call, Reply, Router
from .. import access
from ..errors import VaultError, bad_parameter, throttled, unauthorized
from ..safe import Safe
from ..secrets import Secret, SecretVersion

AUDIENCES = ("https://vault.azure.net",)
PAGE = 25
WITHOUT_RECOVERABLE_DAYS = ("2015-06-01", "2016-10-01", "7.0")


def authenticate(call: Call) -> None:
    """:raises VaultError: 401 with the challenge. Only the text for a missing token is recorded."""
    try:
        call.caller = call.cloud.directory.authenticate_bearer(call, AUDIENCES)
    except TokenRefused as refused:
        texts = {
            "missing": "AKV10000: Request is missing a Bearer, PoP, or MTLS_POP token.",
            "audience": f"AKV10022: Invalid audience. Expected https://vault.azure.net. {refused.detail}",
            "expired": "[TokenExpired] Error validating token: the access token has expired.",
            "invalid": "AKV10046: Unable to resolve the key used for signature validation.",
        }
        raise unauthorized(call.cloud, texts[refused.reason]) from refused


def method_not_allowed(call: Call) -> VaultError | None:
    """What an address says to a method that it does not have (recorded by Azure SDK for JavaScript, `PUT /secrets/`)."""
    if not router.knows(call.path):
        return None
    try:
        authenticate(call)
    except VaultError as refused:
        return refused
    return VaultError(405, "MethodNotAllowed", f"HTTP {call.method} not allowed")


router = Router("*.vault.azure.net", authenticate=authenticate, unknown=method_not_allowed)


def caller(call: Call) -> Principal:
    assert call.caller is not None, "the router has authenticated the call"
    return call.caller


def opened(call: Call, operation: str, secret: str = "") -> Safe:
    """The vault's secrets, if the caller may do this with them.

    :raises VaultError: 403; 429; 404 for a connection that outlived its vault, which no source confirms.
    """
    name = call.host.partition(".")[0]
    vault = call.cloud.vaults.find(name)
    if vault is None:
        raise VaultError(404, "VaultNotFound", f"The vault '{name}' does not exist.")
    if call.cloud.quotas.take("vault_creations" if operation == "set" else "vault_others", vault.name.lower()):
        raise throttled()
    access.check(call.cloud, vault, caller(call), operation, secret)
    return Safe(call.cloud, vault)


def attributes(call: Call, safe: Safe, version: SecretVersion) -> dict[str, Any]:
    days = {} if call.query.get("api-version") in WITHOUT_RECOVERABLE_DAYS else {"recoverableDays": safe.vault.retention_days}
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
    call: Call, safe: Safe, secret: Secret, version: SecretVersion, *, value: bool = False, versioned: bool = True
) -> dict[str, Any]:  # fmt: skip
    """A secret as answers show it; `contentType` and `tags` are absent when unset, lists name no version."""
    path = f"{secret.name}/{version.id}" if versioned else secret.name
    return {
        **({"value": version.value} if value else {}),
        **({} if version.content_type is None else {"contentType": version.content_type}),
        "id": f"https://{call.host}/secrets/{path}",
        "attributes": attributes(call, safe, version),
        **({} if version.tags is None else {"tags": version.tags}),
    }


def deleted_bundle(call: Call, safe: Safe, secret: Secret, *, versioned: bool = True) -> dict[str, Any]:
    return {
        "recoveryId": f"https://{call.host}/deletedsecrets/{secret.name}",
        "deletedDate": int(secret.deleted_at or 0),
        "scheduledPurgeDate": safe.scheduled_purge(secret),
        **bundle(call, safe, secret, secret.current, versioned=versioned),
    }


def page(call: Call, entries: Sequence[tuple[str, Callable[[], dict[str, Any]]]]) -> Reply:
    """One page of keys in order, with what makes the entry of each.

    `nextLink` names the port and is null at the end (docs/reference/key_vault.md#secret-lists).

    :raises VaultError: BadParameter, `maxresults` is not 1 to 25 (docs/reference/key_vault.md#secret-lists; text unconfirmed).
    """
    asked = call.query.get("maxresults", str(PAGE))
    if not asked.isdigit() or not 1 <= int(asked) <= PAGE:
        raise bad_parameter(f"maxresults must be between 1 and {PAGE}.")
    after = key_of(call.query.get("$skiptoken", ""))
    if after is None:
        raise bad_parameter("Invalid skiptoken.")
    rest = [(key, entry) for key, entry in entries if key > after]
    shown = rest[: int(asked)]
    following = None
    if len(rest) > len(shown):
        version = call.query.get("api-version", "")
        following = f"https://{call.host}:443{call.path}?api-version={version}&$skiptoken={mark(shown[-1][0])}"
        following += f"&maxresults={asked}" if "maxresults" in call.query else ""
    return Reply(body={"value": [entry() for _key, entry in shown], "nextLink": following})
