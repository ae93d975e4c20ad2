# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""*.vault.azure.net."""

from __future__ import annotations

from . import deleted_secrets, secrets
from .door import router

__all__ = ["deleted_secrets", "router", "secrets"]
