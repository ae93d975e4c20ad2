# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parts of pages that are generated: each stands where a page has the comment `.. generated: NAME`."""

from __future__ import annotations

import re

from . import environment, remedies, roles_to_paste, variables

GENERATED = {
    "variables": variables.sections,
    "environment": environment.table,
    "remedies": remedies.tables,
    "roles to paste": roles_to_paste.blocks,
}
MARK = re.compile(r"^\.\. generated: (.+)$", re.MULTILINE)


def filled(text: str, picture: str = "") -> str:
    """Replaces each mark; an unknown one is a mistake."""
    return MARK.sub(lambda mark: _raw(picture) if mark[1] == "picture" else GENERATED[mark[1]](), text)


def _raw(picture: str) -> str:
    return ".. raw:: html\n\n" + "".join(f"  {line}\n" for line in picture.splitlines())
