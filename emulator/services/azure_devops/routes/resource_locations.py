# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locations of the resources, which clients look up before anything else
(docs/reference/azure_devops.md#discovery, docs/reference/clients.md#node-devops)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

LOCATIONS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "resource_locations.json").read_text())
"""Azure's own entries for what this emulator serves, and no others."""

AREAS = {
    "79134c72-4a58-4b42-976c-04e7115f32bf": "core",
    "4e080c62-fa21-4fbc-8fef-2a10a2b38049": "git",
    "965220d5-5bb9-42cf-8d67-9b146df2a5a4": "build",
    "5d6898bb-45ec-463f-95f9-54d49c71752e": "build",
    "1814ab31-2f4f-4a9f-8761-f4d77dc5a5d7": "serviceendpoint",
    "a85b8835-c1a1-4aac-ae97-1c3d0ba72dbd": "distributedtask",
    "2e0bf237-8973-4ec9-a581-9c3d679d1776": "pipelines",
    "a81a0441-de52-4000-aa15-ff0e07bfbbaa": "pipelinePermissions",
    "fb13a388-40dd-4a04-b530-013a739c72ef": "policy",
}
"""Resource areas by id; clients differ in which of the two build ids they ask for."""


def locations(area: str | None) -> list[dict[str, Any]]:
    return [one for one in LOCATIONS if area is None or one["area"].lower() == area.lower()]
