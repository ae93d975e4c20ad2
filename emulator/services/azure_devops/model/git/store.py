# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real git objects in memory, and the few things that the REST API does with them."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dulwich.index import commit_tree
from dulwich.object_store import MemoryObjectStore, tree_lookup_path
from dulwich.objects import Blob, Commit, ObjectID, ShaFile, Tag
from dulwich.refs import Ref
from dulwich.repo import MemoryRepo
from dulwich.walk import Walker

ZERO = "0" * 40
FULL_ID = re.compile("[0-9a-f]{40}")
HEADS, PULL = "refs/heads/", "refs/pull/"
FILE_MODE = 0o100644


class SizedStore(MemoryObjectStore):
    """dulwich's object store, which knows its size without looking at each object: every answer about a repository tells it."""

    size = 0
    """Bytes of everything stored."""

    def add_object(self, obj: ShaFile) -> None:
        if obj.id not in self:
            self.size += obj.raw_length()
        super().add_object(obj)


class GitStore(MemoryRepo):
    """dulwich's repository."""

    object_store: SizedStore

    def __init__(self) -> None:
        super().__init__()
        self.object_store = SizedStore()

    # -- in a snapshot --------------------------------------------------------------------------------------------

    def plain(self) -> dict[str, Any]:
        """Objects and refs as JSON can hold them."""
        objects = [self.object_store[sha] for sha in self.object_store]
        refs = [(name, self.refs.read_ref(name) or b"") for name in sorted(self.refs.allkeys())]
        return {
            "objects": [[one.type_num, base64.b64encode(one.as_raw_string()).decode()] for one in objects],
            "refs": [[name.decode(errors="surrogateescape"), value.decode()] for name, value in refs],
        }

    @classmethod
    def of(cls, plain: dict[str, Any]) -> GitStore:
        """A store from what a snapshot keeps of it."""
        store = cls()
        for type_number, raw in plain["objects"]:
            store.object_store.add_object(ShaFile.from_raw_string(type_number, base64.b64decode(raw, validate=True)))
        for name, value in plain["refs"]:
            ref = Ref(name.encode(errors="surrogateescape"))
            if value.startswith("ref: "):
                store.refs.set_symbolic_ref(ref, Ref(value.removeprefix("ref: ").encode()))
            else:
                store.refs[ref] = ObjectID(value.encode())
        return store

    # -- branches -------------------------------------------------------------------------------------------------

    def branches(self) -> dict[str, str]:
        """Every ref by full name, tags included, HEAD not."""
        names = sorted(name for name in self.refs.allkeys() if name.startswith(b"refs/"))
        return {name.decode(): self.refs[name].decode() for name in names}

    def point(self, name: str, commit: str) -> None:
        """Sets a ref; the zero id removes it."""
        if commit == ZERO:
            self.refs.remove_if_equals(Ref(name.encode()), None)
        else:
            self.refs[Ref(name.encode())] = ObjectID(commit.encode())

    def point_head(self, name: str) -> None:
        """Sets the branch that a clone checks out."""
        self.refs.set_symbolic_ref(Ref(b"HEAD"), Ref(name.encode()))

    def peeled(self, object_id: str) -> str:
        """The commit that an annotated tag points to; any other object is itself."""
        found = self[object_id.encode()]
        return self.peeled(found.object[1].decode()) if isinstance(found, Tag) else object_id

    def has(self, commit_id: str) -> bool:
        """Says whether that is the full id of a commit here."""
        known = bool(FULL_ID.fullmatch(commit_id)) and ObjectID(commit_id.encode()) in self.object_store
        return known and isinstance(self[commit_id.encode()], Commit)

    # -- contents -------------------------------------------------------------------------------------------------

    def commit(self, commit_id: str) -> Commit:
        """:raises KeyError: no such commit."""
        found = self[commit_id.encode()]
        if not isinstance(found, Commit):
            raise KeyError(commit_id)
        return found

    def entries(self, commit_id: str) -> dict[str, tuple[ObjectID, int]]:
        """Path -> (blob id, mode) of a commit's whole tree."""
        found = self.object_store.iter_tree_contents(self.commit(commit_id).tree)
        return {entry.path.decode(): (entry.sha, entry.mode) for entry in found}

    def tree_id(self, commit_id: str, path: str) -> str:
        """The tree id of a folder; the empty path is the whole tree."""
        tree = self.commit(commit_id).tree
        found = tree_lookup_path(self.object_store.__getitem__, tree, path.encode())[1] if path else tree
        return str(found.decode())

    def file(self, commit_id: str, path: str) -> bytes | None:
        """None where there is no file."""
        found = self.entries(commit_id).get(path)
        return self[found[0]].as_raw_string() if found else None

    def files(self, commit_id: str) -> dict[str, bytes]:
        return {path: self[sha].as_raw_string() for path, (sha, _mode) in self.entries(commit_id).items()}

    def history(self, commit_id: str, path: str = "") -> Iterator[Commit]:
        """Newest first; those that touched the path, if one is given."""
        paths = [path.strip("/").encode()] if path.strip("/") else None
        for entry in Walker(self.object_store, [ObjectID(commit_id.encode())], paths=paths):
            yield entry.commit

    def size(self) -> int:
        """Bytes of everything stored."""
        return self.object_store.size

    # -- writing --------------------------------------------------------------------------------------------------

    def write_commit(
        self, parents: tuple[str, ...], contents: dict[str, tuple[ObjectID, int]], message: str, author: Author
    ) -> str:
        """A new commit with this whole tree; its id."""
        commit = Commit()
        commit.tree = commit_tree(self.object_store, [(path.encode(), *entry) for path, entry in contents.items()])
        commit.parents = [ObjectID(parent.encode()) for parent in parents]
        commit.author = commit.committer = f"{author.name} <{author.email}>".encode()
        commit.author_time = commit.commit_time = int(author.moment)
        commit.author_timezone = commit.commit_timezone = 0
        commit.encoding = b"UTF-8"
        commit.message = message.encode()
        self.object_store.add_object(commit)
        return str(commit.id.decode())

    def write_blob(self, content: bytes) -> ObjectID:
        blob = Blob.from_string(content)
        self.object_store.add_object(blob)
        return blob.id

    def copy_from(self, other: GitStore) -> None:
        """Takes over everything of another repository."""
        for sha in other.object_store:
            self.object_store.add_object(other.object_store[sha])
        for name, commit in other.branches().items():
            if not name.startswith(PULL):
                self.point(name, commit)


@dataclass(frozen=True)
class Author:
    name: str
    email: str
    moment: float
