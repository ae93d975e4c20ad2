# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task, whatever a service answers, fails cleanly or does what it says, and a plain re-run ends as if nothing had been."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ansible_collections.vaultpipe.azure.tests.fuzz.attempts import ANY_OTHER, SIGN_IN, Attempt, Cloud, clean, sound
from ansible_collections.vaultpipe.azure.tests.fuzz.comparing import comparable
from ansible_collections.vaultpipe.azure.tests.fuzz.tally import EXAMPLES
from ansible_collections.vaultpipe.azure.tests.fuzz.tasks import TASKS, Options
from emulator.switches.corruption import CORRUPTIONS

PLAUSIBLE = {
    "field nulled", "field of another type", "field removed", "text changed", "list emptied", "one page more",
}  # fmt: skip
"""Answers that a service could have given: a task may write what it would have to if they were true, also what is there."""
Spoiling = tuple[int, str, int]
SIGNING_IN = {
    "resource_group": "ARM",
    "keyvault_secret": "a vault",
    "service_principal": "Graph",
    "devops_project": "Azure DevOps",
}
"""A module for each of the services, which are signed in to in different ways."""

CARRYING = {
    "resource_group", "keyvault", "keyvault_secret", "keyvault_secret_rotation", "managed_identity", "devops_pipeline",
    "devops_service_connection", "devops_service_connection_conversion", "devops_variable_group", "kv_access_policy",
    "devops_pipeline_permission", "devops_project", "devops_repository",
}  # fmt: skip
"""Modules of things that have to be written whole, with all of their tags or attributes, or with the mark in the description or
under the id, so that a write carries what was answered of the rest. Of the others whatever was answered leaves no trace."""

ordinals = st.integers(0, 999)
checks = st.sampled_from([False, False, False, True])
spoilings = st.tuples(ordinals, st.sampled_from(sorted(CORRUPTIONS)), ordinals)
"""A spoiling: which answer, how, and where in it."""
one_or_more = st.one_of(spoilings.map(lambda one: [one]), st.lists(spoilings, min_size=1, max_size=3))


@pytest.mark.parametrize("module", TASKS)
def test_answers(cloud: Cloud, module: str) -> None:
    undisturbed: dict[str, Attempt] = {}

    @given(options=st.sampled_from(TASKS[module]), spoiled=one_or_more, check=checks)
    def holds(options: Options, spoiled: list[Spoiling], check: bool) -> None:
        key = f"{options} {check}"
        if key not in undisturbed:
            undisturbed[key] = cloud.attempt(module, options, check=check)
        _disturb(cloud, module, options, undisturbed[key], ANY_OTHER, spoiled, check)
        EXAMPLES.note("answers")

    holds()


@pytest.mark.parametrize("module", SIGNING_IN)
def test_answers_to_signing_in(cloud: Cloud, module: str) -> None:
    cloud.run_directory = None
    options = TASKS[module][1]
    undisturbed = cloud.attempt(module, options)

    @given(spoiled=one_or_more)
    def holds(spoiled: list[Spoiling]) -> None:
        _disturb(cloud, module, options, undisturbed, SIGN_IN, spoiled, False)
        EXAMPLES.note("signing in")

    holds()


def _disturb(
    cloud: Cloud, module: str, options: Options, undisturbed: Attempt, host: str, spoiled: list[Spoiling], check: bool
) -> None:
    """Some answers of such hosts are spoiled; numbers pick which, of as many as the undisturbed task was given."""
    assert not undisturbed.failed, (options, undisturbed.result)
    faults = [
        ({"host": host, "nth": nth % undisturbed.sent(host) + 1}, {"mangle": mangle, "at": at}) for nth, mangle, at in spoiled
    ]
    disturbed = cloud.attempt(module, options, check=check, faults=faults)
    assume(disturbed.spoiled)
    clean(disturbed, check=check)
    if check:
        return
    plausible = bool(disturbed.spoiled & PLAUSIBLE)
    wanted, reached = comparable(undisturbed.after), comparable(disturbed.after)
    if not disturbed.failed and not plausible:
        sound(disturbed, check=False)
        assert reached == wanted
    if disturbed.failed or reached != wanted:
        again = cloud.attempt(module, options, after=disturbed)
        assert not again.failed, again.result
        believed = module in CARRYING or "only_managed" in options  # which asks who else uses a thing
        if not (believed and plausible and disturbed.writes):
            assert comparable(again.after) == wanted
