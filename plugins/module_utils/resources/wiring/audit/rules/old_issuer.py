# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections whose issuer retires."""

from __future__ import annotations

import typing as t

from ....service_connection.issuers import RETIREMENT, days_left, is_old, trust_of
from ..rule import HIGH, MEDIUM, Broken, Rule, View, of_connection

SOON = 90
"""Days before the retirement from which it is urgent."""


def look(view: View) -> t.Iterator[Broken]:
    for connection in view.estate.connections:
        trust = trust_of(connection.parameters)
        if trust is None or not is_old(trust[0]):
            continue
        share = connection.shares[0]
        told = f"The service connection {share.name} has the Azure DevOps issuer, which retires on {RETIREMENT}."
        tasks = (("devops_service_connection_conversion", {**view.place(share.project), "name": share.name}),)
        severity = HIGH if days_left() < SOON else None
        yield Broken(**of_connection(share), message=told, tasks=tasks, severity=severity)


RULE = Rule(
    "old-issuer",
    MEDIUM,
    f"A service connection has the issuer of Entra, before the other one retires on {RETIREMENT}.",
    "Convert the connection to the issuer of Entra.",
    look,
)
