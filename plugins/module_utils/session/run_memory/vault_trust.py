# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tenants that vaults trust, asked once a playbook run.

The vendor's client asks a vault for its tenant before the first request of each process, and keeps the answer in the process
only (docs/reference/key_vault.md#challenge). A vault that has moved to another tenant refuses the token with a new challenge.
"""

from __future__ import annotations

import pathlib
import typing as t
from urllib.parse import urlsplit

from .answer import Answer
from .run_files import path_of, shared_folder, write_whole

HEADER = "WWW-Authenticate"


class VaultTrust:
    """Answers to requests that bring no token, which only ask where to get one."""

    def __init__(self, run_directory: str | None) -> None:
        self._folder = shared_folder(run_directory)

    def recall(self, request: t.Any) -> Answer | None:
        """The vault's challenge; None when the request brings a token, or this run has not learned it yet."""
        if "Authorization" in request.headers:
            return None
        path = self._path(request.url)
        try:
            return Answer(401, {HEADER: path.read_text()}, b"") if path else None
        except (OSError, ValueError):
            return None

    def keep(self, response: t.Any) -> None:
        """Tells the tasks that come, unless it is about one token only, which is to prove more."""
        challenge = response.headers.get(HEADER, "") if response.status_code == 401 else ""
        if challenge and "claims=" not in challenge:
            self._write(response.url, challenge)

    def learn(self, vault_uri: str, authority: str, tenant: str, audience: str) -> None:
        """Tells the tasks that come what Azure Resource Manager says of a vault, unless the vault itself has said it."""
        path = self._path(vault_uri)
        if path and not path.exists():
            self._write(vault_uri, f'Bearer authorization="{authority}/{tenant}", resource="https://{audience}"')

    def _write(self, url: str, challenge: str) -> None:
        path = self._path(url)
        if path:
            write_whole(path, challenge.encode())

    def _path(self, url: str) -> pathlib.Path | None:
        return path_of(self._folder, "challenge", (urlsplit(url).netloc.casefold(),))
