# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conditions of role assignments: kept and shown, not enforced."""

from __future__ import annotations

from typing import Any

from emulator.services.arm.errors import ArmError

VERSIONS = ("1.0", "2.0")


def require_whole_condition(properties: dict[str, Any]) -> None:
    """A condition has a version, and nothing else has one.

    So Azure SDK for .NET recorded it; by learn.microsoft.com a condition without a version gets 2.0.

    :raises ArmError: InvalidCreateOrUpdateRoleAssignmentRequest.
    """
    version = properties.get("conditionVersion")
    if properties.get("condition") and version not in VERSIONS:
        text = f"The specified role assignment ConditionVersion '{version or ''}' is not supported"
    elif version and not properties.get("condition"):
        text = "When 'Condition' property is not set 'ConditionVersion' property also must not be set."
    else:
        return
    raise ArmError(400, "InvalidCreateOrUpdateRoleAssignmentRequest", text)
