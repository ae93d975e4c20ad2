# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vault that a task names, and its secrets."""

from __future__ import annotations

import functools

from ....clients.key_vault.secrets import SecretsClient
from ....engine.operation import Operation
from ..vault_name import vault_uri


class InVault(Operation):
    """An operation on secrets of one vault, which the options name."""

    @functools.cached_property
    def uri(self) -> str:
        """Address of the vault. :raises UsageError: the options name none that can be."""
        return vault_uri(self.options, self.context.cloud)

    @property
    def secrets(self) -> SecretsClient:
        return self.context.client(SecretsClient, self.uri)
