# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The condition that decides whether a step runs."""

from __future__ import annotations

from emulator.agent.variables import Variables
from emulator.job_protocol.expressions import ExpressionError, Surroundings, evaluated, truth

ConditionError = ExpressionError


def holds(condition: str, job_status: str, variables: Variables) -> bool:
    """Tells whether a condition is true for a job whose result so far is `job_status`; an empty one is `succeeded()`.

    :raises ConditionError: not an expression, or a function that is not known here.
    """
    return truth(evaluated(condition.strip() or "succeeded()", Surroundings(variables.get, job_status)))
