# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Workload identity federation: whether an identity trusts the assertion that was presented for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import jwt

from emulator.core.signing_keys import SigningKey
from emulator.services.entra.errors import (
    bad_assertion,
    expired_assertion,
    matching_but_for_case,
    multitenant_application,
    no_credentials,
    no_match,
)
from emulator.services.entra.model.applications import SINGLE_TENANT

if TYPE_CHECKING:
    from emulator.services.entra.model.directory import Directory
    from emulator.services.entra.model.principals import Principal


def issuer_key(directory: Directory, issuer: str) -> SigningKey | None:
    """The key that an issuer's OpenID configuration leads to; None when no such issuer can be reached."""
    if issuer == f"https://login.microsoftonline.com/{directory.tenant_id}/v2.0":
        return directory.runtime.keys["entra"]
    return directory.runtime.keys["vstoken"] if issuer.startswith("https://vstoken.dev.azure.com/") else None


def check_assertion(directory: Directory, principal: Principal, assertion: str) -> None:
    """Signature, whether there is any credential, then issuer, time, subject and audience, compared case-sensitively
    (docs/reference/entra.md#case-counts).

    A credential that the token service does not know yet matches nothing, in Entra's pages the 70021 family. Users were given
    700211, 700213 and, after a first credential, 70025 (dotnet-foundation/projects#503), and no source says when it is which:
    here nothing matches the subject.

    :raises EntraError: AADSTS50027, 700024, 70025, 700211, 700212, 700213, 7002138 or 70052.
    """
    try:
        issuer = str(jwt.decode(assertion, options={"verify_signature": False}).get("iss", ""))
        key = issuer_key(directory, issuer)
        claims = key.verified(assertion) if key else {}
    except jwt.PyJWTError as error:
        raise bad_assertion(directory.runtime, str(error)) from error
    now = directory.runtime.clock.now()
    configured = [one.known(now) or one for one in principal.federated_credentials.values()]
    if not configured:
        raise no_credentials(directory.runtime, principal.client_id, principal.display_name)
    by_issuer = [one for one in configured if one.issuer == issuer]
    if not by_issuer:
        if any(one.issuer.lower() == issuer.lower() for one in configured):
            raise matching_but_for_case(directory.runtime, "issuer", issuer)
        raise no_match(directory.runtime, "issuer", issuer)
    if key is None:
        raise bad_assertion(directory.runtime, f"the signing keys of {issuer} cannot be fetched")
    if claims.get("exp", 0) <= now:
        raise expired_assertion(directory.runtime)
    subject, audience = str(claims.get("sub", "")), str(claims.get("aud", ""))
    trusted = [one for one in by_issuer if one.known(now)]
    by_subject = [one for one in trusted if one.subject == subject]
    if not by_subject:
        if any(one.subject.lower() == subject.lower() for one in trusted):
            raise matching_but_for_case(directory.runtime, "subject", subject)
        raise no_match(directory.runtime, "subject", subject)
    if not any(audience in one.audiences for one in by_subject):
        raise no_match(directory.runtime, "audience", audience)
    application = directory.application_of(principal)
    if key is directory.runtime.keys["entra"] and application and application.sign_in_audience != SINGLE_TENANT:
        raise multitenant_application(directory.runtime)
