# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rule for a managed identity's name."""

from __future__ import annotations

import re

from ...errors import UsageError

NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}")


def check_identity_name(option: str, name: str) -> None:
    """:raises UsageError: it breaks Azure's rule."""
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{option} is {name!r}, but a managed identity's name has 3 to 128 letters, digits, '-' and '_', and begins with a "
            "letter or digit.",
            "Choose another name.",
        )
