# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A way of signing in that was taken, and why another was not."""

from __future__ import annotations

import dataclasses
import typing as t

from ..errors import UsageError


@dataclasses.dataclass(frozen=True)
class SignInMethod:
    """One way to sign in."""

    described: str
    """Completes "signed in as ..."; stands in every authentication error."""
    credential: t.Any
    """Credential of azure-identity."""
    identity: tuple[str, ...]
    """Marks of this identity, and of the proof for it, that no other has: part of the token cache's key."""
    subscription: t.Callable[[], str | None] = lambda: None
    """The subscription that comes with this way."""
    secret: str = ""
    """The proof, where it is one that nobody may see."""


class MissingSettings(UsageError):
    """A way lacks what it needs; `auth_source: auto` goes on to the next."""


class NoSignInMethod(UsageError):
    """`auth_source: auto` found no way that has all it needs."""
