# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator with a reader over its shoulder: `python -m …spec_checking SPECIFICATIONS OBJECTIONS serve …`.

OBJECTIONS gets a line for each thing that the vendors' specifications do not allow in a request of our modules, or in an answer
to anybody.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.support.emulator.observer import serve
from ansible_collections.vaultpipe.azure.tests.support.specifications.mistakes import mistaken
from ansible_collections.vaultpipe.azure.tests.support.specifications.specifications import Exchange, Specifications
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.observer import Observer
from emulator.switches.faults import Fault

OUR_AGENTS = re.compile(r"vaultpipe\.azure|azsdk-python-")
"""Agents of the modules' own clients, and of Azure's packages, which only the modules use."""


def seen(call: Request, reply: Response) -> Exchange:
    """Azure DevOps is told the api-version in the Accept header."""
    accepted = call.headers.get("accept", "").partition("api-version=")[2].partition(";")[0]
    answered = reply.body if isinstance(reply.body, (dict, list)) else None
    return Exchange(
        call.method, call.host, call.path, frozenset(call.query) - {"api-version"}, call.query.get("api-version", accepted),
        call.json(), reply.status, answered,
    )  # fmt: skip


def objections(specifications: Specifications, call: Request, reply: Response, fault: Fault | None) -> list[str]:
    """A fault's answer is a test's own."""
    verdict = specifications.judge(seen(call, reply))
    if verdict is None:
        return []
    ours = OUR_AGENTS.search(call.headers.get("user-agent", ""))
    untouched = fault is None or not (fault.status or fault.mangle)
    said = (verdict.of_request if ours else []) + (verdict.of_answer if untouched else [])
    return [one for one in said if not mistaken(one)]


class Checker(Observer):
    """Writes down what the specifications do not allow."""

    def __init__(self, specifications: Specifications, file: Path) -> None:
        self._specifications, self._file = specifications, file

    def answered(self, request: Request, response: Response, fault: Fault | None) -> None:
        if found := objections(self._specifications, request, response, fault):
            with self._file.open("a") as lines:
                lines.writelines(f"{objection}\n" for objection in found)


if __name__ == "__main__":
    folder, to, *arguments = sys.argv[1:]
    serve(arguments, Checker(Specifications(Path(folder)), Path(to)))
