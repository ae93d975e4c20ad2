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
FORBIDDEN = '/\\":<>|*?'


class RunArtifact:
    """The artifact that the options `artifact` and `artifact_dir` name. What has been downloaded once is not downloaded again."""

    def __init__(self, options: t.Mapping[str, t.Any], builds: BuildsClient) -> None:
        self.name: str | None = options.get("artifact")
        self._builds = builds
        folder = options.get("artifact_dir")
        self._folder = ArtifactFolder(folder, self.name) if folder and self.name else None
        self._found: dict[int, Json] = {}
        """The artifact by its run. That a run has none yet may change."""
        self._files: dict[int, dict[str, bytes]] = {}

    def validate(self) -> None:
        """:raises UsageError: the name cannot be an artifact's."""
        if self.name is not None and (self.name.strip() in ("", ".", "..") or any(sign in self.name for sign in FORBIDDEN)):
            raise UsageError(
                f"artifact is {self.name!r}, but an artifact's name is not empty and has none of {' '.join(FORBIDDEN)}.",
                "Correct the name.",
            )

    def is_there(self, build: Json) -> bool:
        """Tells whether the run has it, as far as one is asked for; artifacts go with time."""
        return not self.name or self._artifact(build) is not None

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

    def _artifact(self, build: Json) -> Json | None:
        if build["id"] not in self._found:
            artifact = self._builds.artifact(build, str(self.name))
            if artifact is None:
                return None
            self._found[build["id"]] = artifact
        return self._found[build["id"]]

    def _downloaded(self, build: Json) -> dict[str, bytes]:
        """:raises VaultpipeError: it is of a kind that comes another way."""
        if build["id"] not in self._files:
            name = str(self.name)
            kind = ((self._artifact(build) or {}).get("resource") or {}).get("type")
            if kind != CONTAINER:
                raise VaultpipeError(
                    f"The artifact {name} of the run {build['buildNumber']} is of the type {kind}, not {CONTAINER}.",
                    "Publish it with PublishBuildArtifacts@1 and publishLocation Container.",
                )
            self._files[build["id"]] = unpacked(self._builds.download(build, name), name)
        return self._files[build["id"]]
