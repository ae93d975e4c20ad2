# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in as an application: with a secret, or with a federated token from a file."""

from __future__ import annotations

import re
import typing as t

from ..errors import UsageError
from ..sdk import required
from .clouds import CloudEndpoints
from .request_settings import RequestSettings
from .sources import Source
from .way import Incomplete, Way

with required("azure-identity"):
    from azure.identity import ClientSecretCredential, WorkloadIdentityCredential


def application(source: Source, cloud: CloudEndpoints, requests: RequestSettings) -> Way:
    """The application that the source names.

    :raises Incomplete: naming what the source lacks.
    :raises UsageError: tenant is no tenant.
    """
    settings, names = source.settings, source.names
    client_id, tenant, secret, token_file = (
        settings.get(option) or "" for option in ("client_id", "tenant", "secret", "oidc_token_file_path")
    )
    lacking = [names[option] for option in ("client_id", "tenant") if not settings.get(option)]
    if not (secret or token_file):
        lacking.append(" or ".join(names[option] for option in ("secret", "oidc_token_file_path") if option in names))
    if lacking:
        raise Incomplete(f"{source.described} gave no {', no '.join(lacking)}")
    check_tenant(tenant)
    who, proof = {"tenant_id": tenant, "client_id": client_id, "authority": cloud.authority}, secret or token_file
    credential: t.Any
    if secret:
        credential = ClientSecretCredential(**who, client_secret=secret, **requests.of_sign_in)
        means = f"a secret from {source.described}"
    else:
        credential = WorkloadIdentityCredential(**who, token_file_path=token_file, **requests.of_sign_in)
        means = f"the federated token in {token_file}, from {source.described}"
    described = f"application {client_id} of tenant {tenant} with {means}"
    return Way(described, credential, (*who.values(), proof), lambda: settings.get("subscription_id"))


def check_tenant(tenant: str) -> None:
    """:raises UsageError: azure-identity would take it for no tenant id or domain."""
    if tenant and not re.fullmatch(r"[A-Za-z0-9.-]+", tenant):
        raise UsageError(f"tenant is {tenant!r}, which is no tenant's id or domain.", "Write the tenant's GUID.")
