# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids that a run has learned: shared by its workers, forgotten by kind, and none without a folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.session.run_memory.known_ids import KnownIds

HERE = ("https://dev.azure.com/shop", "web")


def test_another_worker_recalls_what_one_has_learned(tmp_path: Path) -> None:
    KnownIds(str(tmp_path)).keep({"id": "7", "name": "Web"}, "project", *HERE)
    assert KnownIds(str(tmp_path)).recall("project", HERE[0], "WEB") == {"id": "7", "name": "Web"}
    assert KnownIds(str(tmp_path)).recall("repository", *HERE) is None
    assert KnownIds(str(tmp_path)).recall("project", "https://dev.azure.com/other", "web") is None


def test_a_kind_is_forgotten_as_a_whole(tmp_path: Path) -> None:
    known = KnownIds(str(tmp_path))
    for kind in ("project", "repository"):
        known.keep({"id": kind}, kind, *HERE)
    known.forget("project")
    assert known.recall("project", *HERE) is None
    assert known.recall("repository", *HERE) == {"id": "repository"}


@pytest.mark.parametrize("content", [b"", b"{", b"\xff"])
def test_a_file_that_cannot_be_read_is_as_none(tmp_path: Path, content: bytes) -> None:
    known = KnownIds(str(tmp_path))
    known.keep({"id": "7"}, "project", *HERE)
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert known.recall("project", *HERE) is None


def test_nothing_is_shared_without_a_folder_or_when_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nowhere = KnownIds(None)
    nowhere.keep({"id": "7"}, "project", *HERE)
    nowhere.forget("project")
    assert nowhere.recall("project", *HERE) is None
    monkeypatch.setenv("VAULTPIPE_TOKEN_CACHE", "off")
    KnownIds(str(tmp_path)).keep({"id": "7"}, "project", *HERE)
    assert list(tmp_path.iterdir()) == []
