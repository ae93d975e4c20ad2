# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files and folders of a repository by REST."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from dulwich.objects import ObjectID

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.errors import bad_argument
from emulator.services.azure_devops.errors.git import no_such_item
from emulator.services.azure_devops.model.addresses import apis
from emulator.services.azure_devops.model.git.repositories import Repository
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.router import flag, listing, wants
from emulator.services.azure_devops.routes.file_trees import with_folders, zipped
from emulator.services.azure_devops.routes.git.repositories import REPOSITORY, both, repository
from emulator.services.azure_devops.routes.git.version_descriptor import Version, version
from emulator.services.azure_devops.views.repositories import item_json

FORMATS = {"application/json": "json", "application/zip": "zip", "text/plain": "text"}
"""Media types that a client accepts; `$format` goes first (learn.microsoft.com, git/items/get)."""


def form(request: Request) -> str:
    """`json`, `zip`, `text`, or anything else for the bytes as they are."""
    accepted = next((name for media_type, name in FORMATS.items() if wants(request, media_type)), "octetstream")
    return request.query.get("$format", accepted).lower()


@dataclass(frozen=True)
class Tree:
    """Contents of a repository at a version."""

    repository: Repository
    commit: str
    version: Version

    @property
    def address(self) -> str:
        return f"{apis(self.repository.project_id)}/git/repositories/{self.repository.id}/items"

    @cached_property
    def _entries(self) -> dict[str, tuple[ObjectID, int]]:
        return self.repository.git.entries(self.commit)

    def below(self, path: str) -> list[str]:
        """Paths of the files there, or of that one file.

        :raises DevOpsError: 404.
        """
        found = [name for name in self._entries if not path or f"{name}/".startswith(f"{path}/")]
        if path and not found:
            raise no_such_item(f"/{path}", self.repository.name, self.commit)
        return found

    def content(self, path: str) -> bytes:
        """Content of a file that is there."""
        content: bytes = self.repository.git[self._entries[path][0]].as_raw_string()
        return content

    def item(self, path: str, url: str) -> dict[str, Any]:
        file = self._entries.get(path)
        object_id = file[0].decode() if file else self.repository.git.tree_id(self.commit, path)
        return item_json(f"/{path}", object_id, self.commit, f"{url}{self.version}", folder=file is None)


@both("GET", REPOSITORY + "/items")
@both("GET", REPOSITORY + "/items/{path:path}")
def get_items(request: Request, organization: Organization) -> Response:
    """`path` is about one file or folder, `scopePath` lists what is below one."""
    found, wanted = repository(request, organization), version(request, "versiondescriptor")
    tree = Tree(found, found.resolve(wanted.name, wanted.kind), wanted)
    one, levels = request.params.get("path") or request.query.get("path"), request.query.get("recursionlevel", "none").lower()
    if one and levels != "none":
        # Text and type key: PGielniak/azdo-pipeline-emulator, research/experiments/E09-rest.
        raise bad_argument(
            'Cannot specify a "recursionLevel" other than "None" when providing a single item "path". Use the "scopePath" query '
            "parameter filter instead to get a collection of items."
        )
    path = (one or request.query.get("scopepath") or "/").strip("/")
    files = tree.below(path)
    if form(request) == "zip":
        return zip_reply({path.rpartition("/")[2] if name == path else name: tree.content(name) for name in files})
    if path in files and form(request) != "json":
        return file_reply(request, tree.content(path))
    item = tree.item(path, f"{tree.address}?path={quote('/' + path, safe='')}&")
    if path in files and flag(request, "includecontent"):
        item["content"] = tree.content(path).decode(errors="replace")
    if one:
        return Response(body=item)
    inner = [] if levels == "none" else paths_below(path, files, levels == "full")
    # Each under the project in the words of whoever asks, and with two slashes, as public answers show.
    address = f"{request.url.partition('/git/repositories/')[0]}/git/repositories/{found.id}/items"
    return listing([item, *(tree.item(name, f"{address}//{quote(name)}?") for name in inner)])


def paths_below(path: str, files: Iterable[str], all_levels: bool) -> list[str]:
    """Files and folders, sorted."""
    prefix = f"{path}/" if path else ""
    inner = [name.removeprefix(prefix) for name in files if name != path]
    return [prefix + name for name in with_folders(inner) if all_levels or "/" not in name]


def file_reply(request: Request, content: bytes) -> Response:
    kind = "text/plain; charset=utf-8" if form(request) == "text" else "application/octet-stream"
    return Response(body=content, headers={"content-type": kind})


def zip_reply(files: dict[str, bytes]) -> Response:
    return Response(body=zipped(files), headers={"content-type": "application/zip"})
