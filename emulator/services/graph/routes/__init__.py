# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""graph.microsoft.com; the first route that fits wins, so the special are registered before the general."""

from __future__ import annotations

from emulator.services.graph.router import router
from emulator.services.graph.routes import (
    applications,
    deleted_items,
    directory_objects,
    federated_credentials,
    groups,
    owners,
    passwords,
    service_principals,
)

__all__ = [
    "applications",
    "deleted_items",
    "directory_objects",
    "federated_credentials",
    "groups",
    "owners",
    "passwords",
    "router",
    "service_principals",
]
