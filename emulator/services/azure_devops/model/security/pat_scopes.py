# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scopes that a personal access token has to carry for each request (docs/reference/azure_devops.md#token-scopes)."""

from __future__ import annotations

import re

READS = ("GET", "HEAD", "OPTIONS")
ANY = "[^/]+"

NEEDED: list[tuple[str, str, str | None]] = [
    # After `_apis/`, what reading needs and what writing does; the first that fits counts. None: any token will do.
    (r"connectiondata|resourceareas|operations/.*", "", None),
    (r"process/.*", "vso.work", None),
    (rf"projects/{ANY}(/properties)?", "vso.project", "vso.project_write"),
    (r"projects", "vso.project", "vso.project_manage"),
    (r"build/generalsettings", "vso.project", "vso.project_write"),
    (r"build/.*", "vso.build", "vso.build_execute"),
    (r"pipelines/pipelinepermissions/.*", "vso.build", "vso.pipelineresources_manage"),
    (r"pipelines/checks/queryconfigurations", "vso.build", "vso.build"),
    (r"pipelines/checks/configurations.*", "vso.build", "vso.pipelineresources_manage"),
    (r"pipelines/.*", "vso.build", "vso.build_execute"),
    (rf"git/repositories/{ANY}/(pushes|refs|pullrequests).*", "vso.code", "vso.code_write"),
    (r"git/.*", "vso.code", "vso.code_manage"),
    (r"serviceendpoint/endpointproxy", "vso.serviceendpoint_query", "vso.serviceendpoint_query"),
    (r"(public/)?serviceendpoint/.*", "vso.serviceendpoint", "vso.serviceendpoint_manage"),
    (r"distributedtask/variablegroups.*", "vso.variablegroups_read", "vso.variablegroups_manage"),
    (r"distributedtask/(pools|queues).*", "vso.agentpools", "vso.agentpools_manage"),
]
DELETING_A_PROJECT = "vso.project_manage"
INCLUDES = {
    "vso.build_execute": ("vso.build",),
    "vso.code_write": ("vso.code",),
    "vso.code_manage": ("vso.code_write", "vso.code"),
    "vso.project_write": ("vso.project",),
    "vso.project_manage": ("vso.project_write", "vso.project"),
    "vso.serviceendpoint_query": ("vso.serviceendpoint",),
    "vso.serviceendpoint_manage": ("vso.serviceendpoint_query", "vso.serviceendpoint"),
    "vso.variablegroups_manage": ("vso.variablegroups_read",),
    "vso.agentpools_manage": ("vso.agentpools",),
}
"""A scope with those below it (learn.microsoft.com: scopes inherit)."""


def needed(method: str, path: str) -> str | None:
    """The scope for a request; None when any token will do.

    :param path: decoded; case does not count.
    """
    asked = path.lower().partition("/_apis/")[2]
    if method == "DELETE" and re.fullmatch(rf"projects/{ANY}", asked):
        return DELETING_A_PROJECT
    for pattern, reading, writing in NEEDED:
        if re.fullmatch(pattern, asked):
            return (reading if method in READS else writing) or None
    return None


def carries(scopes: tuple[str, ...], wanted: str) -> bool:
    return any(wanted == one or wanted in INCLUDES.get(one, ()) for one in scopes)
