# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines, their builds and what those leave, by both APIs."""

from __future__ import annotations

from emulator.services.azure_devops.routes.pipelines import (
    artifacts,
    authorized_resources,
    build_settings,
    builds,
    checks,
    definitions,
    folders,
    permissions,
    runs,
)

__all__ = [
    "artifacts", "authorized_resources", "build_settings", "builds", "checks", "definitions", "folders", "permissions", "runs",
]  # fmt: skip
