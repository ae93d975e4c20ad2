# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The model of Microsoft Graph: the directory, and the resource ids that it shows with managed identities."""

from __future__ import annotations

from collections.abc import Callable

from emulator.runtime import Runtime
from emulator.services.entra.model.directory import Directory
from emulator.services.entra.model.principals import Principal


class Graph:
    """The directory as Graph sees it; it has no state of its own."""

    def __init__(self, runtime: Runtime, directory: Directory, resource_ids_of: Callable[[Principal], list[str]]) -> None:
        """:param resource_ids_of: The ids of the managed identities that have a principal."""
        self.runtime, self.directory, self.resource_ids_of = runtime, directory, resource_ids_of
