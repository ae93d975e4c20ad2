# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer that a service gave earlier in the run."""

from __future__ import annotations

import typing as t


class Answer(t.NamedTuple):
    """Status, headers and body."""

    status: int
    headers: dict[str, str]
    content: bytes
