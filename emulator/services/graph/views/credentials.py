# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates and passwords of an app registration as Graph shows them."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

from emulator.core.clock import iso
from emulator.services.entra.model.client_secrets import ClientSecret

LABELS = {NameOID.STATE_OR_PROVINCE_NAME: "S", NameOID.EMAIL_ADDRESS: "E"}
"""Short names of the directory that differ from those of RFC 4514."""


def subject_of(certificate: bytes) -> str | None:
    """The subject as the directory writes it: the most specific part first (docs/reference/graph.md#certificate-subject)."""
    try:
        subject = x509.load_der_x509_certificate(certificate).subject
    except ValueError:
        return None
    return ", ".join(part.rfc4514_string(LABELS) for part in reversed(list(subject)))


def key_view(key: dict[str, Any]) -> dict[str, Any]:
    """A certificate without its content, with its thumbprint, and its subject where no name was given."""
    shown = {name: value for name, value in key.items() if not name.startswith("@")}
    try:
        content = base64.b64decode(str(key.get("key")))
    except binascii.Error:
        thumbprint = subject = None
    else:
        thumbprint = hashlib.sha1(content, usedforsecurity=False).hexdigest().upper()
        subject = subject_of(content)
    return {"customKeyIdentifier": thumbprint, **shown, "displayName": key.get("displayName") or subject, "key": None}


def password_view(secret: ClientSecret, reveal: bool = False) -> dict[str, Any]:
    """`reveal` only in the answer that makes it."""
    return {
        "customKeyIdentifier": None,
        "displayName": secret.display_name,
        "endDateTime": iso(secret.ends_at, 0),
        "hint": secret.text[:3],
        "keyId": secret.key_id,
        "secretText": secret.text if reveal else None,
        "startDateTime": iso(secret.starts_at, 0),
    }
