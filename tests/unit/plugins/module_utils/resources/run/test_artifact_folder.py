# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unpacking an artifact: private files, nothing outside the folder, nothing written that is there already."""

from __future__ import annotations

import contextlib
import io
import os
import random
import resource
import stat
import zipfile
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import UsageError, VaultpipeError
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.run.artifact_folder import (
    MOST_FILES,
    UNFINISHED,
    ArtifactFolder,
    unpacked,
)


def zipped(*entries: str | zipfile.ZipInfo) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for entry in entries:
            archive.writestr(entry, b"content")
    return packed.getvalue()


def test_the_top_folder_is_kept_or_added() -> None:
    assert set(unpacked(zipped("drop/", "drop/a.txt", "drop/sub/b.txt"), "drop")) == {"drop/a.txt", "drop/sub/b.txt"}
    assert set(unpacked(zipped("a.txt"), "drop")) == {"drop/a.txt"}


@pytest.mark.parametrize("path", ["../out", "drop/../../out", "/etc/out", "drop\\..\\..\\out", "C:\\out", "\\out"])
def test_a_path_that_leads_out_is_refused(path: str) -> None:
    with pytest.raises(VaultpipeError, match="leave the folder"):
        unpacked(zipped("drop/fine.txt", path), "drop")


def test_a_link_is_refused() -> None:
    link = zipfile.ZipInfo("drop/link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with pytest.raises(VaultpipeError, match="drop/link"):
        unpacked(zipped(link), "drop")


def test_what_is_no_zip_file_is_refused() -> None:
    with pytest.raises(VaultpipeError, match="readable zip file"):
        unpacked(b"<html>sign in</html>", "drop")


@pytest.mark.parametrize("path", [".", "a/.."])
def test_a_path_of_no_file_is_refused(path: str) -> None:
    with pytest.raises(VaultpipeError, match="leave the folder"):
        unpacked(zipped(path), "drop")


def test_no_damage_is_an_unforeseen_error() -> None:
    numbers, packed = random.Random(4), io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("drop/a", bytes(numbers.randrange(40) for _byte in range(3000)))
    refused = []
    for _turn in range(1500):
        damaged = bytearray(packed.getvalue())
        damaged[numbers.randrange(len(damaged))] = numbers.randrange(256)
        with contextlib.suppress(VaultpipeError):
            unpacked(bytes(damaged[: numbers.choice([len(damaged), numbers.randrange(len(damaged))])]), "drop")
            continue
        refused.append(bytes(damaged))
    assert len(refused) > 500


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_methods_of_packing_are_refused(method: int) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("a", b"content")
    with pytest.raises(VaultpipeError, match="packed by the method"):
        unpacked(packed.getvalue(), "drop")


def test_more_than_the_limit_is_not_unpacked() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("drop/zeros", "w") as zeros:
        for _mebibyte in range(257):
            zeros.write(bytes(1 << 20))
    with pytest.raises(VaultpipeError, match=r"1 files of 257 MiB together.*at most 10000 files of 256 MiB"):
        unpacked(packed.getvalue(), "drop")
    # A size that is smaller than it is: what it says is what is read, and does not fit its checksum.
    told = packed.getvalue().replace((257 << 20).to_bytes(4, "little"), (1 << 20).to_bytes(4, "little"))
    with pytest.raises(VaultpipeError, match="CRC"):
        unpacked(told, "drop")


def test_more_files_than_the_limit_are_not_unpacked() -> None:
    with pytest.raises(VaultpipeError, match="10001 files"):
        unpacked(zipped(*(f"drop/{number}" for number in range(MOST_FILES + 1))), "drop")


def test_a_file_that_is_a_folder_too_is_refused() -> None:
    with pytest.raises(VaultpipeError, match="in a folder that is a file too"):
        unpacked(zipped("drop/a", "drop/a/b"), "drop")


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    """Ten bytes fit into a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        with pytest.raises(UsageError, match="cannot be written"):
            ArtifactFolder(str(tmp_path), "drop").write({"drop/secret.txt": b"the secret of the artifact"})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list((tmp_path / "drop").iterdir()) == []


def test_what_a_killed_task_has_left_goes(tmp_path: Path) -> None:
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / f"{UNFINISHED}x").write_bytes(b"the sec")
    ArtifactFolder(str(tmp_path), "drop").write({"drop/secret.txt": b"the secret"})
    assert os.listdir(tmp_path / "drop") == ["secret.txt"]


def test_files_are_private_and_only_written_when_they_differ(tmp_path: Path) -> None:
    folder, file = ArtifactFolder(str(tmp_path / "new"), "drop"), tmp_path / "new" / "drop" / "secret.txt"
    files = {"drop/secret.txt": b"one\n"}
    folder.write(files)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert folder.same(files) == ["drop/secret.txt"]
    before = file.stat()
    folder.write(files)
    assert (file.stat().st_ino, file.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    folder.write({"drop/secret.txt": b"two\n"})
    assert file.read_bytes() == b"two\n"
    assert os.listdir(file.parent) == ["secret.txt"]


def test_a_link_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    place = tmp_path / "place"
    place.mkdir()
    (place / "drop").symlink_to(outside)
    with pytest.raises(UsageError, match="leads out of artifact_dir"):
        ArtifactFolder(str(place), "drop").write({"drop/sub/secret.txt": b"one"})
    assert list(outside.iterdir()) == []


def test_a_link_in_place_of_a_file_is_replaced(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_bytes(b"mine")
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "secret.txt").symlink_to(outside)
    ArtifactFolder(str(tmp_path), "drop").write({"drop/secret.txt": b"one"})
    assert outside.read_bytes() == b"mine"
    assert (tmp_path / "drop" / "secret.txt").read_bytes() == b"one"
