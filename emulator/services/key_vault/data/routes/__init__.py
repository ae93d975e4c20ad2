# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""*.vault.azure.net."""

from __future__ import annotations

from emulator.services.key_vault.data.router import router
from emulator.services.key_vault.data.routes import deleted_secrets, secrets

__all__ = ["deleted_secrets", "router", "secrets"]
