# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Client secrets of an app registration."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class ClientSecret:
    key_id: str
    text: str
    display_name: str | None
    starts_at: float
    ends_at: float
