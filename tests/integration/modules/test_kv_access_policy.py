# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One principal's access policy: what changes, and that nobody else's does."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

UNKNOWN = "(known after apply)"
VAULT = "kv-policies"
SOMEBODY = "44444444-4444-4444-8444-444444444444"
OTHER = "55555555-5555-4555-8555-555555555555"
APPLICATION = "66666666-6666-4666-8666-666666666666"
WHERE: dict[str, Any] = {"vault_name": VAULT, "object_id": SOMEBODY}
NOTHING: dict[str, list[str]] = {
    "secret_permissions": [], "key_permissions": [], "certificate_permissions": [], "storage_permissions": []
}  # fmt: skip
POLICIES = f"/resourceGroups/{GROUP}/providers/Microsoft.KeyVault/vaults/{VAULT}/accessPolicies"


def given_vault(**options: Any) -> list[dict[str, Any]]:
    return [given_group(), given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION, **options)]


def write_policy(portal: Portal, **permissions: list[str]) -> None:
    """Somebody else's policy, and one of SOMEBODY with an application: two entries that must stay as they are."""
    tenant = portal.tenant
    entries = [
        {"tenantId": tenant, "objectId": OTHER, "permissions": {"secrets": ["Get", "List"], "keys": ["wrapKey"]}},
        {"tenantId": tenant, "objectId": SOMEBODY, "applicationId": APPLICATION, "permissions": {"secrets": ["Get"]}},
        *([{"tenantId": tenant, "objectId": SOMEBODY, "permissions": permissions}] if permissions else []),
    ]
    portal.arm("PUT", f"{POLICIES}/add", {"properties": {"accessPolicies": entries}}, "2026-02-01")


def policies(emulator: EmulatorProcess, *, of_somebody: bool) -> list[dict[str, Any]]:
    """The stored entries of SOMEBODY alone, or all the others."""
    (vault,) = emulator.state()["live"]["vaults"]["vaults"]
    return [
        entry
        for entry in vault["access_policies"]
        if ((entry["objectId"], entry.get("applicationId")) == (SOMEBODY, None)) == of_somebody
    ]


def ways(outcome: Outcome) -> list[str]:
    """add, replace or remove: which of the vault's doors was used."""
    assert all(request.path.rpartition("/")[0].endswith(POLICIES) for request in outcome.writes)
    return [request.path.rpartition("/")[2] for request in outcome.writes]


def test_life(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play(given_vault())
    write_policy(portal)
    others = policies(emulator, of_somebody=False)
    assert len(others) == 3, "the caller, another principal, and the compound identity"

    play = ansible.play(
        [
            step("kv_access_policy", check=True, **WHERE, secrets=["Get", "list"]),
            step("kv_access_policy", **WHERE, secrets=["Get", "list"]),
            step("kv_access_policy", **WHERE, secrets="LIST, get "),
            step("kv_access_policy", **WHERE, resource_group=GROUP, secrets=["get"], keys=["wrapKey"], certificates=["get"]),
            step("kv_access_policy", check=True, **WHERE, mode="set", secrets=["get", "set"], storage=["list"]),
            step("kv_access_policy", **WHERE, mode="set", secrets=["get", "set"], storage=["list"]),
            step("kv_access_policy", **WHERE, mode="set", secrets=["Set", "Get"], storage=["list"]),
            step("kv_access_policy", check=True, **WHERE, mode="remove", secrets=["set", "purge"]),
            step("kv_access_policy", **WHERE, mode="remove", secrets=["set", "purge"]),
            step("kv_access_policy", **WHERE, mode="remove", secrets=["set", "purge"]),
            step("kv_access_policy", check=True, **WHERE, state="absent"),
            step("kv_access_policy", **WHERE, state="absent"),
            step("kv_access_policy", **WHERE, state="absent"),
        ],
    )
    assert [outcome for outcome in play if outcome.failed] == []
    planned, made, again, more, setting, exact, exact_again, taking, taken, taken_again, going, gone, gone_again = play
    who = {"vault_name": VAULT, "object_id": SOMEBODY, "application_id": None, **NOTHING}

    assert (planned["action"], planned.writes) == ("create", [])
    assert (made["action"], ways(made)) == ("create", ["add"])
    assert made["kv_access_policy"] == planned["kv_access_policy"] == {**who, "secret_permissions": ["get", "list"]}
    assert made["diff"] == {"before": who, "after": made["kv_access_policy"]}
    assert (again.changed, again.writes) == (False, [])

    assert (more["action"], ways(more)) == ("update", ["add"])
    assert more["kv_access_policy"] == {
        **who,
        "secret_permissions": ["get", "list"],
        "key_permissions": ["wrapkey"],
        "certificate_permissions": ["get"],
    }

    assert setting.writes == []
    assert ways(exact) == ["replace"]
    assert (
        exact["kv_access_policy"]
        == setting["kv_access_policy"]
        == {**who, "secret_permissions": ["get", "set"], "storage_permissions": ["list"]}
    )
    assert (exact_again.changed, exact_again.writes) == (False, [])

    assert taking.writes == []
    assert ways(taken) == ["remove"]
    assert (
        taken["kv_access_policy"]
        == taking["kv_access_policy"]
        == {**who, "secret_permissions": ["get"], "storage_permissions": ["list"]}
    )
    assert (taken_again.changed, taken_again.writes) == (False, [])

    assert (going["action"], going.writes) == ("delete", [])
    assert (gone["kv_access_policy"], ways(gone)) == (None, ["remove"])
    assert (gone_again.changed, gone_again.writes) == (False, [])

    assert policies(emulator, of_somebody=True) == []
    assert policies(emulator, of_somebody=False) == others


def test_a_managed_identity_by_name(ansible: Ansible, emulator: EmulatorProcess) -> None:
    options = {"vault_name": VAULT, "managed_identity": "id-test", "secrets": ["get", "list"]}
    play = ansible.play(
        [
            *given_vault(caller_access=False),
            step("kv_access_policy", **options),
            step("kv_access_policy", check=True, **options),
            given("managed_identity", name="id-test", resource_group=GROUP, location=LOCATION),
            step("kv_access_policy", **options),
            step("kv_access_policy", **options, identity_resource_group=GROUP),
        ],
    )
    no_identity, planned, identity, made, again = play[2:]
    assert no_identity.failed
    assert "There is no managed identity id-test in the subscription" in no_identity.msg
    assert (planned["action"], planned["kv_access_policy"]["object_id"]) == ("create", UNKNOWN)
    principal = identity["managed_identity"]["principal_id"]
    assert made["kv_access_policy"]["object_id"] == principal
    assert not again.changed
    (vault,) = emulator.state()["live"]["vaults"]["vaults"]
    assert [entry["objectId"] for entry in vault["access_policies"]] == [principal]


def test_a_compound_identity_is_another_one(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play(given_vault(caller_access=False))
    write_policy(portal, secrets=["Get"])
    compound = {**WHERE, "application_id": APPLICATION.upper()}
    added, removed = ansible.play(
        [step("kv_access_policy", **compound, secrets=["get", "list"]), step("kv_access_policy", **compound, state="absent")]
    )
    assert added["diff"]["before"]["secret_permissions"] == ["get"]
    assert removed.changed
    assert [entry["permissions"] for entry in policies(emulator, of_somebody=True)] == [{"secrets": ["Get"]}]
    assert [entry["objectId"] for entry in policies(emulator, of_somebody=False)] == [OTHER]


def test_case_of_the_service_is_no_difference(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play(given_vault())
    write_policy(portal, secrets=["Get", "LIST"], keys=["wrapKey"])
    same, removed = ansible.play(
        [
            step("kv_access_policy", **WHERE, mode="set", secrets=["list", "get"], keys=["WRAPKEY"]),
            step("kv_access_policy", **WHERE, mode="remove", secrets=["list"], keys=["wrapkey"]),
        ]
    )
    assert (same.changed, same.writes) == (False, [])
    assert removed["kv_access_policy"]["secret_permissions"] == ["get"]


def test_all_is_a_value_of_its_own(ansible: Ansible, portal: Portal) -> None:
    ansible.play(given_vault())
    write_policy(portal, secrets=["all"])
    added, kept, removed = ansible.play(
        [
            step("kv_access_policy", **WHERE, secrets=["get"]),
            step("kv_access_policy", **WHERE, mode="remove", secrets=["get"]),
            step("kv_access_policy", **WHERE, mode="remove", secrets=["all"]),
        ]
    )
    assert added["kv_access_policy"]["secret_permissions"] == ["all", "get"]
    assert kept["kv_access_policy"]["secret_permissions"] == ["all"]
    assert kept["warnings"] == ["secrets keeps the permission 'all', so the principal can still do what is removed."]
    assert removed["kv_access_policy"]["secret_permissions"] == []
    assert "warnings" not in removed.result


def test_a_vault_that_uses_roles(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = ansible.play(
        [
            *given_vault(caller_access=False),
            given("kv_access_policy", **WHERE, secrets=["get"]),
            given("keyvault", name=VAULT, resource_group=GROUP, enable_rbac_authorization=True, caller_access=False),
            step("kv_access_policy", **WHERE, secrets=["list"]),
            step("kv_access_policy", check=True, **WHERE, mode="set", secrets=["list"]),
            step("kv_access_policy", **WHERE, state="absent"),
        ],
    )
    *_given, refused, planned, gone = play
    assert refused.failed
    assert "uses Azure roles (enable_rbac_authorization)" in refused.msg
    assert "Key Vault Secrets User" in refused.msg
    assert "enable_rbac_authorization: false" in refused.msg
    assert refused.writes == []
    # A task before it might have changed the vault, had it not been in check mode too.
    assert (planned.changed, planned.writes) == (True, [])
    assert planned["warnings"] == [f"The key vault {VAULT} uses Azure roles now, and as long as it does, a policy has no effect."]
    assert gone.changed, "what has no effect can still be cleared away"
    assert policies(emulator, of_somebody=True) == []


def test_another_change_of_the_vault_is_waited_for(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play(given_vault())
    body = {"error": {"code": "ConflictError", "message": "A conflict occurred that prevented the operation."}}
    emulator.fault({"method": "PUT", "path": ".*/accessPolicies/add"}, {"status": 409, "body": body}, times=2)
    outcome = ansible.run("kv_access_policy", {**WHERE, "secrets": ["get"]})
    assert outcome.changed
    assert [request.status for request in outcome.writes] == [409, 409, 200]


def test_absent_takes_the_listed_permissions_and_leaves_others(ansible: Ansible) -> None:
    ansible.play(given_vault())
    play = ansible.play(
        [
            given("kv_access_policy", **WHERE, secrets=["get", "list", "set"], keys=["get"]),
            step("kv_access_policy", **WHERE, state="absent", secrets=["Get", "list"]),
            step("kv_access_policy", **WHERE, state="absent", secrets=["get", "list"]),
            step("kv_access_policy", **WHERE, secrets=["set"], mode="set"),
        ],
    )
    _given, taken, again, shown = play
    assert (taken["action"], [request.path.rpartition("/")[2] for request in taken.writes]) == ("delete", ["remove"])
    assert (again.changed, again.writes) == (False, [])
    assert (shown["diff"]["before"]["secret_permissions"], shown["diff"]["before"]["key_permissions"]) == (["set"], ["get"])


def test_check_mode_on_an_empty_cloud(ansible: Ansible) -> None:
    options = {"vault_name": VAULT, "managed_identity": "id-test", "secrets": ["get"]}
    play = ansible.play(
        [
            step("kv_access_policy", check=True, **options),
            step("kv_access_policy", check=True, **options, resource_group=GROUP),
            step("kv_access_policy", check=True, **options, state="absent"),
            step("kv_access_policy", **options, resource_group=GROUP),
        ],
    )
    for outcome in play[:2]:
        assert (outcome["action"], outcome.changed, outcome.writes) == ("create", True, [])
        assert outcome["kv_access_policy"]["secret_permissions"] == ["get"]
    assert (play[2].changed, play[2].writes) == (False, [])
    assert play[3].failed
    assert "There is no key vault kv-policies in the resource group rg-test" in play[3].msg


REFUSED: list[tuple[dict[str, Any], str]] = [
    (
        {**WHERE, "secrets": ["get", "frobnicate"]},
        "secrets has frobnicate, which is not a valid permission on secrets. Choose from all",
    ),
    ({**WHERE, "keys": ["set"]}, "keys has set, which is not a valid permission on keys"),
    ({**WHERE}, "state is present but any of the following are missing"),
    ({"vault_name": VAULT, "secrets": ["get"]}, "one of the following is required: object_id, managed_identity"),
    ({**WHERE, "object_id": "somebody", "secrets": ["get"]}, "object_id is 'somebody', which is not a valid GUID"),
    ({**WHERE, "application_id": "app", "secrets": ["get"]}, "application_id is 'app', which is not a valid GUID"),
    ({**WHERE, "vault_name": "https://x.managedhsm.azure.net", "secrets": ["get"]}, "Managed HSMs hold keys only"),
]


def test_refusals_without_a_request(ansible: Ansible) -> None:
    play = ansible.play([step("kv_access_policy", **options) for options, _words in REFUSED])
    for outcome, (_options, words) in zip(play, REFUSED, strict=True):
        assert outcome.failed
        assert words in outcome.msg
        assert outcome.requests == []
