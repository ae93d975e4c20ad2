# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that a repository is to hold: what differs, and whether we may overwrite it."""

from __future__ import annotations

import hashlib
import typing as t

from ...clients.devops.git_repository import GitRepository
from ...errors import UsageError
from ..shared.ownership import PUSHED_BY, is_pushed_by_us


def checked_files(files: t.Mapping[str, t.Any]) -> dict[str, bytes]:
    """Contents of the files, by path without leading slash.

    :raises UsageError: a path or content that no repository can hold.
    """
    found: dict[str, bytes] = {}
    for given, content in files.items():
        path = str(given).strip("/")
        parts = path.split("/")
        if not path or "\\" in path or {"", ".", "..", ".git"} & set(parts):
            raise UsageError(
                f"files names the path {given!r}, but a path is names separated by '/', none empty, '.', '..' or '.git'.",
                "Write it as folder/file.yml.",
            )
        if not isinstance(content, str):
            raise UsageError(f"files has no text for {given!r}.", "Give the content as one string.")
        if path in found:
            raise UsageError(f"files names {path} twice.", "Name it once.")
        found[path] = content.encode()
    return found


def message_of(text: str | None, paths: t.Iterable[str]) -> str:
    """The commit message with our trailer."""
    return f"{(text or 'Update ' + ', '.join(sorted(paths))).strip()}\n\n{PUSHED_BY}"


def first_of(wanted: t.Iterable[str], git: GitRepository, branch: str) -> dict[str, t.Mapping[str, t.Any]]:
    """The first of the wanted files by its path, which tells the branch's commit as well; none when it is not there."""
    for path in wanted:
        found = git.newest_file(path, branch)
        return {path: found} if found else {}
    return {}


class FileSet:
    """The wanted files beside those of one commit; None is the state before the first commit."""

    def __init__(
        self,
        repository: GitRepository | None,
        commit: str | None,
        wanted: t.Mapping[str, bytes],
        known: t.Mapping[str, t.Mapping[str, t.Any]] | None = None,
    ) -> None:
        """:param known: files of that commit that have been read, by path."""
        self._repository, self._commit, self.wanted, self._known = repository, commit, wanted, known or {}
        self._found = {path: self._read(path) for path in wanted}

    def _read(self, path: str) -> t.Mapping[str, t.Any] | None:
        """:raises UsageError: the path is a folder there."""
        if self._repository is None or self._commit is None:
            return None
        found = self._known.get(path) or self._repository.file(path, self._commit)
        if found is not None and (found.get("isFolder") or "objectId" not in found):
            raise UsageError(
                f"files names {path}, but that is a folder in the repository {self._repository.name}.", "Choose another path."
            )
        return found

    def before(self) -> dict[str, str | None]:
        """Texts that the repository has at the wanted paths, for the diff."""
        return {path: str(found.get("content", "(not text)")) if found else None for path, found in self._found.items()}

    def differing(self) -> list[str]:
        return sorted(path for path, content in self.wanted.items() if self._id(path) != blob_id(content))

    def _id(self, path: str) -> str | None:
        found = self._found[path]
        return str(found["objectId"]) if found else None

    def changes(self) -> dict[str, tuple[str, bytes | None]]:
        """Changes to push, as `GitRepository.push` takes them."""
        return {path: ("edit" if self._found[path] else "add", self.wanted[path]) for path in self.differing()}

    def removals(self) -> dict[str, tuple[str, bytes | None]]:
        """Changes to push so that none of the paths is there."""
        return {path: ("delete", None) for path, found in self._found.items() if found}

    def foreign(self, paths: t.Iterable[str]) -> list[str]:
        """The paths that are there and were last written by somebody else."""
        if self._repository is None or self._commit is None:
            return []
        comments = {path: self._repository.last_comment(path, self._commit) for path in paths if self._found[path]}
        return [path for path, comment in comments.items() if not is_pushed_by_us(comment)]

    def refuse_foreign(self) -> None:
        """:raises UsageError: a file that is there and differs was last written by somebody else."""
        for path in self.foreign(self.differing()):
            raise UsageError(
                f"files names {path}, but the repository {self._repository.name if self._repository else ''} has another file "
                "there, which this module did not write, or which somebody changed since.",
                f"Choose another path, such as {_other(path)}, or set overwrite to true to replace it.",
            )


def blob_id(content: bytes) -> str:
    """Git's own id of a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _other(path: str) -> str:
    stem, dot, suffix = path.rpartition(".")
    return f"{stem}-1.{suffix}" if dot and stem else f"{path}-1"
