# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metadata of a tenant's sign-in service, asked once a playbook run.

MSAL asks for it before the first token of each process, and keeps it in the process only.
"""

from __future__ import annotations

import pathlib

from .run_files import path_of, shared_folder, write_whole

SUFFIX = "/.well-known/openid-configuration"


class OpenIdMetadata:
    """Answers to requests for the metadata."""

    def __init__(self, run_directory: str | None) -> None:
        self._folder = shared_folder(run_directory)

    def recall(self, url: str) -> bytes | None:
        """The answer; None when the address is another, or this run has not asked yet."""
        path = self._path(url)
        try:
            return path.read_bytes() if path else None
        except OSError:
            return None

    def keep(self, url: str, answer: bytes) -> None:
        """Tells the tasks that come, where the address is that of metadata."""
        path = self._path(url)
        if path:
            write_whole(path, answer)

    def _path(self, url: str) -> pathlib.Path | None:
        return path_of(self._folder, "metadata", (url,)) if url.partition("?")[0].endswith(SUFFIX) else None
