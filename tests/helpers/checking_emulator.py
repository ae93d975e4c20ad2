# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator with a reader over its shoulder: `python -m …checking_emulator SPECIFICATIONS FINDINGS serve …`.

FINDINGS gets a line of JSON for each exchange that a specification has an operation for: `{"operation", "objections"}`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.helpers.specifications import Exchange, Specifications
from emulator import cli
from emulator.app import App
from emulator.faults import Fault
from emulator.web import Call, Reply, Router

OURS = (None, "vaultpipe-caller")
"""Who asks for the modules; before a vault's challenge, nobody. The agent has its own principals."""


def checking(specifications: Specifications, findings: Path) -> type[App]:
    class CheckingApp(App):
        def _dispatch(self, router: Router, call: Call, fault: Fault | None) -> Reply:
            reply = super()._dispatch(router, call, fault)
            exchange = Exchange(
                call.method, call.host, call.path, frozenset(call.query), call.json(), reply.status,
                reply.body if isinstance(reply.body, (dict, list)) else None,
            )  # fmt: skip
            verdict = specifications.judge(exchange)
            if verdict is not None and (call.caller and call.caller.display_name) in OURS:
                with findings.open("a") as file:
                    file.write(json.dumps(dict(zip(("operation", "objections"), verdict, strict=True))) + "\n")
            return reply

    return CheckingApp


if __name__ == "__main__":
    folder, file, *arguments = sys.argv[1:]
    cli.App = checking(Specifications(Path(folder)), Path(file))  # type: ignore[attr-defined]
    sys.argv[1:] = arguments
    sys.exit(cli.main())
