# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""management.azure.com; the first route that fits wins, so the special are imported before the general."""

from __future__ import annotations

from emulator.services.arm.router import router
from emulator.services.arm.routes import authorization, identities, providers, resource_groups, subscriptions

__all__ = [
    "authorization",
    "identities",
    "providers",
    "resource_groups",
    "router",
    "subscriptions",
]
