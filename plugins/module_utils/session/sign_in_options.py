# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules for the options of signing in, checked before any request and whether the way that is taken needs them or not."""

from __future__ import annotations

import os
import re
import typing as t

from ..errors import UsageError
from ..identifiers import check_guid
from .clouds import endpoints_of
from .credential_settings import check_certificate_mode
from .request_settings import request_settings

ORGANIZATION = r"[A-Za-z0-9][A-Za-z0-9-]*"
"""An organization's name; with any other sign its address could be that of another host."""


def check_sign_in(options: t.Mapping[str, t.Any]) -> None:
    """:raises UsageError: names the option, its value and its rule."""
    check_client_id(options.get("client_id") or "")
    check_tenant(options.get("tenant") or "")
    check_personal_access_token("personal_access_token", options.get("personal_access_token") or "")
    if options.get("organization"):
        organization_url(options["organization"])
    endpoints_of(options.get("cloud_environment"))
    check_certificate_mode("AZURE_CERT_VALIDATION_MODE", os.environ.get("AZURE_CERT_VALIDATION_MODE"))
    request_settings(options)


def check_client_id(client_id: str) -> None:
    """:raises UsageError: it is none that Entra gives."""
    check_guid("client_id", client_id or None, "Write the application (client) id, as the portal shows it.")


def check_tenant(tenant: str) -> None:
    """:raises UsageError: azure-identity would take it for no tenant id or domain."""
    if tenant and not re.fullmatch(r"[A-Za-z0-9.-]+", tenant):
        raise UsageError(f"tenant is {tenant!r}, which is not a valid tenant id or domain.", "Write the tenant's GUID.")


def check_personal_access_token(name: str, token: str) -> None:
    """:param name: of the option or variable that holds it.
    :raises UsageError: no request can carry it; the text does not show it."""
    if not re.fullmatch(r"[!-~]*", token):
        raise UsageError(
            f"{name} has a character that no personal access token has: only letters, digits and signs of ASCII.",
            "Copy it again, without blanks and line ends.",
        )


def organization_url(given: str) -> str:
    """Address of the organization of that name or address. :raises UsageError: it is neither."""
    if re.fullmatch(ORGANIZATION, given):
        return f"https://dev.azure.com/{given}"
    if not re.fullmatch(rf"https://(dev\.azure\.com/{ORGANIZATION}|{ORGANIZATION}\.visualstudio\.com)/?", given):
        raise UsageError(
            f"organization is {given!r}, which is not a valid organization name or address.",
            "Write its name, or https://dev.azure.com/NAME.",
        )
    return given.rstrip("/")
