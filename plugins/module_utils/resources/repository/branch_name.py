# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Git's rule for the name of a branch (git check-ref-format)."""

from __future__ import annotations

import re

from ...errors import UsageError
from ...known_after_apply import is_unknown

BROKEN = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^/|/$|\.$|(^|/)\.|\.lock(/|$)|^@?$")
"""Parts that no branch's name has."""


def check_branch_name(option: str, name: str) -> None:
    """:raises UsageError: git has no such branch."""
    if not is_unknown(name) and BROKEN.search(name):
        raise UsageError(
            f"{option} is {name!r}, but a branch's name has no blanks, none of ~ ^ : ? * [ \\, no '..', '//' or '@{{', and no "
            "part that begins with '.' or ends in '.lock'.",
            "Choose another name.",
        )
