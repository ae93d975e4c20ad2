# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dates of secrets: a new value is not born expired, and a date can be taken away."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step

WHERE: dict[str, Any] = {"vault_name": "kv-dates", "name": "One"}
PAST, FUTURE = "2024-12-30T00:00:00Z", "2190-01-01T00:00:00Z"


def given_secret(**options: Any) -> list[dict[str, Any]]:
    vault = given("keyvault", name="kv-dates", resource_group=GROUP, location=LOCATION)
    return [given_group(), vault, given("keyvault_secret", **WHERE, secret_value="old", **options)]


def dates(outcome: Any) -> tuple[Any, Any]:
    return outcome["keyvault_secret"]["not_before"], outcome["keyvault_secret"]["expires"]


def test_a_new_value_is_not_born_expired(ansible: Ansible) -> None:
    *_given, planned, rotated, again, said = ansible.play(
        [
            *given_secret(expires=PAST),
            step("keyvault_secret", check=True, **WHERE, secret_value="new"),
            step("keyvault_secret", **WHERE, secret_value="new"),
            step("keyvault_secret", **WHERE, secret_value="new"),
            step("keyvault_secret", **WHERE, secret_value="newer", expires=PAST),
        ]
    )
    assert dates(planned) == dates(rotated) == dates(again) == (None, None)
    assert any(f"expired on {PAST}" in warning for warning in rotated.result["warnings"])
    assert (rotated.changed, again.changed) == (True, False)
    assert dates(said) == (None, PAST)


def test_a_date_that_is_still_to_come_stays(ansible: Ansible) -> None:
    *_given, rotated = ansible.play([*given_secret(expires=FUTURE), step("keyvault_secret", **WHERE, secret_value="new")])
    assert dates(rotated) == (None, FUTURE)


def test_null_takes_a_date_away(ansible: Ansible, execution: Execution) -> None:
    before = ansible.play(given_secret(expires=FUTURE, not_before=PAST))[2]
    left, planned, taken, again, both = ansible.play(
        [
            step("keyvault_secret", **WHERE, secret_value="old"),
            step("keyvault_secret", check=True, **WHERE, expires=None),
            step("keyvault_secret", **WHERE, expires=None),
            step("keyvault_secret", **WHERE, secret_expiry=None),
            step("keyvault_secret", **WHERE, secret_value="old", not_before=""),
        ],
        execution=execution,
    )
    assert (left.changed, dates(left)) == (False, (PAST, FUTURE))
    assert (planned.changed, planned.writes, dates(planned)) == (True, [], (PAST, None))
    assert (taken.changed, dates(taken)) == (True, (PAST, None))
    assert taken["keyvault_secret"]["version"] != before["keyvault_secret"]["version"]
    assert (again.changed, again.writes) == (False, [])
    assert dates(both) == (None, None)
    (read,) = ansible.play([step("keyvault_secret_info", **WHERE, values=True)])
    assert read["keyvault_secrets"][0]["secret_value"] == "old"


def test_a_disabled_secret_keeps_its_date(ansible: Ansible) -> None:
    *_given, planned, refused = ansible.play(
        [
            *given_secret(expires=FUTURE, enabled=False),
            step("keyvault_secret", check=True, **WHERE, expires=None),
            step("keyvault_secret", **WHERE, expires=None),
        ]
    )
    assert planned.failed
    assert planned.msg == refused.msg
    assert "is disabled" in refused.msg
    assert refused.writes == []
