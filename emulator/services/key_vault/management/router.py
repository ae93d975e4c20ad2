# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The routes of Microsoft.KeyVault at management.azure.com."""

from __future__ import annotations

from emulator.services.arm.router import ArmRouter
from emulator.services.key_vault.management.model.vault_service import VaultService

router = ArmRouter[VaultService](lambda vaults: vaults.resource_manager)
route = router.route
