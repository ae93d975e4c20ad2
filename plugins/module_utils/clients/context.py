# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The context of one task: who is signed in, where to report, and one client of each class.

It imports none of the clients itself. A task needs the vendors' packages of those that its own file imports, and no others.
"""

from __future__ import annotations

import threading
import typing as t

from ..progress import Reporter
from ..session.claims import Claims
from ..session.clouds import CloudEndpoints
from ..session.session import Session

C = t.TypeVar("C")
P = t.ParamSpec("P")


class TaskContext:
    """Hands out clients, each made when it is first needed: a task signs in to nothing that it does not ask."""

    def __init__(self, session: Session, reporter: Reporter) -> None:
        self.session, self.reporter = session, reporter
        self._clients: dict[t.Any, t.Any] = {}
        self._turn = threading.RLock()

    def of(self, reporter: Reporter) -> TaskContext:
        """The same for one of the task's several things, which has its own reporter. All share the clients that are there."""
        context = TaskContext(self.session, reporter)
        context._clients, context._turn = self._clients, self._turn
        return context

    @property
    def cloud(self) -> CloudEndpoints:
        """Endpoints of the task's cloud."""
        return self.session.cloud

    @property
    def caller(self) -> Claims:
        """The signed-in identity."""
        return self.session.caller

    def client(self, kind: t.Callable[t.Concatenate[TaskContext, P], C], *place: P.args, **named: P.kwargs) -> C:
        """The task's client of that class.

        :param place: what the class takes beside the context, such as a vault's address; each has a client of its own.
        """
        key = kind, place, tuple(named.items())
        with self._turn:
            if key not in self._clients:
                self._clients[key] = kind(self, *place, **named)
            return t.cast(C, self._clients[key])

    def warn(self, text: str) -> None:
        """Adds a warning to the task's result."""
        self.reporter.warn(text)
