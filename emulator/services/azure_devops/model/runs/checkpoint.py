# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checkpoint of a build, which waits until its resources are permitted (docs/reference/azure_devops.md#checkpoint)."""

from __future__ import annotations

from emulator.services.azure_devops.model.runs.builds import Build


def hold(build: Build, now: float) -> None:
    """Created, then waiting: not refused (docs/reference/azure_devops.md#checkpoint)."""
    if build.status == "inProgress":
        return
    build.status, build.started_at = "inProgress", now
    build.changed(now)
    for record in build.of_type("Checkpoint") + build.of_type("Checkpoint.Authorization"):
        record.state = "inProgress" if record.type == "Checkpoint" else "pending"
        record.started_at = record.changed_at = now


def release(build: Build, now: float) -> None:
    """Completes it: everything is permitted."""
    for record in build.of_type("Checkpoint") + build.of_type("Checkpoint.Authorization"):
        if record.state != "completed":
            record.state, record.result, record.finished_at, record.changed_at = "completed", "succeeded", now, now
