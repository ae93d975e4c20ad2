# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Failures of an exchange before a client sees an answer."""

from __future__ import annotations

from ..errors import OtherHost, ServiceError, Unreachable, VaultpipeError


class TransportError(VaultpipeError):
    """Raised past the vendors' clients, which know nothing of it and so neither repeat the request nor change the text."""

    kind: type[ServiceError] = Unreachable
    """Error to raise for it. After an `Unreachable` the request may have taken effect."""

    def while_asked(self, asked: str) -> ServiceError:
        """:param asked: completes "Could not ..."."""
        return self.kind(asked, None, "", self.message, self.remedy)


class LedElsewhere(TransportError):
    """A service sends the client to a host that is not its own; nothing was sent there."""

    kind = OtherHost

    def __init__(self, message: str, remedy: str, address: str = "") -> None:
        """:param address: where it leads, without what may be a secret in it."""
        super().__init__(message, remedy)
        self.address = address


class EndlessAnswer(TransportError):
    """An answer takes longer, or is larger, than any that the service gives."""


class Untrusted(TransportError):
    """A host could not prove that it is the one that was asked."""


class LocalTrouble(TransportError):
    """Something on this machine keeps the request from being sent."""
