# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Import of another repository's contents into an empty one, with marks that tell it was ours
(docs/reference/azure_devops.md#import)."""

from __future__ import annotations

import re
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.git_repository import GitRepository
from ...errors import UsageError, VaultpipeError
from ...known_after_apply import is_unknown
from .marks import CREATED, FILLED, IMPORT, RepositoryMarks


def check_import_url(url: str | None) -> None:
    """:raises UsageError: it is no address that anybody may clone from."""
    if url is not None and not is_unknown(url) and not re.fullmatch(r"https?://[^/@\s]+/[^@?#\s]*", url):
        # Not shown: it may hold a password.
        raise UsageError(
            "import_url is no address of a public Git repository: it begins with https:// and has no user, password, query "
            "or fragment.",
            "Write it as https://HOST/PATH.",
        )


class RepositoryImport:
    """Fills one repository, and keeps what the import brought."""

    def __init__(self, git: GitRepository, marks: RepositoryMarks, repository: Json) -> None:
        self._git, self._marks, self._repository = git, marks, repository

    def mark(self) -> None:
        """Marks a repository that was there, empty, as filled by us."""
        if not self._marks.of(self._repository):
            self._marks.fill(self._repository)

    def run(self, url: str, timeout: float, was_filled: t.Callable[[], bool]) -> None:
        """Imports. Another import, such as that of the play's other host, may be quicker: its contents are as good.

        :param was_filled: looks whether the repository has contents after all, when the import has failed.
        """
        try:
            self._git.import_from(url, timeout)
        except VaultpipeError:
            if not was_filled():
                raise

    def note(self) -> None:
        """Keeps what the import brought, where the repository is ours or was filled by us."""
        if self._marks.of(self._repository) in (CREATED, FILLED):
            self._marks.note_import(self._repository, self._git.refs())

    def was_stopped(self) -> bool:
        """Tells whether an import of ours began and what it brought was not kept."""
        return self._repository["id"] + IMPORT in self._marks.all()
