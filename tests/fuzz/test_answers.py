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
from ansible_collections.vaultpipe.azure.tests.fuzz.attempts import EXAMPLES, Cloud, sound
from ansible_collections.vaultpipe.azure.tests.fuzz.tasks import TASKS, Options

PLAUSIBLE = {"field nulled", "field of another type", "field removed"}
"""Answers that a service could have given: what a task makes of them is right or wrong for all it knows."""
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

    @given(options=st.sampled_from(TASKS[module]), nth=st.integers(1, 12), mangle=mangles, at=st.integers(0, 200))
    def holds(options: Options, nth: int, mangle: str, at: int) -> None:
        EXAMPLES["answers"] += 1
        wanted = reached(options)
        disturbed = cloud.attempt(module, options, match={"nth": nth}, action={"mangle": mangle, "at": at})
        if mangle in PLAUSIBLE:
            message = str(disturbed.result.get("msg", ""))
            assert not message.startswith("Unexpected "), message
            return
        if disturbed.failed or module == "devops_pipeline_run":
            message = str(disturbed.result.get("msg", ""))
            assert not message.startswith("Unexpected "), message
            again = cloud.attempt(module, options, again=True)
            assert not again.failed, again.result
            assert module == "devops_pipeline_run" or again.after == wanted
        else:
            sound(disturbed, check=False)
            assert disturbed.after == wanted

    holds()
