# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The items of a loop share what a worker has learned: token, connection and the vault's challenge."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group

VAULT = "kv-loops"
NAMES = [f"Secret{number}" for number in range(20)]


def test_twenty_items_take_a_request_each_over_one_connection(ansible: Ansible) -> None:
    one = given("keyvault_secret", vault_name=VAULT, name="{{ item }}", secret_value="a value") | {"loop": NAMES}
    prepared = [given_group(), given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION)]
    *_prepared, made, again = play = ansible.play([*prepared, one, one])
    assert [outcome.msg for outcome in play if outcome.failed] == []
    assert (made.changed, again.changed) == (True, False)
    assert [request.status for request in again.requests] == [200] * 20, "one read an item"
    assert len({request.connection for request in again.requests}) == 1
    assert len({request.connection for request in made.requests if request.host.startswith(VAULT)}) == 1
