# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request costs as much after many others as after a few: counted in function calls, which no other load disturbs."""

from __future__ import annotations

import cProfile
import pstats
from collections.abc import Callable
from functools import partial

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps, change

FEW = 20
MOST = 1.25
"""Most calls that there may be after many, as a multiple of those after a few."""


def push(devops: LocalDevOps, number: int) -> None:
    assert devops.try_push(change("edit" if number else "add", "a.txt", f"text {number}")).status == 201


def secret(devops: LocalDevOps, number: int) -> None:
    assert devops.azure.data("PUT", f"/secrets/s{number}", {"value": "value"}).status == 200


def pipeline(devops: LocalDevOps, number: int) -> None:
    devops.definition(f"pipeline-{number}")


def connection(devops: LocalDevOps, number: int) -> None:
    assert devops.ask("POST", "/_apis/serviceendpoint/endpoints", devops.connection_body(f"connection-{number}")).status == 200


def group(devops: LocalDevOps, number: int) -> None:
    devops.azure.group(f"rg-{number}")


def calls(work: Callable[[], None]) -> int:
    profile = cProfile.Profile()
    profile.runcall(work)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


@pytest.mark.parametrize(("request_of", "many"), [(push, 160), (secret, 160), (pipeline, 160), (group, 160), (connection, 60)])
def test_one_more_costs_what_the_first_ones_did(request_of: Callable[[LocalDevOps, int], None], many: int) -> None:
    devops = LocalDevOps()
    devops.azure.vault()
    counted = {}
    for number in range(many + 1):
        counted[number] = calls(partial(request_of, devops, number))
    # The middle of five: now and then something is tidied up.
    first, last = (sorted(counted[number - each] for each in range(5))[2] for number in (FEW, many))
    assert last <= first * MOST, f"{first} calls after {FEW}, {last} after {many}"
