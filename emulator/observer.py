# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hook for whoever wants to see what goes through the emulator."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.switches.faults import Fault


class Observer:
    """Sees requests and answers and changes none; every method does nothing unless a derived class says otherwise."""

    def arrived(self, request: Request) -> None:
        """A client's request has arrived; it is answered in the calling thread."""

    def asked(self, request: Request) -> None:
        """A service is asked, by a client or by another service."""

    def told(self, request: Request, response: Response) -> None:
        """A service has answered."""

    def answered(self, request: Request, response: Response, fault: Fault | None) -> None:
        """A client's request has its answer, with what a fault made of it."""

    def logged(self, request: Request, number: int) -> None:
        """A client's request has its number in the request log."""
