# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values for how long to wait and how often to try: a task does what these say, so that only small ones make a short test."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from ansible_collections.vaultpipe.azure.plugins.module_utils.session.request_settings import LONGEST_TIMEOUT

NUMBERLESS = st.sampled_from(["seven", "", "1 s", "0x10", [], [1], {}, {"seconds": 1}])
FRACTIONS = st.sampled_from([1.5, "1.5"])
ENDLESS = st.sampled_from([float("nan"), float("inf"), "inf"])
NEGATIVE = st.floats(max_value=0, exclude_max=True)

WRONG: dict[str, st.SearchStrategy[Any]] = {
    "request_retries": NUMBERLESS | FRACTIONS | ENDLESS | st.integers(max_value=-1),
    "request_timeout": NUMBERLESS | st.just(0.0) | NEGATIVE | st.floats(min_value=LONGEST_TIMEOUT, exclude_min=True) | ENDLESS,
    "retry_delay": NUMBERLESS | NEGATIVE | ENDLESS,
    "timeout": NUMBERLESS | FRACTIONS | ENDLESS | st.integers(max_value=-1),
    "verify_timeout": NUMBERLESS | FRACTIONS | ENDLESS | st.integers(max_value=-1),
}
SMALL: dict[str, st.SearchStrategy[Any]] = {
    "request_retries": st.sampled_from([0, 1, "2"]),
    "request_timeout": st.sampled_from([10, 20.5, "30", LONGEST_TIMEOUT]),
    "retry_delay": st.sampled_from([0, 0.01, "0.02"]),
    "timeout": st.sampled_from([0, 1, "2"]),
    "verify_timeout": st.sampled_from([0, 1, "2"]),
}
"""Small values, but time-outs of requests that no request comes near to:
what had no answer yet could take effect in the next example."""
TIMES = {name: SMALL[name] | WRONG[name] for name in WRONG}
