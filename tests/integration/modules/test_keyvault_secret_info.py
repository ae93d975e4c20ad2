# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists the secrets of a vault, with values only for those who ask for them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.key_vault.secret.keyvault_secret import KeyVaultSecret
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

VAULT = "kv-info"
WHERE = {"vault_name": VAULT}
CANARY = "canary-81c4-%-$(x)-value"
INFO = "keyvault_secret_info"
SECRETS: dict[str, dict[str, Any]] = {
    "Disabled": {"secret_value": "not-told-to-anybody", "enabled": False},
    "Dressed": {"secret_value": "dressed-value", "content_type": "text/plain", "expires": "2030-01-31T12:00:00Z"},
    "Plain": {"secret_value": CANARY},
}


@pytest.fixture
def secrets(ansible: Ansible) -> dict[str, Any]:
    """The result of the module for each secret of the vault, by name."""
    play = ansible.play(
        [
            given_group(),
            given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION),
            *(given("keyvault_secret", **WHERE, name=name, **options) for name, options in SECRETS.items()),
        ]
    )
    return {outcome["keyvault_secret"]["name"]: outcome["keyvault_secret"] for outcome in play[2:]}


def asked(outcome: Outcome) -> list[str]:
    """Paths below the vault's own, but for the challenge."""
    return [request.path for request in outcome.requests if request.host.startswith(VAULT) and request.status != 401]


def values_read(outcome: Outcome) -> list[str]:
    return [path for path in asked(outcome) if re.fullmatch(r"/secrets/[^/]+/?", path)]


def test_without_values(ansible: Ansible, secrets: dict[str, Any]) -> None:
    play = ansible.play(
        [
            step(INFO, **WHERE),
            step(INFO, check=True, vault_uri=f"https://{VAULT}.vault.azure.net", secret_name="dressed"),
            step(INFO, **WHERE, name="Disabled"),
            step(INFO, **WHERE, name="None"),
        ],
    )
    everything, dressed, disabled, nothing = play
    assert [outcome.msg for outcome in play if outcome.failed] == []
    assert [(outcome.changed, outcome.writes, values_read(outcome)) for outcome in play] == [(False, [], [])] * 4
    listed = {one["name"]: one for one in everything["keyvault_secrets"]}
    address = f"https://{VAULT}.vault.azure.net/secrets/"
    assert listed == {name: {**one, "version": None, "id": address + name} for name, one in secrets.items()}
    assert asked(everything) == ["/secrets"]
    assert dressed["keyvault_secrets"] == [secrets["Dressed"]]
    assert disabled["keyvault_secrets"] == [secrets["Disabled"]]
    assert nothing["keyvault_secrets"] == []
    for options in SECRETS.values():
        assert options["secret_value"] not in play.output + str([outcome.result for outcome in play])


def test_with_values_and_fed_back(ansible: Ansible, secrets: dict[str, Any], execution: Execution) -> None:
    play = ansible.play(
        [
            step(INFO, **WHERE, values=True),
            step(INFO, check=True, **WHERE, values=True, name="plain"),
            step(INFO, **WHERE, values=True, name="Disabled"),
            step(INFO, **WHERE, values=True, name="None"),
        ],
        execution=execution,
    )
    everything, plain, disabled, nothing = play
    assert [outcome.msg for outcome in play if outcome.failed] == []
    assert [(outcome.changed, outcome.writes) for outcome in play] == [(False, [])] * 4
    told = {name: None if name == "Disabled" else options["secret_value"] for name, options in SECRETS.items()}
    assert {one["name"]: one["secret_value"] for one in everything["keyvault_secrets"]} == told
    assert [path.rstrip("/") for path in asked(everything)] == ["/secrets", "/secrets/Dressed", "/secrets/Plain"]
    assert plain["keyvault_secrets"] == [{**secrets["Plain"], "secret_value": CANARY}]
    assert len(asked(plain)) == 1
    assert disabled["keyvault_secrets"] == [{**secrets["Disabled"], "secret_value": None}]
    assert nothing["keyvault_secrets"] == []

    fed = [fed_back(KeyVaultSecret, one) for one in everything["keyvault_secrets"]]
    assert set(secrets["Plain"]) - set(fed[0]) == {"id", "version"}
    for again in ansible.play([step("keyvault_secret", **options) for options in fed], execution=execution):
        assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_a_value_that_also_signs_in_is_not_masked(ansible: Ansible, emulator: EmulatorProcess, execution: Execution) -> None:
    """A request for the secrets of a vault gives them all, also the one that this very task signs in with."""
    key = emulator.environment["AZURE_CLIENT_SECRET"]
    login = {
        "client_id": emulator.environment["AZURE_CLIENT_ID"],
        "tenant": emulator.environment["AZURE_TENANT_ID"],
        "secret": key,
    }
    play = ansible.play(
        [
            given_group(),
            given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION),
            given("keyvault_secret", **WHERE, name="Key", secret_value=key),
            step(INFO, **WHERE, **login, values=True, name="Key"),
        ],
        execution=execution,
    )
    (found,) = play[3]["keyvault_secrets"]
    assert found["secret_value"] == key
    assert key not in str(play[3]["invocation"])


def test_all_pages_are_read(ansible: Ansible, portal: Portal) -> None:
    ansible.play([given_group(), given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION)])
    names = [f"secret-{number:02}" for number in range(26)]
    for name in names:
        portal.vault("PUT", VAULT, f"/secrets/{name}", {"value": name})
    outcome = ansible.run(INFO, WHERE)
    assert [one["name"] for one in outcome["keyvault_secrets"]] == names
    assert asked(outcome) == ["/secrets", "/secrets"]


def test_what_cannot_be_told_is_an_error(ansible: Ansible, emulator: EmulatorProcess, secrets: dict[str, Any]) -> None:
    denied = {"error": {"code": "Forbidden", "message": "You may not.", "innererror": {"code": "AccessDenied"}}}
    get = {"method": "GET", "host": f"{VAULT}.vault.azure.net", "path": "/secrets.*"}
    emulator.fault(get, {"status": 403, "body": denied}, times=3)
    play = ansible.play(
        [
            step(INFO, **WHERE),
            step(INFO, **WHERE, name="Plain"),
            step(INFO, **WHERE, values=True, name="Plain"),
            step(INFO, vault_name="kv-nowhere"),
            step(INFO, **WHERE, name="not a name"),
            step(INFO, name="Plain"),
        ],
    )
    assert [outcome.failed for outcome in play] == [True] * 6
    *forbidden, nowhere, misnamed, no_vault = play
    assert [outcome["status"] for outcome in forbidden] == [403] * 3
    assert nowhere["status"] is None
    assert "name is 'not a name'" in misnamed.msg
    assert "one of the following is required: vault_name, vault_uri" in no_vault.msg
    assert [outcome.requests for outcome in (misnamed, no_vault)] == [[], []]
    assert all("keyvault_secrets" not in outcome.result for outcome in play)
    assert CANARY not in play.output + str([outcome.result for outcome in play])
