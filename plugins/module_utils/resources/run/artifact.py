# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The artifact of a run that a task asks for, there and on this machine."""

from __future__ import annotations

import typing as t

from ...clients.devops.builds import BuildsClient
from ...clients.devops.client import Json
from ...engine.resource import State
from ...errors import UsageError, VaultpipeError
from .artifact_folder import ArtifactFolder, unpacked

CONTAINER = "Container"
ZIP = b"PK"
"""The first bytes of a zip file."""
FORBIDDEN = '/\\":<>|*?'


class RunArtifact:
    """The artifact that the options `artifact` and `artifact_dir` name. What has been downloaded once is not downloaded again."""

    def __init__(self, options: t.Mapping[str, t.Any], builds: BuildsClient) -> None:
        self.name: str | None = options.get("artifact")
        self._builds = builds
        folder = options.get("artifact_dir")
        self._folder = ArtifactFolder(folder, self.name) if folder and self.name else None
        self._files: dict[int, dict[str, bytes]] = {}
        """The artifact's files by its run. That a run has none yet may change."""

    def validate(self) -> None:
        """:raises UsageError: the name cannot be an artifact's."""
        if self.name is not None and (self.name.strip() in ("", ".", "..") or any(sign in self.name for sign in FORBIDDEN)):
            raise UsageError(
                f"artifact is {self.name!r}, but an artifact's name is not empty and has none of {' '.join(FORBIDDEN)}.",
                "Correct the name.",
            )

    def is_there(self, build: Json) -> bool:
        """Tells whether the run has it, as far as one is asked for; artifacts go with time."""
        if not self.name:
            return True
        found = self._builds.artifact(build, self.name) if self._folder is None else self._fetched(build)
        return found is not None

    def shown(self, files: t.Any) -> State | None:
        """`{"name", "path", "files"}`; path and files only where it is unpacked."""
        if not self.name:
            return None
        return {"name": self.name, "path": self._folder.path if self._folder else None, "files": files if self._folder else None}

    def here(self, build: Json) -> State | None:
        """With those files that are on this machine just as they are in the run's artifact."""
        return self.shown(self._folder.same(self._downloaded(build)) if self._folder else None)

    def whole(self, build: Json) -> State | None:
        """With all its files."""
        return self.shown(sorted(self._downloaded(build)) if self._folder else None)

    def unpack(self, build: Json) -> None:
        """Writes the files that are not here."""
        if self._folder:
            self._folder.write(self._downloaded(build))

    def _downloaded(self, build: Json) -> dict[str, bytes]:
        """:raises VaultpipeError: the run has it no more."""
        files = self._fetched(build)
        if files is None:
            raise VaultpipeError(f"The run {build['buildNumber']} has no artifact {self.name} any more.", "Run again.")
        return files

    def _fetched(self, build: Json) -> dict[str, bytes] | None:
        """The files; None when the run has no such artifact.

        :raises VaultpipeError: it is damaged, or of a kind that comes another way.
        """
        if build["id"] not in self._files:
            name = str(self.name)
            packed = self._builds.download(build, name)
            if packed is None:
                return None
            if not packed.startswith(ZIP):
                self._refuse_other_kinds(build, name)
            self._files[build["id"]] = unpacked(packed, name)
        return self._files[build["id"]]

    def _refuse_other_kinds(self, build: Json, name: str) -> None:
        kind = ((self._builds.artifact(build, name) or {}).get("resource") or {}).get("type")
        if kind != CONTAINER:
            raise VaultpipeError(
                f"The artifact {name} of the run {build['buildNumber']} is of the type {kind}, not {CONTAINER}.",
                "Publish it with PublishBuildArtifacts@1 and publishLocation Container.",
            )
