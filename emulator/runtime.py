# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that all services share: clock, ids, settings, delays, policies, quotas, keys, credentials and the lock."""

from __future__ import annotations

from collections.abc import Mapping
from threading import RLock

from emulator.core.clock import Clock
from emulator.core.credentials import Credentials
from emulator.core.delays import takes
from emulator.core.ids import Identifiers
from emulator.core.settings import Settings
from emulator.core.signing_keys import SigningKey
from emulator.switches.limits import Quotas
from emulator.switches.policies import Policies


class Runtime:
    """The ground of all models of one state; a reset makes a new one with new clock, ids, policies and quotas."""

    WIRING = ("settings", "credentials", "keys", "lock")
    """Attributes that belong to the process and not to the state."""

    def __init__(self, settings: Settings, credentials: Credentials, keys: Mapping[str, SigningKey], lock: RLock) -> None:
        """:param keys: Signing keys by issuer: `entra`, and `vstoken`, the older Azure DevOps issuer.
        :param lock: Held while a handler runs; background work takes it for each change, never while it waits.
        """
        self.settings, self.credentials, self.keys, self.lock = settings, credentials, keys, lock
        self.clock = Clock()
        self.ids = Identifiers(settings.seed)
        self.policies = Policies()
        self.quotas = Quotas(self.clock, self.policies, settings.strict_quotas)

    def takes(self, delay: str) -> float:
        """Seconds of a delay, by the table in core/delays.py."""
        return takes(delay, self.settings.eventual)
