# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that sign in, and the times that they did."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Outcome

READ = {"name": "not-there", "state": "absent"}
"""Options of a resource_group task that only reads."""
TOKEN_FORM = "/oauth2/v2.0/token"


def task(options: dict[str, Any], environment: dict[str, str] | None = None) -> dict[str, Any]:
    return {"vaultpipe.azure.resource_group": {**READ, **options}, "environment": environment or {}}


def sign_ins(outcome: Outcome) -> int:
    return sum(request.method == "POST" and request.path.endswith(TOKEN_FORM) for request in outcome.requests)
