# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection as users get it: the tarball that `ansible-galaxy collection build` makes."""

from __future__ import annotations

import subprocess
import sys
import tarfile
from pathlib import Path

COLLECTION = Path(__file__).resolve().parents[3]


def build(folder: Path) -> Path:
    """Build the tarball into `folder` and return its path."""
    galaxy = str(Path(sys.executable).with_name("ansible-galaxy"))
    subprocess.run([galaxy, "collection", "build", "--output-path", str(folder), str(COLLECTION)], check=True)
    (tarball,) = folder.glob("vaultpipe-azure-*.tar.gz")
    return tarball


def unpack(tarball: Path, folder: Path) -> Path:
    """Unpack as ansible-test wants it, below `ansible_collections`, and return the collection's folder."""
    collection = folder / "ansible_collections/vaultpipe/azure"
    collection.mkdir(parents=True)
    with tarfile.open(tarball) as archive:
        # The filter came with Python 3.11.4.
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
        archive.extractall(collection)  # noqa: S202 - our own archive
    return collection
