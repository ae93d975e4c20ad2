# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a service answers, a task fails cleanly or does what it says, and a plain re-run ends as if nothing had been."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.vaultpipe.azure.emulator.mangling import MANGLES
from ansible_collections.vaultpipe.azure.tests.fuzz.attempts import EXAMPLES, Cloud, clean, sound
from ansible_collections.vaultpipe.azure.tests.fuzz.tasks import TASKS, Options

PLAUSIBLE = {"field nulled", "field of another type", "field removed"}
"""Answers that a service could have given: what a task makes of them is right or wrong for all it knows."""
checks = st.sampled_from([False, False, False, True])
mangles = st.sampled_from(sorted(MANGLES))


@pytest.mark.parametrize("module", TASKS)
def test_answers(cloud: Cloud, module: str) -> None:
    undisturbed: dict[str, Any] = {}

    def reached(options: Options) -> Any:
        key = str(options)
        if key not in undisturbed:
            play = cloud.attempt(module, options)
            assert not play.failed, (options, play.result)
            undisturbed[key] = play.after
        return undisturbed[key]

    @given(options=st.sampled_from(TASKS[module]), nth=st.integers(1, 12), mangle=mangles, at=st.integers(0, 200), check=checks)
    def holds(options: Options, nth: int, mangle: str, at: int, check: bool) -> None:
        EXAMPLES["answers"] += 1
        wanted = reached(options)
        disturbed = cloud.attempt(module, options, check=check, match={"nth": nth}, action={"mangle": mangle, "at": at})
        clean(disturbed, check=check)
        if mangle in PLAUSIBLE or check:
            return
        if disturbed.failed or module == "devops_pipeline_run":
            again = cloud.attempt(module, options, again=True)
            assert not again.failed, again.result
            assert module == "devops_pipeline_run" or again.after == wanted
        else:
            sound(disturbed, check=False)
            assert disturbed.after == wanted

    holds()
