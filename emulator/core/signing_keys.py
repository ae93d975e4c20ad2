# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys that sign tokens and assertions; made when the process starts, so never in a snapshot."""

from __future__ import annotations

import functools
import json
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm
from jwt.types import Options

ALGORITHM = "RS256"


class SigningKey:
    """One RSA key with its id, as an issuer publishes it."""

    def __init__(self, kid: str) -> None:
        self.kid = kid
        self._private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        # A token comes with each request.
        self._claims = functools.lru_cache(1024)(self._decoded)

    def sign(self, claims: dict[str, Any]) -> str:
        return jwt.encode(claims, self._private, algorithm=ALGORITHM, headers={"kid": self.kid})

    def verified(self, token: str) -> dict[str, Any]:
        """The claims if the signature is ours. Times are the caller's business: the emulator has its own clock.

        :raises jwt.PyJWTError: the token is malformed or signed by another key.
        """
        return dict(self._claims(token))

    def _decoded(self, token: str) -> dict[str, Any]:
        options: Options = {"verify_exp": False, "verify_nbf": False, "verify_iat": False, "verify_aud": False}
        claims: dict[str, Any] = jwt.decode(token, self._private.public_key(), [ALGORITHM], options=options)
        return claims

    def jwk(self) -> dict[str, Any]:
        return {**json.loads(RSAAlgorithm.to_jwk(self._private.public_key())), "kid": self.kid, "use": "sig"}
