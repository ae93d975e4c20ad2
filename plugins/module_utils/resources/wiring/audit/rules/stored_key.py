# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that sign in with a stored key."""

from __future__ import annotations

import typing as t

from .....clients.devops.lookup import same_name
from ....service_connection.state import kind_of
from ..rule import HIGH, Broken, Rule, View, of_connection

KEY = "ServicePrincipal"


def look(view: View) -> t.Iterator[Broken]:
    for connection in view.estate.connections:
        if not same_name(kind_of(connection.endpoint)[1] or "", KEY):
            continue
        share = connection.shares[0]
        told = f"The service connection {share.name} signs in with a key that Azure DevOps stores."
        options = {**view.place(share.project), "name": share.name}
        yield Broken(**of_connection(share), message=told, tasks=(("devops_service_connection_conversion", options),))


RULE = Rule(
    "stored-key",
    HIGH,
    "A service connection signs in by workload identity federation.",
    "Convert the connection to workload identity federation, then delete the key of the app registration.",
    look,
)
