# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writing reStructuredText."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def heading(title: str, underline: str = "-") -> str:
    return f"{title}\n{underline * len(title)}\n\n"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], widths: str) -> str:
    """A list-table whose first row is the head."""
    lines = [".. list-table::", "  :header-rows: 1", f"  :widths: {widths}", "  :class: longtable", ""]
    for row in (head, *rows):
        lines += [f"  {'* -' if not place else '  -'} {' '.join(cell.split())}".rstrip() for place, cell in enumerate(row)]
    return "\n".join(lines) + "\n\n"


def plain(text: str) -> str:
    """Text in which nothing is markup."""
    return re.sub(r"([\\*`|_])", r"\\\1", text)


def from_ansible(text: str) -> str:
    """Text with Ansible's V(...), O(...) and E(...)."""
    parts = re.split(r"[VOE]\(([^)]*)\)", text)
    return "".join(f"``{part}``" if place % 2 else plain(part) for place, part in enumerate(parts))
