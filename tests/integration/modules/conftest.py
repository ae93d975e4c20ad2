# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module's life, and what is secret in it, goes through both front doors; all else through the default one.

Behind the doors there is one code; test_front_door.py compares the doors themselves.
"""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.helpers.ansible_runs import FrontDoor


@pytest.fixture(params=["controller", "module"])
def front_door(request: pytest.FixtureRequest) -> FrontDoor:
    door: FrontDoor = request.param
    return door
