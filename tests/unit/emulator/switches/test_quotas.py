# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The counting of quotas."""

from __future__ import annotations

import math
from typing import Any

import pytest

from emulator.core.response import ErrorResponse
from emulator.switches.limits import check
from emulator.switches.quotas import Bucket, Window


def test_a_window_is_free_again_one_request_after_the_other() -> None:
    window = Window(2, 10)
    assert [window.take(moment) for moment in (100.0, 104.0, 105.0)] == [0, 0, 5]
    assert window.take(110.0) == 0
    assert window.take(110.0) == 4


def test_a_refused_request_uses_nothing() -> None:
    window, bucket = Window(1, 10), Bucket(1, 10)
    for quota in (window, bucket):
        assert [quota.take(moment) for moment in (0.0, 3.0, 6.0)] == [0, 7, 4]
        assert quota.take(10.0) == 0


def test_a_bucket_fills_at_an_even_rate_and_never_over() -> None:
    bucket = Bucket(200, 20)
    assert [bucket.take(0.0) for _request in range(201)] == [0] * 200 + [1]
    assert [bucket.take(1.0) for _request in range(11)] == [0] * 10 + [1]
    assert bucket.left(1000.0) == 200


def test_a_request_may_cost_more_than_another() -> None:
    for quota in (Window(5, 10), Bucket(5, 10)):
        assert [quota.take(0.0, cost) for cost in (3, 3, 2)] == [0, {Window: 10, Bucket: 2}[type(quota)], 0]
        assert quota.take(20.0, 9) == 0
        assert quota.left(20.0) == -4


@pytest.mark.parametrize("value", [3, [3], [3, 0], [0.5, 1], [3, 1, 1], ["3", 1], [3, math.inf], [True, 1], None])
def test_a_quota_is_two_numbers(value: Any) -> None:
    check({"graph_writes": [1, 0.5]})
    with pytest.raises(ErrorResponse, match="graph_writes"):
        check({"graph_writes": value})


def test_a_quota_has_a_name_that_is_known() -> None:
    with pytest.raises(ErrorResponse, match="not unknown"):
        check({"unknown": [1, 1]})
