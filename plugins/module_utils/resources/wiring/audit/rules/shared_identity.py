# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Identities that several projects sign in as."""

from __future__ import annotations

import typing as t

from ..rule import MEDIUM, Broken, Rule, View


def look(view: View) -> t.Iterator[Broken]:
    for identity in view.estate.identities:
        projects = sorted({str(share.project["name"]) for connection, share in view.shares if connection.identity is identity})
        if len(projects) > 1:
            told = f"The projects {', '.join(projects)} all sign in as the {identity.label}."
            yield Broken("identity", identity.label, told)


RULE = Rule(
    "shared-identity",
    MEDIUM,
    "An identity belongs to one project.",
    "Make an identity and a service connection for each project, so that each reads its own secrets.",
    look,
)
