# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests of each module, as docs/docsite/rst/requests.rst has them."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION

PAGE = COLLECTION / "docs/docsite/rst/requests.rst"
ROW = re.compile(r"^   \* - (\w+)\n     - (\d+)\n     - (\d+)\n     - (\d+)\n     - (\d+)$", re.MULTILINE)
VAULT, IDENTITY, PRINCIPAL = "kv-counts", "id-counts", "11111111-1111-1111-1111-111111111111"
CHANGES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "resource_group": ({"name": "rg-counts", "location": LOCATION}, {"tags": {"a": "b"}}),
    "managed_identity": ({"name": "id-other", "resource_group": GROUP, "location": LOCATION}, {"tags": {"a": "b"}}),
    "federated_credential": (
        {
            "name": "counts",
            "managed_identity": IDENTITY,
            "resource_group": GROUP,
            "issuer": "https://issuer.example.com",
            "subject": "a",
        },
        {"subject": "b"},
    ),
    "keyvault": ({"name": "kv-other-counts", "resource_group": GROUP, "location": LOCATION}, {"tags": {"a": "b"}}),
    "keyvault_secret": ({"name": "Other", "vault_name": VAULT, "secret_value": "canary-of-counts"}, {"content_type": "text"}),
    "kv_access_policy": (
        {"vault_name": VAULT, "resource_group": GROUP, "object_id": PRINCIPAL, "secret_permissions": ["get"]},
        {"secret_permissions": ["get", "list"]},
    ),
}
"""Options of each module, and those that change what is there."""


def asked(outcome: Outcome) -> int:
    """Requests of the task, without sign-in and without those that ask a vault for whom it trusts.

    One that is sent again while the task waits for an effect counts once, as it depends on the cloud how often that is.
    """
    counted = [one for one in outcome.requests if one.host != "login.microsoftonline.com" and one.status != 401]
    return len(list(groupby((one.method, one.host, one.path) for one in counted)))


def test_the_page_has_the_requests_of_each_module(ansible: Ansible) -> None:
    signed_in = [
        given_group(),
        given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION),
        given("keyvault_secret", vault_name=VAULT, name="First", secret_value="canary-of-counts"),
        given("managed_identity", name=IDENTITY, resource_group=GROUP, location=LOCATION),
    ]
    tasks = [
        {**step(module, **options), "vars": {"vaultpipe_execution": "controller"}}
        for module, (base, change) in CHANGES.items()
        for options in (base, base, {**base, **change}, {**base, "state": "absent"})
    ]
    play = ansible.play([*signed_in, *tasks])
    assert [outcome.msg for outcome in play if outcome.failed] == []
    outcomes = list(play)[len(signed_in) :]
    assert [outcome.changed for outcome in outcomes] == [True, False, True, True] * len(CHANGES)
    counted = {}
    for place, module in enumerate(CHANGES):
        create, nothing, update, absent = map(asked, outcomes[4 * place : 4 * place + 4])
        counted[module] = (nothing, create, update, absent)
    written = {row[0]: tuple(map(int, row[1:])) for row in ROW.findall(PAGE.read_text())}
    assert counted == written


def test_one_request_when_there_is_nothing_to_do() -> None:
    written = {row[0]: int(row[1]) for row in ROW.findall(PAGE.read_text())}
    assert written == dict.fromkeys(CHANGES, 1)
