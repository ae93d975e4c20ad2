# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of a location, before something is made there."""

from __future__ import annotations

import difflib

from ...clients.arm.client import ArmClient
from ...clients.arm.subscriptions import locations
from ...errors import Forbidden, UsageError
from ...known_after_apply import is_unknown
from .tags import normal_location

NEAR = 0.5
"""Least likeness of a near match, between 0 and 1."""


def near_locations(wanted: str, known: list[str]) -> list[str]:
    """Names that a misspelt one may stand for."""
    return difflib.get_close_matches(wanted, known, cutoff=NEAR)


def offered_location(arm: ArmClient, location: str) -> str:
    """The location in its normal form. Costs a request, so it is for what is to be created.

    :raises UsageError: the subscription does not offer it; names those that are near.
    """
    if is_unknown(location):
        return location
    wanted = normal_location(location)
    try:
        known = locations(arm)
    except Forbidden:
        # Who has rights in one resource group only; the service will judge.
        return wanted
    if wanted not in known:
        near = near_locations(wanted, known)
        raise UsageError(
            f"location is {location!r}, and the subscription does not offer it.",
            f"Near to it are {', '.join(near)}." if near else f"It offers {', '.join(sorted(known))}.",
        )
    return wanted


def location_for_new(arm: ArmClient, location: str | None, what: str) -> str:
    """The location of a new thing, in its normal form.

    :param what: "the resource group rg-shop".
    :raises UsageError: none is given, or it is not offered.
    """
    if not location:
        raise UsageError(f"There is no {what.removeprefix('the ')} yet, and location is not given.", "Set location.")
    return offered_location(arm, location)


def refuse_relocation(location: str | None, present: str, what: str) -> None:
    """:raises UsageError: the wanted location is not the one where the thing is; nothing in ARM moves."""
    if location and normal_location(location) != present:
        raise UsageError(
            f"location is {location!r}, but {what} is in {present}, and it cannot move.", "Use that location, or another name."
        )
