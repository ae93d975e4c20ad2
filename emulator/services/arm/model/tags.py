# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits of a resource's tags (docs/reference/resource_manager.md#tag-limits); no source confirms codes and texts."""

from __future__ import annotations

from typing import Any

from emulator.services.arm.errors import gateway

MOST, LONGEST_NAME, LONGEST_VALUE = 50, 512, 256
RESERVED = set("<>%&\\?/")


def checked_tags(tags: dict[str, Any]) -> dict[str, Any]:
    """:raises ArmError: 400, there are too many, or one has a name or value that no tag has."""
    if len(tags) > MOST:
        raise gateway(400, "InvalidTagCount", f"The number of tags '{len(tags)}' is more than the maximum '{MOST}'.")
    for name, value in tags.items():
        if not name or len(name) > LONGEST_NAME:
            raise gateway(400, "InvalidTagNameLength", f"A tag's name has 1 to {LONGEST_NAME} characters, not {len(name)}.")
        if RESERVED & set(name):
            raise gateway(400, "InvalidTagNameCharacters", f"The tag name '{name}' has reserved characters.")
        if not isinstance(value, (str, type(None))) or len(value or "") > LONGEST_VALUE:
            raise gateway(400, "InvalidTagValueLength", f"The value of the tag '{name}' is no text of up to {LONGEST_VALUE}.")
    return tags
