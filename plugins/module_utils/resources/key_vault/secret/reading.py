# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers of a vault about one secret: its newest version, and what is soft-deleted."""

from __future__ import annotations

import dataclasses
import typing as t

from ....clients.key_vault.secrets import SecretsClient
from ....errors import Forbidden

REFUSED = ("AccessDenied", "ForbiddenByRbac", "ForbiddenByFirewall", "ForbiddenByConnection")
"""The vault refuses the caller; a disabled secret refuses everybody."""


class Reading(t.NamedTuple):
    """The newest version of a secret."""

    properties: t.Any
    value: str | None
    """None when it is disabled, and so keeps its value to itself."""


def read_secret(secrets: SecretsClient, name: str) -> Reading | None:
    """None on a definite "there is none". :raises Forbidden: the caller may not read it."""
    try:
        found = secrets.get(name)
    except Forbidden as error:
        properties = None if error.inner in REFUSED else secrets.latest(name)
        if properties is None or properties.enabled:
            raise
        return Reading(properties, None)
    return Reading(found.properties, found.value) if found else None


@dataclasses.dataclass(frozen=True)
class SecretReading:
    """A vault's answers about one name."""

    newest: Reading | None = None
    deleted: t.Any = None
    """The soft-deleted secret, as far as it was looked for."""
    has_vault: bool = True

    @property
    def value(self) -> str | None:
        """The newest version's value, as far as it was read."""
        return self.newest.value if self.newest else None

    @property
    def sealed(self) -> bool:
        """Tells whether the newest version is disabled, and so keeps its value to itself."""
        return self.newest is not None and self.newest.value is None
