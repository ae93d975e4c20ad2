# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Warnings and progress: what a task tells a person beside its result."""

from __future__ import annotations

import typing as t

from .redaction.messages import safe


class Reporter:
    """Warnings are part of the result; progress is shown while the task waits, where it runs in the controller."""

    def __init__(self, show: t.Callable[[str], None] = lambda line: None, hidden: t.Collection[str] = ()) -> None:
        """:param hidden: secrets among the task's options, which nothing tells."""
        self.warnings: list[str] = []
        self._show, self.hidden = show, hidden

    def warn(self, text: str) -> None:
        text = safe(text, self.hidden)
        if text not in self.warnings:
            self.warnings.append(text)

    def progress(self, text: str) -> None:
        self._show(safe(text, self.hidden))
