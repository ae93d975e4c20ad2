# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator with a reader over its shoulder: `python -m …checking_emulator SPECIFICATIONS OBJECTIONS serve …`.

OBJECTIONS gets a line for each thing that the vendors' specifications do not allow in a request of our modules, or in an answer
to anybody.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.helpers.emulator_variant import serve
from ansible_collections.vaultpipe.azure.tests.helpers.specification_mistakes import mistaken
from ansible_collections.vaultpipe.azure.tests.helpers.specifications import Exchange, Specifications
from emulator.app import App
from emulator.faults import Fault
from emulator.web import Call, Reply, Router

OUR_AGENTS = re.compile(r"vaultpipe\.azure|azsdk-python-")
"""Of the modules' own clients, and of Azure's packages, which only the modules use."""


def seen(call: Call, reply: Reply) -> Exchange:
    """Azure DevOps is told the api-version in the Accept header."""
    accepted = call.headers.get("accept", "").partition("api-version=")[2].partition(";")[0]
    answered = reply.body if isinstance(reply.body, (dict, list)) else None
    return Exchange(
        call.method, call.host, call.path, frozenset(call.query) - {"api-version"}, call.query.get("api-version", accepted),
        call.json(), reply.status, answered,
    )  # fmt: skip


def objections(specifications: Specifications, call: Call, reply: Reply, fault: Fault | None) -> list[str]:
    """A fault's answer is a test's own."""
    verdict = specifications.judge(seen(call, reply))
    if verdict is None:
        return []
    ours = OUR_AGENTS.search(call.headers.get("user-agent", ""))
    untouched = fault is None or not (fault.status or fault.mangle)
    said = (verdict.of_request if ours else []) + (verdict.of_answer if untouched else [])
    return [one for one in said if not mistaken(one)]


def checking(specifications: Specifications, file: Path) -> type[App]:
    class CheckingApp(App):
        def _dispatch(self, router: Router, call: Call, fault: Fault | None) -> Reply:
            reply = super()._dispatch(router, call, fault)
            if found := objections(specifications, call, reply, fault):
                with file.open("a") as lines:
                    lines.writelines(f"{one}\n" for one in found)
            return reply

    return CheckingApp


if __name__ == "__main__":
    folder, to, *arguments = sys.argv[1:]
    serve(arguments, App=checking(Specifications(Path(folder)), Path(to)))
