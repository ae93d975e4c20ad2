# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft.KeyVault at management.azure.com."""

from __future__ import annotations

from emulator.services.key_vault.management.router import router
from emulator.services.key_vault.management.routes import deleted_vaults, vaults

__all__ = ["deleted_vaults", "router", "vaults"]
