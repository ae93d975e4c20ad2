# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two ways in which a task is executed."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Execution, Outcome

GROUP = "vaultpipe.azure.resource_group"
CANARY = "canary-5f2e-%-$(x)-value"
EXECUTIONS: list[Execution] = ["controller", "module"]


def through_module(outcome: Outcome) -> bool:
    """Says whether the task ran in a process of its own, which signs in again after another task did."""
    return any(request.path.endswith("/oauth2/v2.0/token") for request in outcome.requests)
