# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rotations: a new version first, the old ones disabled last, and every stop between the two is gone on from."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.secrets import FIRST, SECOND, UNKNOWN, VAULT, WHERE, methods

ROTATION = "keyvault_secret_rotation"
SETTINGS = {"content_type": "text/plain", "tags": {"team": "shop"}, "expires": "2027-01-31"}
GENERATED = {"generate": {"length": 20, "characters": "abc123"}, "min_age_days": 0}
TWO = 2


@pytest.fixture
def secret(ansible: Ansible) -> None:
    """A secret with an older version, both enabled."""
    vault = given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION)
    values = [given("keyvault_secret", **WHERE, **SETTINGS, secret_value=value) for value in ("the oldest", FIRST)]
    play = ansible.play([given_group(), vault, *values])
    assert not any(outcome.failed for outcome in play), play.output


def stored(portal: Portal) -> list[dict[str, Any]]:
    """The versions as the vault lists them, the oldest first; of one second in any order."""
    found: list[dict[str, Any]] = portal.vault("GET", VAULT, "/secrets/MySecret/versions")["value"]
    return sorted(found, key=lambda version: version["attributes"]["created"])


def enabled(portal: Portal) -> int:
    return sum(version["attributes"]["enabled"] for version in stored(portal))


@pytest.mark.usefixtures("secret")
def test_a_given_value(ansible: Ansible, portal: Portal) -> None:
    begin, finish = {**WHERE, "phase": "begin", "secret_value": SECOND, "valid_days": 90}, {**WHERE, "phase": "finish"}
    play = ansible.play(
        [
            step(ROTATION, **finish),
            step(ROTATION, check=True, **begin),
            step(ROTATION, **begin),
            step(ROTATION, **begin),
            step(ROTATION, check=True, **finish),
            step(ROTATION, **finish),
            step(ROTATION, **finish),
            step(ROTATION, **begin),
        ]
    )
    assert [outcome.msg for outcome in play if outcome.failed] == []
    nothing, planned, begun, again, ending, ended, ended_again, after = play

    assert (nothing["action"], nothing.writes) == ("none", [])
    assert len(nothing[ROTATION]["enabled_before"]) == 1

    assert (planned["action"], planned.writes) == ("begin", [])
    assert planned[ROTATION]["version"] == UNKNOWN
    assert planned["diff"]["after"]["secret_value"] == "(hidden, another value)"
    assert (begun["action"], methods(begun)) == ("begin", ["PUT"])
    assert begun[ROTATION]["pending"]
    assert len(begun[ROTATION]["enabled_before"]) == TWO
    assert (again["action"], again.writes, again[ROTATION]) == ("none", [], begun[ROTATION])

    assert (ending["action"], ending.writes) == ("finish", [])
    assert (ended["action"], methods(ended)) == ("finish", ["PATCH", "PATCH", "PATCH"])
    assert ended[ROTATION] == {**begun[ROTATION], "pending": False, "enabled_before": []} == ending[ROTATION]
    assert (ended_again["action"], ended_again.writes) == ("none", [])
    assert (after["action"], after.writes) == ("none", [])

    newest = portal.vault("GET", VAULT, "/secrets/MySecret")
    assert (newest["value"], newest["contentType"]) == (SECOND, "text/plain")
    assert newest["tags"] == {"vaultpipe": "managed", "team": "shop"}
    assert enabled(portal) == 1


@pytest.mark.usefixtures("secret")
def test_a_generated_value(ansible: Ansible, portal: Portal) -> None:
    begin = {**WHERE, "phase": "begin"}
    play = ansible.play(
        [
            step(ROTATION, **begin, generate={}),
            step(ROTATION, check=True, **begin, **GENERATED),
            step(ROTATION, **begin, **GENERATED),
            step(ROTATION, **begin, **GENERATED),
        ]
    )
    young, planned, begun, waits = play
    assert [outcome.msg for outcome in play if outcome.failed] == []
    assert (young["action"], young.writes) == ("none", [])
    assert (planned["action"], planned.writes) == ("begin", [])
    assert (begun["action"], methods(begun)) == ("begin", ["PUT"])
    assert (waits["action"], waits.writes) == ("none", [])
    newest = portal.vault("GET", VAULT, "/secrets/MySecret")
    assert re.fullmatch(r"[abc123]{20}", newest["value"])
    assert "exp" not in newest["attributes"]
    assert newest["value"] not in play.output
    assert newest["value"] not in str(begun.result)


@pytest.mark.usefixtures("secret")
def test_an_unproven_value_can_be_corrected(ansible: Ansible, portal: Portal) -> None:
    tried, corrected, ended = ansible.play(
        [
            step(ROTATION, **WHERE, phase="begin", secret_value="a mistake"),
            step(ROTATION, **WHERE, phase="begin", secret_value=SECOND),
            step(ROTATION, **WHERE, phase="finish"),
        ]
    )
    assert (tried["action"], corrected["action"], ended["action"]) == ("begin", "begin", "finish")
    assert (portal.vault("GET", VAULT, "/secrets/MySecret")["value"], enabled(portal)) == (SECOND, 1)


@pytest.mark.usefixtures("secret")
@pytest.mark.parametrize("nth", [1, 2, 3])
def test_a_finish_that_stopped_is_gone_on_from(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, nth: int) -> None:
    ansible.run(ROTATION, {**WHERE, "phase": "begin", "secret_value": SECOND})
    emulator.fault({"method": "PATCH", "nth": nth}, {"status": 500}, times=1)
    stopped, ended, again = ansible.play([step(ROTATION, **WHERE, phase="finish", request_retries=0)] * 3)
    assert stopped.failed
    assert (ended.changed, again.changed) == (True, False)
    assert enabled(portal) == 1
    assert "vaultpipe-rotation" not in portal.vault("GET", VAULT, "/secrets/MySecret")["tags"]


@pytest.mark.usefixtures("secret")
@pytest.mark.parametrize("check", [True, False])
def test_refusals(ansible: Ansible, portal: Portal, check: bool) -> None:
    begin = {**WHERE, "phase": "begin"}
    outcomes = ansible.play(
        [
            step(ROTATION, check=check, **begin),
            step(ROTATION, check=check, **begin, secret_value="x", generate={}),
            step(ROTATION, check=check, **begin, generate={"length": 4}),
            step(ROTATION, check=check, **begin, generate={"characters": "aaaa"}),
            step(ROTATION, check=check, **begin, generate={"characters": "aä"}),
            step(ROTATION, check=check, **begin, generate={}, min_age_days=-1),
            step(ROTATION, check=check, **begin, secret_value=["a value"]),
            step(ROTATION, check=check, **{**begin, "name": "Missing"}, generate={}),
        ]
    )
    assert [outcome.failed for outcome in outcomes] == [True] * len(outcomes)
    expected = [
        "phase is begin but any of the following are missing: secret_value, generate",
        "mutually exclusive: secret_value|generate",
        "generate has the length 4, but a generated value has 8 to 25600 characters. Correct length.",
        "generate has the characters 'aaaa', of which only one value can be made. Give at least two.",
        "generate has the character 'ä', but a generated value is made of printable ASCII. Leave it out.",
        "min_age_days is -1, but it is at least 0. Correct it.",
        "secret_value is a list, not a text, and its exact spelling is lost.",
        "There is no secret Missing in https://kv-secrets.vault.azure.net/, so there is nothing to rotate.",
    ]
    for outcome, text in zip(outcomes, expected, strict=True):
        assert text in outcome.msg
    assert len(stored(portal)) == TWO


@pytest.mark.usefixtures("secret")
def test_a_version_that_nobody_tried_ends_nothing(ansible: Ansible, portal: Portal) -> None:
    finish = {**WHERE, "phase": "finish", "version": "{{ begun.keyvault_secret_rotation.version }}"}
    begun, written, planned, refused = ansible.play(
        [
            given(ROTATION, **WHERE, phase="begin", secret_value=SECOND, register="begun"),
            given("keyvault_secret", **WHERE, secret_value="of somebody else"),
            step(ROTATION, check=True, **finish),
            step(ROTATION, **finish),
        ]
    )
    assert not begun.failed
    assert not written.failed
    assert planned.msg == refused.msg
    assert f"not {begun[ROTATION]['version']}, which was tried. Somebody has written another one since" in refused.msg
    assert enabled(portal) == TWO + 2


@pytest.mark.usefixtures("secret")
def test_a_disabled_secret_is_not_rotated(ansible: Ansible) -> None:
    _begun, disabled, planned, refused, kept = ansible.play(
        [
            given(ROTATION, **WHERE, phase="begin", secret_value=SECOND),
            given("keyvault_secret", **WHERE, enabled=False),
            step(ROTATION, check=True, **WHERE, phase="begin", generate={}),
            step(ROTATION, **WHERE, phase="begin", generate={}),
            step(ROTATION, **WHERE, phase="finish"),
        ]
    )
    assert not disabled.failed
    assert planned.msg == refused.msg == kept.msg
    assert "The newest version of the secret MySecret" in refused.msg
    assert "is disabled, so nothing uses it. Enable it first" in refused.msg


@pytest.mark.usefixtures("secret")
def test_a_lost_answer_makes_no_second_version(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    emulator.fault({"method": "PUT", "path": "/secrets/*"}, {"drop": "after"})
    begun = ansible.run(ROTATION, {**WHERE, "phase": "begin", **GENERATED})
    assert begun.changed
    assert begun[ROTATION]["pending"]
    assert len(stored(portal)) == TWO + 1
