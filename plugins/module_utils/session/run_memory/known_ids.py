# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids that a playbook run has learned, shared by its tasks: a thing keeps its id as long as it lives.

Only ids, never what anybody can change, and never that something is not there.
"""

from __future__ import annotations

import contextlib
import json
import pathlib
import typing as t

from .run_files import path_of, shared_folder, write_whole

Ids = dict[str, t.Any]
"""Ids of a thing, and its name as the service writes it."""


class KnownIds:
    """Ids by what people call the thing. A client forgets them all when it changes or removes what has them."""

    def __init__(self, run_directory: str | None) -> None:
        self._folder = shared_folder(run_directory)

    def recall(self, kind: str, *name: str) -> Ids | None:
        """The ids; None when this run has not learned them."""
        path = self._path(kind, name)
        try:
            return t.cast(Ids, json.loads(path.read_bytes())) if path else None
        except (OSError, ValueError):
            return None

    def keep(self, ids: Ids, kind: str, *name: str) -> None:
        """Tells the tasks that come."""
        path = self._path(kind, name)
        if path:
            write_whole(path, json.dumps(ids).encode())

    def forget(self, *kinds: str) -> None:
        """All ids of these kinds."""
        for kind in kinds if self._folder else ():
            for path in pathlib.Path(str(self._folder)).glob(f"vaultpipe-{kind}-*"):
                with contextlib.suppress(OSError):
                    path.unlink()

    def _path(self, kind: str, name: t.Iterable[str]) -> pathlib.Path | None:
        return path_of(self._folder, kind, (part.casefold() for part in name))
