# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that runs of any branch may use."""

from __future__ import annotations

import typing as t

from .....clients.devops.client import Json
from ..rule import MEDIUM, Broken, Rule, View, of_connection

BRANCH_CONTROL = "86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b"
"""Id of the task behind the check (docs/reference/azure_devops.md#branch-control)."""
ALL = ("", "*", "refs/*", "refs/heads/*")
"""Lists of branches that leave none out."""


def look(view: View) -> t.Iterator[Broken]:
    for _connection, share in view.shares:
        if share.checks is not None and not any(_limits(one) for one in share.checks):
            told = f"Runs of every branch may use the service connection {share.name}: no check limits it to some."
            yield Broken(**of_connection(share), message=told)


def _limits(check: Json) -> bool:
    settings = check.get("settings") or {}
    definition, inputs = settings.get("definitionRef") or {}, settings.get("inputs") or {}
    branches = [one.strip() for one in str(inputs.get("allowedBranches") or "").split(",")]
    same = str(definition.get("id")).lower() == BRANCH_CONTROL
    return same and not check.get("isDisabled") and not any(one in ALL for one in branches)


RULE = Rule(
    "no-branch-control",
    MEDIUM,
    "A service connection is for runs of protected branches.",
    "Add the check Branch control to the connection (Approvals and checks), with the branches that may use it.",
    look,
)
