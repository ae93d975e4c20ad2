# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The app registration of the tests, and the requests that write it."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Outcome

NAME = "app-test"


def written(outcome: Outcome) -> list[str]:
    """Methods and the collections that they went to."""
    return [f"{one.method} {one.path.removeprefix('/v1.0/').partition('(')[0].partition('/')[0]}" for one in outcome.effects]
