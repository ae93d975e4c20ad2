# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Folders of pipelines (docs/reference/azure_devops.md#folders)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from emulator.services.azure_devops.errors import DevOpsError, not_found
from emulator.services.azure_devops.model.pipelines.definitions import Definitions, folder_path

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.projects.projects import Project
    from emulator.services.entra.model.principals import Principal


@dataclass
class Folder:
    path: str
    created_at: float
    created_by: Principal | None = None
    description: str | None = None
    changed_at: float | None = None
    changed_by: Principal | None = None


class Folders:
    """Folders keyed by project, then by lower-case path; the root is always there."""

    def __init__(self, runtime: Runtime, definitions: Definitions) -> None:
        self.runtime, self.definitions = runtime, definitions
        self._folders: dict[str, dict[str, Folder]] = {}

    def of(self, project: Project) -> list[Folder]:
        own = self._folders.setdefault(project.id, {"\\": Folder("\\", project.updated_at)})
        return sorted(own.values(), key=lambda folder: folder.path.lower())

    def below(self, project: Project, path: str) -> list[Folder]:
        start = folder_path(path).lower().rstrip("\\") + "\\"
        return [one for one in self.of(project) if (one.path.lower().rstrip("\\") + "\\").startswith(start)]

    def create(self, project: Project, path: str, description: str | None, creator: Principal) -> Folder:
        """Creates a folder with the folders above it.

        :raises DevOpsError: it exists.
        """
        self.of(project)
        own, path = self._folders[project.id], folder_path(path)
        if path.lower() in own:
            raise DevOpsError(409, "FolderExistsException", f"Folder {path} already exists.")
        parts = path.strip("\\").split("\\")
        for end in range(1, len(parts)):
            above = folder_path("\\".join(parts[:end]))
            own.setdefault(above.lower(), Folder(above, self.runtime.clock.now(), creator))
        own[path.lower()] = Folder(path, self.runtime.clock.now(), creator, description)
        return own[path.lower()]

    def _get(self, project: Project, path: str) -> Folder:
        """:raises DevOpsError: 404."""
        found = next((one for one in self.of(project) if one.path.lower() == folder_path(path).lower()), None)
        if found is None:
            raise not_found(f"The folder {folder_path(path)}")
        return found

    def move(self, project: Project, path: str, to: str, description: str | None, editor: Principal) -> Folder:
        """:raises DevOpsError: it does not exist, or the new path is taken."""
        folder = self._get(project, path)
        own = self._folders[project.id]
        del own[folder.path.lower()]
        moved = self.create(project, to, description or folder.description, folder.created_by or editor)
        moved.created_at = folder.created_at
        moved.changed_at, moved.changed_by = self.runtime.clock.now(), editor
        for definition in self.definitions.of(project):
            if definition.folder.lower() == folder.path.lower():
                definition.folder = moved.path
        return moved

    def delete(self, project: Project, path: str) -> None:
        """Deletes a folder with the folders and pipelines in it.

        :raises DevOpsError: it does not exist.
        """
        self._get(project, path)
        gone = {one.path.lower() for one in self.below(project, path)}
        for name in gone:
            del self._folders[project.id][name]
        for definition in self.definitions.of(project):
            if definition.folder.lower() in gone:
                self.definitions.delete(definition)
