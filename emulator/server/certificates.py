# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's own certificate authority, fresh at every start."""

from __future__ import annotations

import ssl
from functools import lru_cache

import trustme


class CertificateAuthority:
    """Issues one certificate per host name that a client tunnels to."""

    def __init__(self) -> None:
        self._authority = trustme.CA(organization_name="vaultpipe local Azure (not for real secrets)")
        self.context_for = lru_cache(maxsize=None)(self._issue)

    @property
    def pem(self) -> bytes:
        return self._authority.cert_pem.bytes()

    def _issue(self, host: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(host).configure_cert(context)
        return context
