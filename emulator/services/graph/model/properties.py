# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Properties that a request may write, and the kind of value that each takes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.services.graph.errors import bad_request, invalid_property, invalid_value, read_only, required


@dataclass(frozen=True)
class Schema:
    """A resource type as clients see it."""

    name: str
    defaults: Mapping[str, Any]
    """Every property in the order of the answers, with its value in a new object."""
    read_only: frozenset[str]
    types: Mapping[str, type]
    """Types of the properties that are null in a new object."""

    def checked(self, body: dict[str, Any]) -> dict[str, Any]:
        """The properties in a body, without annotations.

        :raises GraphError: Request_BadRequest, a property that does not exist, cannot be written or has another type.
        """
        changes = {name: value for name, value in body.items() if not name.startswith("@odata.")}
        for name, value in changes.items():
            if name not in self.defaults:
                raise invalid_property(name)
            if name == "passwordCredentials" and value:
                raise bad_request("New password credentials must be generated with service actions.")
            if name in self.read_only and value not in (None, []):
                raise read_only(name)
            if name not in self.read_only and not self._fits(name, value):
                raise invalid_value(name, self.name)
        return {name: value for name, value in changes.items() if name not in self.read_only}

    def _fits(self, name: str, value: Any) -> bool:
        default = self.defaults[name]
        expected = self.types.get(name, str if default is None else type(default))
        return isinstance(value, expected) or (value is None and default is None)

    def require_text(self, name: str, value: Any) -> str:
        """:raises GraphError: Request_BadRequest."""
        if not value or not isinstance(value, str):
            raise required(name, self.name)
        return value


def merged(old: Any, new: Any) -> Any:
    """Objects are merged property by property, everything else is replaced."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {**old, **{name: merged(old.get(name), value) for name, value in new.items()}}
    return new
