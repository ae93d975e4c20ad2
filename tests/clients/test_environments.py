# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client is installed once, and again as soon as anything else is wanted of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.clients import environments


def test_what_was_asked_for_is_what_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environments, "ROOT", tmp_path)
    done: list[str] = []

    def get(packages: tuple[str, ...], overrides: dict[str, str] | None, ends: bool = True) -> None:
        def install(folder: Path) -> None:
            folder.mkdir()
            done.append(f"{packages} {overrides}")
            if not ends:
                raise OSError("no network")

        environments.installed("client", {"packages": packages, "overrides": overrides}, install)

    get(("a", "b"), None)
    get(("a", "b"), None)
    assert len(done) == 1
    get(("a", "b"), {"c": "5"})
    get(("a", "b"), {"c": "6"})
    get(("a", "b"), {"c": "6"})
    assert len(done) == 3
    with pytest.raises(OSError, match="no network"):
        get(("a",), {"c": "6"}, ends=False)
    get(("a", "b"), {"c": "6"})
    assert len(done) == 5
