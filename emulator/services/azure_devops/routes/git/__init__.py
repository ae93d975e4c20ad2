# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Git repositories, by REST and as git itself asks."""

from __future__ import annotations

from emulator.services.azure_devops.routes.git import commits, http, imports, items, policies, pull_requests, refs, repositories

__all__ = ["commits", "http", "imports", "items", "policies", "pull_requests", "refs", "repositories"]
