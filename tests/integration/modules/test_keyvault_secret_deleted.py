# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets that were deleted or disabled."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.secrets import (
    FIRST,
    SECOND,
    UNKNOWN,
    VAULT,
    WHERE,
    methods,
    versions,
)


@pytest.fixture
def vault(ansible: Ansible) -> None:
    """A vault whose secrets the caller may manage."""
    ansible.play([given_group(), given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION)])


@pytest.mark.usefixtures("vault")
def test_a_deleted_secret(ansible: Ansible, emulator: EmulatorProcess) -> None:
    gone = given("keyvault_secret", **WHERE, state="absent")
    play = ansible.play(
        [
            given("keyvault_secret", **WHERE, secret_value=FIRST, content_type="text/plain"),
            gone,
            step("keyvault_secret", **WHERE, secret_value=FIRST, on_deleted="fail"),
            step("keyvault_secret", check=True, **WHERE, secret_value=FIRST),
            step("keyvault_secret", **WHERE, secret_value=FIRST),
            gone,
            step("keyvault_secret", **WHERE, secret_value=SECOND),
            gone,
            step("keyvault_secret", check=True, **WHERE, secret_value=FIRST, on_deleted="purge"),
            step("keyvault_secret", **WHERE, secret_value=FIRST, on_deleted="purge"),
        ],
    )
    made, _gone, refused, planned, recovered, _gone, other_value, _gone, purging, purged = play

    assert refused.failed
    assert "is soft-deleted in https://kv-secrets.vault.azure.net/" in refused.msg
    assert "Set on_deleted to recover or purge" in refused.msg
    assert refused.writes == []

    assert (planned["action"], planned.writes) == ("recover", [])
    assert (recovered["action"], methods(recovered)) == ("recover", ["POST"])
    assert recovered["keyvault_secret"] == made["keyvault_secret"]
    assert (other_value["action"], methods(other_value)) == ("recover", ["POST", "PUT"])

    assert (purging["action"], purging.writes) == ("create", [])
    assert (purged["action"], methods(purged)) == ("create", ["DELETE", "PUT"])
    assert purged["keyvault_secret"]["content_type"] is None
    assert versions(emulator) == 1


@pytest.mark.usefixtures("vault")
def test_absent_and_purge_at_once(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            given("keyvault_secret", **WHERE, secret_value=FIRST),
            step("keyvault_secret", **WHERE, state="absent", purge=True),
        ],
    )
    assert [request.path for request in play[1].writes] == ["/secrets/MySecret", "/deletedsecrets/MySecret"]
    assert emulator.state()["recycle_bin"]["vaults"]["secrets"] == []


@pytest.mark.usefixtures("vault")
def test_a_disabled_secret(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    play = ansible.play(
        [
            step("keyvault_secret", **WHERE, secret_value=FIRST, enabled=False),
            step("keyvault_secret", **WHERE, secret_value=FIRST, enabled=False),
            step("keyvault_secret", **WHERE, secret_value=FIRST),
            step("keyvault_secret", **WHERE, content_type="text/plain"),
            step("keyvault_secret", check=True, **WHERE, secret_value=FIRST, enabled=True),
            step("keyvault_secret", **WHERE, secret_value=FIRST, enabled=True),
            given("keyvault_secret", **WHERE, enabled=False),
            step("keyvault_secret", **WHERE, secret_value=SECOND, enabled=True),
            step("keyvault_secret", **WHERE, enabled=False, state="absent"),
        ],
    )
    made, again, unsaid, attributes, planned, same_value, _disabled, other_value, gone = play
    assert made.changed
    assert (again.changed, again.writes) == (False, [])
    assert again["warnings"] == ["The disabled secret MySecret does not reveal its value, which is left as it is."]
    assert unsaid.failed
    assert "is disabled, so it does not tell whether its value differs. Set enabled: true" in unsaid.msg
    assert unsaid.writes == []
    assert methods(attributes) == ["PATCH"]
    assert (planned["action"], planned["keyvault_secret"]["version"], planned.writes) == ("update", UNKNOWN, [])
    assert methods(same_value) == ["PATCH"]
    assert same_value["keyvault_secret"]["version"] == made["keyvault_secret"]["version"]
    assert methods(other_value) == ["PATCH", "PUT"]
    assert gone.changed


@pytest.mark.usefixtures("vault")
def test_a_deleted_secret_that_is_disabled(ansible: Ansible, emulator: EmulatorProcess) -> None:
    disabled = given("keyvault_secret", **WHERE, secret_value=FIRST, enabled=False)
    gone = given("keyvault_secret", **WHERE, state="absent")
    play = ansible.play(
        [
            disabled,
            gone,
            step("keyvault_secret", **WHERE, secret_value=FIRST, enabled=False, on_deleted="fail"),
            step("keyvault_secret", **WHERE, secret_value=FIRST, enabled=True),
            disabled,
            step("keyvault_secret", **WHERE, state="absent", purge=True),
        ],
    )
    _made, _gone, refused, recovered, _disabled, purged = play
    assert "is soft-deleted in https://kv-secrets.vault.azure.net/" in refused.msg
    assert (recovered["action"], methods(recovered)) == ("recover", ["POST", "PATCH"])
    assert [request.path for request in purged.writes] == ["/secrets/MySecret", "/deletedsecrets/MySecret"]
    assert emulator.state()["recycle_bin"]["vaults"]["secrets"] == []


@pytest.mark.usefixtures("vault")
def test_a_busy_name_is_waited_for(ansible: Ansible, emulator: EmulatorProcess) -> None:
    inner = {"code": "ObjectIsBeingDeleted"}
    body = {"error": {"code": "Conflict", "message": "Currently being deleted.", "innererror": inner}}
    emulator.fault({"method": "PUT", "path": "/secrets/MySecret"}, {"status": 409, "body": body}, times=2)
    outcome = ansible.run("keyvault_secret", {**WHERE, "secret_value": FIRST})
    assert outcome.changed
    assert [request.status for request in outcome.writes] == [409, 409, 200]


def test_with_the_delays_of_azure(eventual: EmulatorProcess, tmp_path: Path) -> None:
    """Deleting, recovering and purging take a while; each task returns when the next one can follow."""
    where = {"vault_name": VAULT, "name": "MySecret"}
    play = Ansible(eventual.environment, tmp_path).play(
        [
            given_group(),
            given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION),
            step("keyvault_secret", **where, secret_value=FIRST),
            step("keyvault_secret", **where, state="absent"),
            step("keyvault_secret", **where, secret_value=SECOND),
            step("keyvault_secret", **where, state="absent", purge=True),
            step("keyvault_secret", **where, secret_value=FIRST),
        ]
    )
    assert [outcome.msg for outcome in play if outcome.failed] == []
    assert [outcome["action"] for outcome in play[2:]] == ["create", "delete", "recover", "delete", "create"]
