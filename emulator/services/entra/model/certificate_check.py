# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign-in by an assertion that a certificate of the application signs (docs/reference/entra.md#certificates)."""

from __future__ import annotations

import base64
import binascii
from typing import Any

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from emulator.services.entra.errors import bad_assertion, expired_assertion, refused_certificate
from emulator.services.entra.model.directory import Directory
from emulator.services.entra.model.principals import Principal

ALGORITHMS = ["RS256", "PS256"]
HASHES: dict[str, hashes.HashAlgorithm] = {"x5t": hashes.SHA1(), "x5t#S256": hashes.SHA256()}  # noqa: S303
"""Hashes by the header that names a certificate's thumbprint."""


def is_by_certificate(principal: Principal, assertion: str) -> bool:
    """Says whether the application itself signed: a federated assertion has another issuer."""
    try:
        issuer = jwt.decode(assertion, options={"verify_signature": False}).get("iss")
    except jwt.PyJWTError:
        return False
    return bool(issuer == principal.client_id)


def check_certificate(directory: Directory, principal: Principal, assertion: str) -> None:
    """:raises EntraError: AADSTS700027, no such certificate, an expired one, or not its signature; AADSTS700024; AADSTS50027."""
    runtime = directory.runtime
    try:
        header = jwt.get_unverified_header(assertion)
    except jwt.PyJWTError as error:
        raise bad_assertion(runtime, str(error)) from error
    name = next((one for one in HASHES if header.get(one)), "x5t")
    thumbprint = _decoded(str(header.get(name) or ""))
    found = next((one for one in _certificates(directory, principal) if one.fingerprint(HASHES[name]) == thumbprint), None)
    shown = thumbprint.hex().upper()
    if found is None:
        raise refused_certificate(runtime, principal.client_id, "The key was not found.", shown)
    if found.not_valid_after_utc.timestamp() <= runtime.clock.now():
        raise refused_certificate(runtime, principal.client_id, "The key used is expired.", shown)
    key = found.public_key()
    assert isinstance(key, RSAPublicKey)
    options: Any = {"verify_aud": False, "verify_exp": False, "verify_nbf": False, "verify_iat": False}
    try:
        claims = jwt.decode(assertion, key, algorithms=ALGORITHMS, options=options)
    except jwt.PyJWTError as error:
        raise refused_certificate(runtime, principal.client_id, "The signature is not valid.", shown) from error
    if claims.get("exp", 0) <= runtime.clock.now():
        raise expired_assertion(runtime)
    audience = str(claims.get("aud", ""))
    if f"/{directory.tenant_id}/" not in audience or not audience.startswith("https://login.microsoftonline.com/"):
        raise bad_assertion(runtime, f"the audience '{audience}' is not this token endpoint")


def _certificates(directory: Directory, principal: Principal) -> list[x509.Certificate]:
    """The application's certificates with an RSA key, by which clients sign."""
    application = directory.application_of(principal)
    found = []
    for key in application.details.get("keyCredentials", []) if application else []:
        try:
            certificate = x509.load_der_x509_certificate(_decoded(str(key.get("key") or "")))
        except ValueError:
            continue
        if isinstance(certificate.public_key(), RSAPublicKey):
            found.append(certificate)
    return found


def _decoded(text: str) -> bytes:
    """Base64 with either alphabet, with or without its padding; nothing for what is none."""
    try:
        return base64.b64decode(text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4))
    except binascii.Error:
        return b""
