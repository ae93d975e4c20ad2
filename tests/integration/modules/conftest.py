# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module's life, refusals and fed-back results go through both front doors, which must give equal results.

What only the resource decides (each option alone, what stays, waiting) is asked through the default one.
"""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.helpers.ansible_runs import FrontDoor


@pytest.fixture(params=["controller", "module"])
def front_door(request: pytest.FixtureRequest) -> FrontDoor:
    door: FrontDoor = request.param
    return door
