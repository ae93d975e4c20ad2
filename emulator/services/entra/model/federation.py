# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workload identity federation: whether an identity trusts the assertion that was presented for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jwt

from emulator.services.entra.errors import (
    bad_assertion,
    expired_assertion,
    matching_but_for_case,
    multitenant_application,
    no_credentials,
    no_match,
)
from emulator.services.entra.model.applications import SINGLE_TENANT
from emulator.services.entra.model.keys import SigningKey

if TYPE_CHECKING:
    from emulator.cloud import Cloud
    from emulator.services.entra.model.directory import Principal


def issuer_key(cloud: Cloud, issuer: str) -> SigningKey | None:
    """The key that an issuer's OpenID configuration leads to; None when no such issuer can be reached."""
    if issuer == f"https://login.microsoftonline.com/{cloud.directory.tenant_id}/v2.0":
        return cloud.keys["entra"]
    return cloud.keys["vstoken"] if issuer.startswith("https://vstoken.dev.azure.com/") else None


def check_assertion(cloud: Cloud, principal: Principal, assertion: str) -> None:
    """Signature, whether there is any credential, then issuer, time, subject and audience, compared case-sensitively
    (docs/reference/entra.md#case-counts).

    A credential that the token service does not know yet matches nothing, in Entra's pages the 70021 family. Users were given
    700211, 700213 and, after a first credential, 70025 (dotnet-foundation/projects#503), and no source says when it is which:
    here nothing matches the subject.

    :raises EntraError: AADSTS50027, 700024, 70025, 700211, 700212, 700213, 7002138 or 70052.
    """
    try:
        issuer = str(jwt.decode(assertion, options={"verify_signature": False}).get("iss", ""))
        key = issuer_key(cloud, issuer)
        claims = key.verified(assertion) if key else {}
    except jwt.PyJWTError as error:
        raise bad_assertion(cloud, str(error)) from error
    now = cloud.clock.now()
    configured = [one.known(now) or one for one in principal.federated_credentials.values()]
    if not configured:
        raise no_credentials(cloud, principal)
    by_issuer = [one for one in configured if one.issuer == issuer]
    if not by_issuer:
        if any(one.issuer.lower() == issuer.lower() for one in configured):
            raise matching_but_for_case(cloud, "issuer", issuer)
        raise no_match(cloud, "issuer", issuer)
    if key is None:
        raise bad_assertion(cloud, f"the signing keys of {issuer} cannot be fetched")
    if claims.get("exp", 0) <= now:
        raise expired_assertion(cloud)
    subject, audience = str(claims.get("sub", "")), str(claims.get("aud", ""))
    trusted = [one for one in by_issuer if one.known(now)]
    by_subject = [one for one in trusted if one.subject == subject]
    if not by_subject:
        if any(one.subject.lower() == subject.lower() for one in trusted):
            raise matching_but_for_case(cloud, "subject", subject)
        raise no_match(cloud, "subject", subject)
    if not any(audience in one.audiences for one in by_subject):
        raise no_match(cloud, "audience", audience)
    application = cloud.directory.application_of(principal)
    if key is cloud.keys["entra"] and application and application.sign_in_audience != SINGLE_TENANT:
        raise multitenant_application(cloud)
