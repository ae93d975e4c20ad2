# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identifiers of principals, applications, tenants and roles."""

from __future__ import annotations

import uuid


def is_guid(text: str) -> bool:
    """In the form of the services: 00000000-0000-0000-0000-000000000000, whatever its case."""
    try:
        return str(uuid.UUID(text)) == text.lower()
    except ValueError:
        return False
