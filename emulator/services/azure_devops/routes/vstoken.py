# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""vstoken.dev.azure.com: what the older issuer of service connections publishes (docs/reference/azure_devops.md#issuer)."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.core.router import Router
from emulator.runtime import Runtime

router: Router[Runtime] = Router("vstoken.dev.azure.com")


@router.on("GET", "/{organization}/.well-known/openid-configuration", anonymous=True)
def openid_configuration(request: Request, runtime: Runtime) -> Response:
    issuer = f"https://vstoken.dev.azure.com/{request.params['organization']}"
    return Response(
        body={
            "issuer": issuer,
            "jwks_uri": f"{issuer}/.well-known/jwks",
            "subject_types_supported": ["public", "pairwise"],
            "response_types_supported": ["id_token"],
            "claims_supported": ["sub", "aud", "exp", "iat", "iss", "nbf"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "scopes_supported": ["openid"],
        }
    )


@router.on("GET", "/{organization}/.well-known/jwks", anonymous=True)
def keys(request: Request, runtime: Runtime) -> Response:
    return Response(body={"keys": [runtime.keys["vstoken"].jwk()]})
