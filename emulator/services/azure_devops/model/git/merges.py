# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Merge commits of pull requests, which the service keeps as `refs/pull/N/merge`
(docs/reference/azure_devops.md#pull-request-merge)."""

from __future__ import annotations

from dulwich.graph import find_merge_base
from dulwich.objects import ObjectID

from emulator.services.azure_devops.model.git.store import Author, GitStore


def merge(git: GitStore, target: str, source: str, message: str, author: Author) -> str | None:
    """The id of a new commit that merges whole files; None where both sides changed the same one.

    The service also merges inside a file; a pull request that needs this has no merge ref here.
    """
    bases = find_merge_base(git, [ObjectID(target.encode()), ObjectID(source.encode())])
    base = git.entries(bases[0].decode()) if bases else {}
    ours, theirs = git.entries(target), git.entries(source)
    merged = {}
    for path in sorted({*base, *ours, *theirs}):
        was, our, their = base.get(path), ours.get(path), theirs.get(path)
        if was not in (our, their) and our != their:
            return None
        kept = their if our == was else our
        if kept is not None:
            merged[path] = kept
    return git.write_commit((target, source), merged, message, author)
