# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A push by REST: changes of whole files, written as commits (docs/reference/azure_devops.md#push-by-rest)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dulwich.objects import ObjectID

from emulator.services.azure_devops.errors import bad_request
from emulator.services.azure_devops.errors.git import no_such_item, path_exists, path_is_file
from emulator.services.azure_devops.model.git.store import FILE_MODE, ZERO, Author

if TYPE_CHECKING:
    from emulator.services.azure_devops.model.git.repositories import Repository

KINDS = {1: "add", 2: "edit", 8: "rename", 16: "delete", 10: "edit, rename"}
"""Change types as the JavaScript client writes them."""


def new_content(change: dict[str, Any]) -> bytes:
    """:raises DevOpsError: base64 that is none."""
    content = change.get("newContent") or {}
    text = str(content.get("content", ""))
    if str(content.get("contentType", "rawtext")).lower() not in ("base64encoded", "1"):
        return text.encode()
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise bad_request("The content of the change is not base64.") from error


def changed_tree(repository: Repository, parent: str | None, changes: list[dict[str, Any]]) -> dict[str, tuple[ObjectID, int]]:
    """The tree of `parent` after the changes.

    :raises DevOpsError: adding what is there, changing what is not, an unknown kind of change.
    """
    tree = repository.git.entries(parent) if parent else {}
    for change in changes:
        kind = change.get("changeType")
        kind = KINDS.get(kind, "") if isinstance(kind, int) else str(kind).lower()
        path = str((change.get("item") or {}).get("path", "")).strip("/")
        source = str(change.get("sourceServerItem") or path).strip("/") if "rename" in kind else path
        if not path:
            raise bad_request("A change names no item path.")
        if kind == "add":
            if path in tree:
                raise path_exists(f"/{path}")
            tree[path] = repository.git.write_blob(new_content(change)), FILE_MODE
            continue
        if source not in tree:
            raise no_such_item(f"/{source}", repository.name, str(parent))
        if kind == "edit":
            tree[path] = repository.git.write_blob(new_content(change)), tree[path][1]
        elif kind == "delete":
            del tree[path]
        elif "rename" in kind:
            blob, mode = tree.pop(source)
            tree[path] = (repository.git.write_blob(new_content(change)) if "newContent" in change else blob), mode
        else:
            raise bad_request(f"The change type '{change.get('changeType')}' is not known.")
    _refuse_clashes(tree)
    return tree


def _refuse_clashes(tree: Mapping[str, object]) -> None:
    """:raises DevOpsError: a file stands where another one has its folder."""
    for path in tree:
        parts = path.split("/")
        above = next((folder for n in range(1, len(parts)) if (folder := "/".join(parts[:n])) in tree), None)
        if above is not None:
            raise path_is_file(f"/{path}", f"/{above}")


def write_commits(repository: Repository, old: str, commits: list[dict[str, Any]], author: Author) -> list[str]:
    """The ids of the new commits, the first on top of `old`; nothing points to them yet.

    :raises DevOpsError: as `changed_tree`.
    """
    parent = None if old == ZERO else old
    written: list[str] = []
    for commit in commits:
        tree = changed_tree(repository, parent, commit.get("changes") or [])
        parent = repository.git.write_commit((parent,) if parent else (), tree, str(commit.get("comment") or ""), author)
        written.append(parent)
    return written
