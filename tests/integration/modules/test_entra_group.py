# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A group as the principal of an access policy and of a role: what its members may do then."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import GRAPH, Portal
from ansible_collections.vaultpipe.azure.tests.support.actors.somebody import Somebody
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, settled, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

NAME = "R&D, o'clock"
WHO = {"entra_group": NAME}
VAULT = "kv-groups"
SOMEBODY = "44444444-4444-4444-8444-444444444444"
UNKNOWN = "(known after apply)"


@pytest.fixture
def group(portal: Portal) -> str:
    """Object id of a group with nobody in it."""
    return made_group(portal, NAME)


def made_group(portal: Portal, name: str) -> str:
    made = portal.graph(
        "POST", "/groups", {"displayName": name, "mailNickname": "some", "mailEnabled": False, "securityEnabled": True}
    )
    return str(made["id"])


def given_vault(*, by_roles: bool) -> list[dict[str, Any]]:
    vault = {"name": VAULT, "resource_group": GROUP, "location": LOCATION, "enable_rbac_authorization": by_roles}
    return [given_group(), given("keyvault", **vault), given("keyvault_secret", vault_name=VAULT, name="One", secret_value="one")]


def asked(outcome: Outcome) -> list[str]:
    """Requests to Microsoft Graph."""
    return [request.path for request in outcome.requests if request.host == "graph.microsoft.com"]


def join(portal: Portal, group: str, member: Somebody) -> None:
    portal.graph("POST", f"/groups/{group}/members/$ref", {"@odata.id": f"{GRAPH}/v1.0/directoryObjects/{member.object_id}"})


def test_access_policy(ansible: Ansible, portal: Portal, group: str) -> None:
    policy = {"vault_name": VAULT, **WHO, "secrets": ["get", "list"]}
    read = step("keyvault_secret_info", vault_name=VAULT, values=True)
    play = ansible.play(
        [
            *given_vault(by_roles=False),
            step("kv_access_policy", check=True, **policy),
            step("kv_access_policy", **policy),
            step("kv_access_policy", **policy),
            step("kv_access_policy", **{**policy, "entra_group": group.upper()}),
        ]
    )
    planned, made, again, by_id = play[3:]
    assert (planned["action"], planned.writes) == ("create", [])
    assert planned["kv_access_policy"] == made["kv_access_policy"]
    assert (made["kv_access_policy"]["object_id"], made["principal_id"]) == (group, group)
    assert asked(made) == ["/v1.0/groups"]
    assert (again.changed, again.writes) == (False, [])
    assert (by_id.changed, by_id.writes, asked(by_id)) == (False, [], [])

    somebody = Somebody(portal)
    (before,) = ansible.play([read], environment=somebody.environment)
    assert "does not have secrets list permission" in before.msg
    join(portal, group, somebody)
    (member,) = ansible.play([read], environment=somebody.environment)
    assert [one["secret_value"] for one in member["keyvault_secrets"]] == ["one"]
    gone, gone_again = ansible.play([step("kv_access_policy", **policy, state="absent")] * 2)
    assert (gone["action"], gone_again.changed, gone_again.writes) == ("delete", False, [])


def test_role(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, group: str) -> None:
    role = {"role": "Key Vault Secrets User", "vault_name": VAULT, **WHO}
    read = step("keyvault_secret_info", vault_name=VAULT, values=True)
    play = ansible.play(
        [
            *given_vault(by_roles=True),
            step("role_assignment", check=True, **role),
            step("role_assignment", **role),
            step("role_assignment", **role),
            settled(),
        ]
    )
    planned, made, again, _settled = play[3:]
    assert (planned["action"], planned.writes) == ("create", [])
    assert made["role_assignment"]["principal_id"] == group
    assert (again.changed, again.writes) == (False, [])
    (assignment,) = (one for one in emulator.state()["live"]["resources"]["role_assignments"] if one["principal_id"] == group)
    assert assignment["description"].startswith(f"For the group {NAME}.")

    somebody = Somebody(portal)
    join(portal, group, somebody)
    (member,) = ansible.play([read], environment=somebody.environment)
    assert [one["secret_value"] for one in member["keyvault_secrets"]] == ["one"]

    portal.graph("DELETE", f"/groups/{group}")
    going, gone, gone_again = ansible.play(
        [
            step("role_assignment", check=True, **role, state="absent", only_managed=True),
            *([step("role_assignment", **role, state="absent", only_managed=True)] * 2),
        ]
    )
    assert (going["action"], going.writes) == ("delete", [])
    assert (gone["action"], gone["principal_id"]) == ("delete", group)
    assert (gone_again.changed, gone_again.writes) == (False, [])


def test_names_that_mean_no_group(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, group: str) -> None:
    made_group(portal, "twins")
    made_group(portal, "twins")
    play = ansible.play(
        [
            *given_vault(by_roles=False),
            step("role_assignment", check=True, role="Reader", entra_group="nobody"),
            step("role_assignment", role="Reader", entra_group="nobody"),
            step("kv_access_policy", vault_name=VAULT, entra_group="nobody", secrets=["get"]),
            step("role_assignment", role="Reader", entra_group="twins"),
            step("role_assignment", role="Reader", entra_group=""),
            step("role_assignment", role="Reader", entra_group=NAME, principal_type="User"),
            step("role_assignment", role="Reader", entra_group=SOMEBODY, timeout=0),
        ]
    )
    planned, *refused = play[3:]
    assert planned["role_assignment"]["principal_id"] == UNKNOWN
    words = [
        "There is no group nobody in the tenant. Correct entra_group",
        "There is no group nobody in the tenant. Correct entra_group",
        "have that display name. Give the object id of the one that is meant.",
        "entra_group is empty",
        "principal_type is User, but entra_group names a group. Leave principal_type out.",
        SOMEBODY.replace("-", ""),
    ]
    for outcome, text in zip(refused, words, strict=True):
        assert outcome.failed
        assert text in outcome.msg
    assert [outcome.writes for outcome in refused[:-1]] == [[]] * 5

    emulator.rules(graph_permissions=["Application.ReadWrite.OwnedBy"])
    by_name, by_id = ansible.play(
        [step("role_assignment", role="Reader", entra_group=NAME), step("role_assignment", role="Reader", entra_group=group)]
    )
    assert "grant the signed-in identity GroupMember.Read.All of Microsoft Graph, or give the group's object id" in by_name.msg
    assert by_id["role_assignment"]["principal_id"] == group
