# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator that also notes what each request takes: `python -m …permission_tracing FILE serve …`.

FILE gets a line of JSON for each request that takes a right: `[n, rights]`, with its number in the record of requests. Each right
is a list, of which any one will do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from emulator.services.arm.model.authorization.authorization import Authorization
from emulator.services.azure_devops.model.security import pat_scopes
from emulator.services.entra.model.principals import Principal
from emulator.services.graph.model import access as graph
from emulator.services.key_vault.data.model import access as vaults

Rights = list[list[str]]
ASKED: ContextVar[Rights] = ContextVar("asked")
"""Rights of the request that is being served."""
OURS = "vaultpipe-caller"
"""Name of the caller that asks for the modules; Azure DevOps and its agent ask too, for others."""
SECRETS = "Microsoft.KeyVault/vaults/secrets"


def takes(*alternatives: str, who: Principal | None = None) -> None:
    if who is None or who.display_name == OURS:
        ASKED.get([]).append(list(alternatives))


def before(function: Callable[..., Any], asked: Callable[..., None]) -> Callable[..., Any]:
    """It, with a note of what it is asked."""

    def asking(*arguments: Any) -> Any:
        asked(*arguments)
        return function(*arguments)

    return asking


def needed(method: str, path: str) -> str | None:
    """Noted whether a token is asked for or not, since what it would have to carry is the same."""
    scope = SCOPE_OF(method, path)
    if scope is not None:
        takes(scope)
    return scope


# Whoever asks imports these functions by name, so they are replaced before that.
SCOPE_OF = pat_scopes.needed
pat_scopes.needed = needed
vaults.check = before(vaults.check, lambda _cloud, _vault, who, what, *_name: takes(f"{SECRETS}/{vaults.ACTIONS[what]}", who=who))
graph._require = before(graph._require, lambda _cloud, who, *permissions: takes(*permissions, who=who))
Authorization.require = before(Authorization.require, lambda _self, who, action, _scope: takes(action, who=who))  # type: ignore[method-assign]

from ansible_collections.vaultpipe.azure.tests.support.emulator.observer import note, serve  # noqa: E402
from emulator.core.request import Request  # noqa: E402
from emulator.observer import Observer  # noqa: E402


class Tracer(Observer):
    """Collects the rights of each request in the thread that answers it."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._asked: dict[int, Rights] = {}

    def arrived(self, request: Request) -> None:
        self._asked[id(request)] = []
        ASKED.set(self._asked[id(request)])

    def logged(self, request: Request, number: int) -> None:
        if rights := self._asked.pop(id(request), []):
            note(self._file, [number, rights])


if __name__ == "__main__":
    to, *arguments = sys.argv[1:]
    serve(arguments, Tracer(Path(to)))
