# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Expressions of conditions and variables, and the numbers of runs."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from emulator.job_protocol.expressions import ExpressionError, Surroundings, Value, evaluated
from emulator.services.azure_devops.model.runs.build_numbers import build_number

VARIABLES = {"flag": "false", "one": "1", "Build.SourceBranch": "refs/heads/main"}
IN_A_JOB = Surroundings(VARIABLES.get, "succeeded")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("eq(variables['flag'], true)", False),
        ("eq(variables['flag'], false)", True),
        ("eq(1, variables['one'])", True),
        ("eq(true, variables['flag'])", True),
        ("eq(variables['nosuch'], false)", False),
        ("eq(variables['nosuch'], '')", True),
        ("eq('A', 'a')", True),
        ("ne(variables.flag, 'True')", True),
        ("variables.Build.SourceBranch", None),
        ("startsWith(variables['Build.SourceBranch'], 'REFS/heads')", True),
        ("and(succeeded(), in('b', 'A', 'B'))", True),
        ("notIn(2, '1', '3')", True),
        ("lt(9, '10')", True),
        ("xor(true, false)", True),
        ("coalesce(variables['nosuch'], '', 'x')", "x"),
        ("format('{0}-{{{1}}}', 'a', 2)", "a-{2}"),
        ("iif(eq(1, 1), 'yes', 'no')", "yes"),
        ("join('+', split('a,b', ','))", "a+b"),
        ("containsValue(split('a,b', ','), 'B')", True),
        ("replace(upper('a-b'), '-', '')", "AB"),
        ("length('abc')", 3.0),
    ],
)
def test_values(text: str, value: Value) -> None:
    assert evaluated(text, IN_A_JOB) == value


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("eq(1)", "Too few parameters supplied: 'eq'."),
        ("not(1, 2)", "Too many parameters supplied: 'not'."),
        ("eq(1, 2", "Unexpected symbol: the end."),
        ("sometimes()", "Unrecognized value: 'sometimes'."),
        ("dependencies.A.result", "The local Azure does not emulate 'dependencies' in expressions"),
    ],
)
def test_what_is_no_expression_says_so(text: str, error: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        evaluated(text, IN_A_JOB)
    assert error in str(caught.value)


@pytest.mark.parametrize(
    ("pattern", "taken", "number"),
    [
        ("$(Date:yyyyMMdd)$(Rev:.r)", ["20261130.4", "20261129.9"], "20261130.5"),
        ("v$(Rev:rr)-$(SourceBranchName)", [], "v01-main"),
        ("$(Year:yy) $(nosuch)", [], "$(Year:yy) $(nosuch)"),
    ],
)
def test_numbers_of_runs(pattern: str, taken: list[str], number: str) -> None:
    assert build_number(pattern, datetime(2026, 11, 30, tzinfo=UTC), {"sourcebranchname": "main"}, taken) == number
