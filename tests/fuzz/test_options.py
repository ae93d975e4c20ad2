# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task, whatever options it is given, fails cleanly or does what it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vaultpipe.azure.tests.fuzz.attempts import Cloud, sound
from ansible_collections.vaultpipe.azure.tests.fuzz.tally import EXAMPLES
from ansible_collections.vaultpipe.azure.tests.fuzz.tasks import TASKS
from ansible_collections.vaultpipe.azure.tests.fuzz.values import options_of


@pytest.mark.parametrize("module", TASKS)
def test_options(cloud: Cloud, module: str) -> None:
    @given(options=options_of(module), check=st.booleans())
    def holds(options: dict[str, object], check: bool) -> None:
        sound(cloud.attempt(module, options, check=check), check=check)
        EXAMPLES.note("options")

    holds()
