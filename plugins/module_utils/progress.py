# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Warnings and progress: what a task tells a person beside its result."""

from __future__ import annotations

import threading
import typing as t

from .redaction.messages import safe


class Reporter:
    """Warnings are part of the result; progress is shown while the task waits, where it runs in the controller.

    Several threads may use one.
    """

    def __init__(self, show: t.Callable[[str], None] = lambda line: None, hidden: t.Collection[str] = ()) -> None:
        """:param hidden: secrets among the task's options, which nothing tells."""
        self.warnings: list[str] = []
        self._show, self.hidden = show, hidden
        self._about, self._turn = "", threading.Lock()

    def about(self, name: str, hidden: t.Collection[str]) -> Reporter:
        """The reporter for one of a task's several things: its warnings begin with the thing's name.

        :param hidden: the secrets that this thing has to do with.
        """
        reporter = Reporter(self._show, hidden)
        reporter.warnings, reporter._about, reporter._turn = self.warnings, f"{name}: ", self._turn
        return reporter

    def warn(self, text: str) -> None:
        text = safe(self._about + text, self.hidden)
        with self._turn:
            if text not in self.warnings:
                self.warnings.append(text)

    def progress(self, text: str) -> None:
        self._show(safe(text, self.hidden))
