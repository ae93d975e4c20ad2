# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Claims of an access token about its owner; read, not verified: that is the services' business."""

from __future__ import annotations

import base64
import dataclasses
import json
import typing as t

from ..errors import AuthenticationError


@dataclasses.dataclass(frozen=True)
class Claims:
    object_id: str
    client_id: str
    tenant_id: str
    principal_type: str | None = None
    """Type in the words of role assignments; None where the token does not say."""


def _type(claims: t.Mapping[str, t.Any]) -> str | None:
    """Type of the principal by the kind of token, else by the scopes that only a user's has."""
    return {"app": "ServicePrincipal", "user": "User"}.get(claims.get("idtyp", ""), "User" if claims.get("scp") else None)


def claims_of(token: str) -> Claims:
    """:raises AuthenticationError: the token is not a JWT with oid and tid."""
    try:
        payload = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return Claims(claims["oid"], claims.get("appid") or claims.get("azp", ""), claims["tid"], _type(claims))
    except (IndexError, ValueError, KeyError, TypeError) as error:
        raise AuthenticationError("The access token does not say whose it is (no oid or tid claim).") from error
