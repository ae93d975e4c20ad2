# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Refusals about variable groups.

Statuses, type keys and texts: ryanmichaeljames/devops-mcp, docs/design/variable-group-write-tools.md, which tried them on the
service in 2026, if nothing else is said.
"""

from __future__ import annotations

from emulator.services.azure_devops.errors import DevOpsError, bad_argument


def variable_group_exists(name: str) -> DevOpsError:
    """No source gives the text."""
    return DevOpsError(409, "VariableGroupExistsException", f"Variable group '{name}' already exists.")


def unknown_group_type(name: str) -> DevOpsError:
    """Text: microsoft/azure-devops-node-api#350."""
    return bad_argument(f"Variable group type {name} is not supported.")


def no_variables() -> DevOpsError:
    return bad_argument("Variable group must have at least one variable defined.")


def no_group_reference() -> DevOpsError:
    """No source gives the type key."""
    return bad_argument("Atleast one variable group project reference is required")


def sharing_refused(_project_id: str) -> DevOpsError:
    """No source gives the type key."""
    return DevOpsError(500, "VariableGroupException", "Sharing of variable group is not allowed.")


def no_part_of_project(project_id: str) -> DevOpsError:
    """No source gives the type key."""
    return bad_argument(f"Variable group is not part of project {project_id}.")
