# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Metadata of a tenant's sign-in service, asked once a playbook run.

MSAL asks for it before the first token of each process, and keeps it in the process only.
"""

from __future__ import annotations

import pathlib
import typing as t

from .answer import Answer
from .run_files import path_of, shared_folder, write_whole

SUFFIX = "/.well-known/openid-configuration"


class OpenIdMetadata:
    """Answers to requests for the metadata."""

    def __init__(self, run_directory: str | None) -> None:
        self._folder = shared_folder(run_directory)

    def recall(self, request: t.Any) -> Answer | None:
        """The answer; None when the request is another, or this run has not asked yet."""
        path = self._path(request.url) if request.method == "GET" else None
        try:
            return Answer(200, {"Content-Type": "application/json"}, path.read_bytes()) if path else None
        except OSError:
            return None

    def keep(self, response: t.Any) -> None:
        """Tells the tasks that come, where the address is that of metadata."""
        path = self._path(response.url) if response.status_code == 200 else None
        if path:
            write_whole(path, response.content)

    def _path(self, url: str) -> pathlib.Path | None:
        return path_of(self._folder, "metadata", (url,)) if url.partition("?")[0].endswith(SUFFIX) else None
