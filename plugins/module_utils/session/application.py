# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in as an application: with a secret, or with a federated token from a file."""

from __future__ import annotations

import os
import typing as t

from ..errors import UsageError
from ..sdk import required
from .clouds import CloudEndpoints
from .credential_settings import Source
from .request_settings import RequestSettings
from .sign_in_method import MissingSettings, SignInMethod
from .sign_in_options import check_tenant

with required("azure-identity"):
    from azure.identity import ClientSecretCredential, WorkloadIdentityCredential


def application(source: Source, cloud: CloudEndpoints, requests: RequestSettings) -> SignInMethod:
    """The application that the source names.

    :raises MissingSettings: naming what the source lacks.
    :raises UsageError: tenant is no tenant, or there is no such file.
    """
    settings, names = source.settings, source.names
    client_id, tenant, secret, token_file = (
        settings.get(option) or "" for option in ("client_id", "tenant", "secret", "oidc_token_file_path")
    )
    lacking = [names[option] for option in ("client_id", "tenant") if not settings.get(option)]
    if not (secret or token_file):
        lacking.append(" or ".join(names[option] for option in ("secret", "oidc_token_file_path") if option in names))
    if lacking:
        raise MissingSettings(f"{source.described} gave no {', no '.join(lacking)}")
    check_tenant(tenant)
    who, proof = {"tenant_id": tenant, "client_id": client_id, "authority": cloud.authority}, secret or token_file
    credential: t.Any
    if secret:
        credential = ClientSecretCredential(**who, client_secret=secret, **requests.of_sign_in(*cloud.authorities))
        means = f"a secret from {source.described}"
    else:
        _check_token_file(names["oidc_token_file_path"], token_file)
        credential = WorkloadIdentityCredential(**who, token_file_path=token_file, **requests.of_sign_in(*cloud.authorities))
        means = f"the federated token in {token_file}, from {source.described}"
    described = f"application {client_id} of tenant {tenant} with {means}"
    return SignInMethod(described, credential, (*who.values(), proof), lambda: settings.get("subscription_id"), secret)


def _check_token_file(name: str, path: str) -> None:
    if not os.path.isfile(path):
        raise UsageError(f"{name} is {path!r}, but there is no such file.", "Correct it, or have the token written there first.")
