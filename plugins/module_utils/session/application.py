# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in as an application: with a secret, a certificate, or a federated token from a file."""

from __future__ import annotations

import functools
import hashlib
import pathlib
import typing as t

from ..errors import UsageError
from ..sdk import required
from .clouds import CloudEndpoints
from .credential_settings import Source
from .request_settings import RequestSettings
from .sign_in_method import MissingSettings, SignInMethod
from .sign_in_options import check_tenant

with required("azure-identity"):
    from azure.identity import CertificateCredential, ClientAssertionCredential, ClientSecretCredential

PROOFS = ("secret", "oidc_token_file_path", "certificate_path")
SETTINGS = ("client_id", "tenant", *PROOFS)


def application(source: Source, cloud: CloudEndpoints, requests: RequestSettings) -> SignInMethod:
    """The application that the source names.

    :raises MissingSettings: naming what the source lacks.
    :raises UsageError: tenant is no tenant, or there is no such file.
    """
    settings, names = source.settings, source.names
    client_id, tenant, secret, token_file, certificate = (settings.get(option) or "" for option in SETTINGS)
    if missing := lacking(source):
        raise MissingSettings(f"{source.described} gave no {', no '.join(missing)}")
    check_tenant(tenant)
    who, proof = {"tenant_id": tenant, "client_id": client_id, "authority": cloud.authority}, secret or token_file
    hidden = secret
    credential: t.Any
    if secret:
        credential = ClientSecretCredential(**who, client_secret=secret, **requests.of_sign_in(*cloud.authorities))
        means = f"a secret from {source.described}"
    elif certificate:
        hidden = settings.get("certificate_password") or ""
        content = _content(names["certificate_path"], certificate)
        proof = hashlib.sha256(content).hexdigest()
        credential = _by_certificate(certificate, content, hidden, names, **who, **requests.of_sign_in(*cloud.authorities))
        means = f"the certificate in {certificate}, from {source.described}"
    else:
        read = functools.partial(_federated_token, names["oidc_token_file_path"], token_file)
        read()
        credential = ClientAssertionCredential(**who, func=read, **requests.of_sign_in(*cloud.authorities))
        means = f"the federated token in {token_file}, from {source.described}"
    described = f"application {client_id} of tenant {tenant} with {means}"
    return SignInMethod(described, credential, (*who.values(), proof), lambda: settings.get("subscription_id"), hidden)


def _content(name: str, path: str) -> bytes:
    """:raises UsageError: the file cannot be read."""
    try:
        return pathlib.Path(path).read_bytes()
    except OSError as error:
        raise UsageError(
            f"{name} is {path!r}, but it cannot be read ({error.strerror}).", "Correct it, or let this user read the file."
        ) from None


def _by_certificate(path: str, content: bytes, password: str, names: t.Mapping[str, str], **how: t.Any) -> t.Any:
    """:raises UsageError: the file is no certificate with its key, or the password does not open it; the library's own text
    might tell of its content."""
    try:
        return CertificateCredential(certificate_data=content, password=password or None, **how)
    except (ValueError, TypeError):
        raise UsageError(
            f"{names['certificate_path']} is {path!r}, which is not a certificate with its RSA key in PEM or PKCS12 format, or "
            f"{names['certificate_password']} does not open it.",
            f"Correct the file or {names['certificate_password']}.",
        ) from None


def lacking(source: Source) -> list[str]:
    """Names of the settings that an application needs and the source does not have."""
    settings, names = source.settings, source.names
    missing = [names[option] for option in ("client_id", "tenant") if not settings.get(option)]
    if not any(settings.get(option) for option in PROOFS):
        missing.append(" or ".join(names[option] for option in PROOFS if option in names))
    return missing


def _federated_token(name: str, path: str) -> str:
    """The token of the file, without the end of its line; read for each sign-in, since the file gets a new one now and then.

    :raises UsageError: there is no such file, it cannot be read, or it holds no token.
    """
    file = pathlib.Path(path)
    try:
        token, fault = (file.read_text("utf-8").strip(), "it is empty") if file.is_file() else ("", "there is no such file")
    except (OSError, ValueError) as error:
        token, fault = "", f"it cannot be read ({error.strerror if isinstance(error, OSError) else 'it is no text'})"
    if token:
        return token
    raise UsageError(f"{name} is {path!r}, but {fault}.", "Correct it, or have the token written there first.")
