# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The number of examples that have tested something, counted where a worker that is ended in the middle leaves its count."""

from __future__ import annotations

from collections import Counter
from pathlib import Path


class Tally:
    """A file with a line for each example, which all workers of a run append to."""

    path: Path

    def note(self, kind: str) -> None:
        with self.path.open("a") as file:
            file.write(f"{kind}\n")

    @property
    def counts(self) -> Counter[str]:
        """Numbers of examples by kind."""
        return Counter(self.path.read_text().splitlines())

    def __str__(self) -> str:
        counts = self.counts
        return f"{counts.total()} examples ({', '.join(f'{count} of {kind}' for kind, count in sorted(counts.items()))})"


EXAMPLES = Tally()
