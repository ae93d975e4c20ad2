# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates with their keys, as files: an application signs in with one, a host proves its name with one."""

from __future__ import annotations

import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import NameOID


class Certificate:
    """One for a week; `der` is what the application gets to know."""

    def __init__(self) -> None:
        self._key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "vaultpipe")])
        now = datetime.datetime.now(datetime.UTC)
        builder = x509.CertificateBuilder(name, name, self._key.public_key(), 1, now, now + datetime.timedelta(days=7))
        self._made = builder.sign(self._key, hashes.SHA256())
        self.der = self._made.public_bytes(Encoding.DER)

    def pem(self, path: Path, password: str = "") -> Path:
        encryption = BestAvailableEncryption(password.encode()) if password else NoEncryption()
        path.write_bytes(
            self._key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption) + self._made.public_bytes(Encoding.PEM)
        )
        return path

    def pkcs12(self, path: Path, password: str) -> Path:
        encryption = BestAvailableEncryption(password.encode())
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"vaultpipe", self._key, self._made, None, encryption))
        return path


def host_certificate(path: Path, name: str, shift: datetime.timedelta) -> Path:
    """Writes one that a host signed for its own name.

    :param shift: of its week, which otherwise begins a day ago.
    """
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = datetime.datetime.now(datetime.UTC) + shift - datetime.timedelta(days=1)
    builder = x509.CertificateBuilder(subject, subject, key.public_key(), 1, begins, begins + datetime.timedelta(days=7))
    made = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False).sign(key, hashes.SHA256())
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path
