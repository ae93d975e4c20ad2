# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local Azure answers recorded requests as the real services did; the documentation says how far, and why no farther."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION, emulator_process
from ansible_collections.vaultpipe.azure.tests.support.specifications.beside import RECORDINGS, REPLAYER, needs

CORRECTED = COLLECTION / "tests/support/specifications/corrected_replay.py"
PAGE = COLLECTION / "docs" / "docsite" / "rst" / "conformance.rst"
LEVELS = ("status", "shape", "values")
LEAST = {"status": 0.99, "shape": 0.98, "values": 0.90}
"""Shares of the exchanges that were judged."""
ONLY_AS_IT_IS = {("keyvault-secrets", 403), ("keyvault-secrets", 404)}
"""Exchanges in which the replayer goes wrong by itself: a stranger's vault, and a secret that was purged."""
PATIENCE = "3"
"""Seconds that the replayer waits for an operation; the local Azure takes 0.2."""
BOUND = 180.0

Exchange = dict[str, Any]


def replayed(folder: Path, *script: str) -> dict[str, Any]:
    """The replayer's results, each exchange by its name."""
    folder.mkdir()
    out = folder / "results.json"
    with emulator_process(folder / "emulator") as emulator:
        proxy = emulator.control.removesuffix("/_emulator")
        command = [sys.executable, *script, "--proxy", proxy, "--patience", PATIENCE, "--json", str(out), str(RECORDINGS)]
        environment = {**os.environ, **emulator.environment}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=BOUND, check=False)
    assert out.is_file(), done.stderr
    results: dict[str, Any] = json.loads(out.read_text())
    return results


def failed(results: dict[str, Any]) -> dict[str, Exchange]:
    return {one["exchange"]: one for one in results["exchanges"] if one["outcome"] == "failed"}


def line(area: str, counts: dict[str, int]) -> str:
    """The line of an area as the documentation's tables have it."""
    return ", ".join([area, *(str(counts[name]) for name in ("in_scope", "judged", *LEVELS))])


def differences(exchange: Exchange) -> set[str]:
    """Differences in an exchange: `status`, or JSON paths without the numbers of list elements."""
    if exchange["outcome"] == "skipped":
        return set()
    if exchange["got_status"] != exchange["recorded_status"] and exchange["outcome"] == "failed":
        return {"status"}
    return {re.sub(r"\[\d+\]", "[]", path) for path, _recorded, _got in exchange["shape"] + exchange["values"]}


def explained() -> dict[str, set[str]]:
    """The documentation's table of differences: recording -> what differs in it."""
    rows: dict[str, set[str]] = {}
    table = PAGE.read_text().partition("    - Reason\n")[2]
    for row in re.findall(r"^  \* - (.*(?:\n      .*)*)\n    - (.*(?:\n      .*)*)\n    - ", table, re.MULTILINE):
        recordings, what = (re.findall(r"``(.+?)``", cell) for cell in row)
        for recording in recordings:
            rows.setdefault(recording, set()).update(what)
    return rows


@needs(RECORDINGS, REPLAYER)
def test_recorded_traffic(tmp_path: Path) -> None:
    as_it_is = replayed(tmp_path / "as-it-is", str(REPLAYER / "replay.py"))
    corrected = replayed(tmp_path / "corrected", str(CORRECTED), str(REPLAYER))

    reached = {level: corrected["all"][level] / corrected["all"]["judged"] for level in LEVELS}
    assert all(reached[level] >= LEAST[level] for level in LEVELS), (reached, sorted(failed(corrected)))

    only_as_it_is = [one for name, one in failed(as_it_is).items() if name not in failed(corrected)]
    assert {(one["exchange"].split("/")[0], one["got_status"]) for one in only_as_it_is} <= ONLY_AS_IT_IS

    found: dict[str, set[str]] = {}
    for one in corrected["exchanges"]:
        if differences(one):
            found.setdefault(one["exchange"].partition("#")[0], set()).update(differences(one))
    assert found == explained(), "the table of differences in conformance.rst is not what was found"

    page = [one.strip() for one in PAGE.read_text().splitlines()]
    wanted = [line(area, counts) for area, counts in corrected["areas"].items()]
    wanted += [line("all", corrected["all"]), line("all", as_it_is["all"])]
    assert [one for one in wanted if one not in page] == [], "the figures in conformance.rst are not those that were measured"
