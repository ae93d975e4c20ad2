# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recordings of one session: kept in memory until its end, written without anything private."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from emulator.recorder.anonymizer import Anonymizer
from emulator.recorder.areas import area_of
from emulator.recorder.exchange import Exchange

MOST_REPEATS = 8
"""Equal GETs in one file, as polls are (docs/docsite/rst/emulator.rst#record-the-real-cloud)."""


class Recording:
    """Exchanges in their order."""

    def __init__(self) -> None:
        self._exchanges: list[Exchange] = []

    def add(self, exchange: Exchange) -> None:
        self._exchanges.append(exchange)

    def write(self, folder: Path, name: str) -> list[Path]:
        """`folder/AREA/NAME.json` for each area that was asked, each file's list in the order of the requests.

        :raises StillPrivate: nothing has been written.
        """
        anonymizer = Anonymizer()
        for learn in (anonymizer.learn, anonymizer.learn_ids):
            for exchange in self._exchanges:
                learn(exchange)
        areas: dict[str, list[dict[str, Any]]] = defaultdict(list)
        repeats: Counter[tuple[str, str, str]] = Counter()
        for exchange in self._exchanges:
            area = area_of(exchange.url)
            asked = (str(area), exchange.method, exchange.url)
            repeats[asked] += 1
            if area is not None and (exchange.method != "GET" or repeats[asked] <= MOST_REPEATS):
                areas[area].append(anonymizer.rewritten(exchange))
        return [_written(folder / area / f"{name}.json", entries) for area, entries in sorted(areas.items())]


def _written(path: Path, entries: list[dict[str, Any]]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(entries, indent=1, ensure_ascii=False) + "\n")
    return path
