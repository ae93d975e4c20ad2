# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulator's log: nothing that an address carries besides its place is written down."""

from __future__ import annotations

import logging
import re

CREDENTIALS = re.compile(r"(?<=://)\S*@")
"""Up to the last @, since a password may hold one, or a slash."""
QUERY = re.compile(r"\?\S+")


class Formatter(logging.Formatter):
    """Hides user names, passwords and queries of addresses, in tracebacks too."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return QUERY.sub("?***", CREDENTIALS.sub("***@", super().format(record)))


def log_to(file: int) -> None:
    """Until the process ends."""
    handler = logging.StreamHandler(open(file, "a", encoding="utf-8"))  # noqa: SIM115
    handler.setFormatter(Formatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
