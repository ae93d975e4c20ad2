# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All service connections of an organization that lead to Azure, whatever they sign in with."""

from __future__ import annotations

import typing as t

from ...clients.context import TaskContext
from ...clients.devops.client import DevOpsClient
from ...clients.devops.locations import PROJECTS
from ...clients.devops.lookup import existing_project, same_name
from ...clients.devops.service_endpoints import ServiceEndpointsClient
from ...engine.argument_spec import AUTH, DEVOPS, ArgumentSpec
from .issuers import is_old
from .state import TYPE, kind_of, state_of

SPEC = AUTH + DEVOPS + ArgumentSpec({"projects": {"type": "list", "elements": "str"}})


def fleet(options: t.Mapping[str, t.Any], context: TaskContext) -> list[dict[str, t.Any]]:
    """Each as its module returns it, with its scheme and the kind of its issuer; one that projects share, once for each.

    :raises UsageError: a project that the options name is not there.
    """
    devops, named = context.client(DevOpsClient), options.get("projects")
    if named is None:
        projects = devops.list(PROJECTS, f"list the projects of {devops.organization_url}")
    else:
        projects = [existing_project(devops, name) for name in named]
    found = []
    for project in projects:
        endpoints = ServiceEndpointsClient(devops, project["id"], project["name"])
        for endpoint in endpoints.all():
            kind, scheme = kind_of(endpoint)
            if same_name(kind, TYPE):
                state = state_of(endpoint, endpoints.reference_of(endpoint), project["name"])
                found.append({**state, "scheme": scheme, "issuer_kind": _issuer_kind(state["issuer"])})
    return found


def _issuer_kind(issuer: str | None) -> str | None:
    """`entra`, or `vstoken` for Azure DevOps itself; None where there is no issuer, or none is shown."""
    return None if issuer is None else "vstoken" if is_old(issuer) else "entra"
