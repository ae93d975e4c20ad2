# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploads to the build's file container, as `##vso[artifact.upload]` asks for them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from emulator.agent.context import StepContext


class ArtifactRefused(Exception):
    """The command names no artifact, or nothing that could be uploaded."""


def upload(name: str, location: str, context: StepContext) -> None:
    """Uploads a file or all files of a folder.

    :raises ArtifactRefused:
    """
    if not name:
        raise ArtifactRefused("Artifact Name is required.")
    if re.search(r'[\\/":<>|*?]', name):
        raise ArtifactRefused(
            f"Artifact name is not valid: {name}. It cannot contain '\\', /', \"', ':', '<', '>', '|', '*', and '?'"
        )
    if not location:
        raise ArtifactRefused("Artifact location is required.")
    source = context.workspace.rooted(location)
    if not source.exists():
        raise ArtifactRefused(f"Path does not exist: {location}")
    if not context.workspace.holds(source):
        raise ArtifactRefused(f"{location} is not in the job's folder, and the local Azure uploads nothing else.")
    files = contents(source)
    if not files:
        context.warning(f"Directory '{source}' is empty. Nothing will be added to build artifact '{name}'.")
        return
    context.section("Async Command Start: Upload Artifact")
    context.log(f"Uploading {len(files)} files")
    context.shared.reporter.upload_artifact(name, files)
    context.log("File upload succeed.")
    context.log(f"Upload '{source}' to file container: '#/{context.shared.job.container_id}/{name}'")
    context.section("Async Command End: Upload Artifact")


def contents(source: Path) -> dict[str, bytes]:
    """Bytes by path relative to the source; a single file goes by its name."""
    if source.is_file():
        return {source.name: source.read_bytes()}
    return {path.relative_to(source).as_posix(): path.read_bytes() for path in sorted(source.rglob("*")) if path.is_file()}
