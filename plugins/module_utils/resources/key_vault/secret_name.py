# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that secrets and their versions may have (docs/reference/key_vault.md#secret-names)."""

from __future__ import annotations

import re

from ...errors import UsageError

NAME = re.compile(r"[0-9a-zA-Z-]{1,127}")
VERSION = re.compile(r"[0-9a-fA-F]{32}")


def check_secret_name(name: str, option: str = "name") -> None:
    """:raises UsageError: no secret can have that name."""
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{option} is {name!r}, but a secret's name has 1 to 127 letters, digits and '-'.", "Choose another name."
        )
