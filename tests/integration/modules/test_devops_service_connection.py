# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections to Azure."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, settled, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess, emulator_process

MODULE = "devops_service_connection"
UNKNOWN = "(known after apply)"
PROJECT = "shop"
NAMED: dict[str, Any] = {"project": PROJECT, "name": "azure-shop"}
IDENTITY: dict[str, Any] = {"managed_identity": "id-test", "identity_resource_group": GROUP}
CONNECTION: dict[str, Any] = {**NAMED, **IDENTITY}
OTHER_CLIENT = "22222222-2222-2222-2222-222222222222"
ENDPOINTS = "/vaultpipe/_apis/serviceendpoint/endpoints"
LIST = {"method": "GET", "path": ".*/_apis/serviceendpoint/endpoints"}
TEST = {"method": "POST", "path": ".*/endpointproxy"}


def given_project() -> dict[str, Any]:
    return given("devops_project", name=PROJECT)


def given_identity(name: str = "id-test") -> list[dict[str, Any]]:
    return [given_group(), given("managed_identity", name=name, resource_group=GROUP, location=LOCATION)]


def given_all() -> list[dict[str, Any]]:
    return [given_project(), *given_identity()]


def endpoints(portal: Portal) -> list[dict[str, Any]]:
    """As the service has them, those that are not ready too."""
    found: list[dict[str, Any]] = portal.devops("GET", f"/{PROJECT}/_apis/serviceendpoint/endpoints?includeFailed=true")["value"]
    return found


def sent(outcome: Outcome) -> list[str]:
    return [f"{request.method} {request.path}" for request in outcome.writes]


def asked_hosts(outcome: Outcome) -> set[str]:
    return {request.host for request in outcome.requests}


def trials(outcome: Outcome) -> int:
    return sum(request.path.endswith("/endpointproxy") for request in outcome.requests)


def test_life(ansible: Ansible, portal: Portal) -> None:
    play = ansible.play(
        [
            *given_all(),
            step(MODULE, check=True, **CONNECTION, description="first"),
            step(MODULE, **CONNECTION, description="first", service_management_reference="SR-1"),
            step(MODULE, **CONNECTION, description="first", service_management_reference="SR-1"),
            step(MODULE, check=True, **CONNECTION, description="second"),
            step(MODULE, **NAMED, state="absent", check=True),
            step(MODULE, **NAMED, state="absent"),
            step(MODULE, **NAMED, state="absent"),
        ],
    )
    planned, made, again, changing, going, gone, gone_again = play[3:]
    identity = portal.arm("GET", f"/resourceGroups/{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-test",
                          version="2024-11-30")["properties"]  # fmt: skip
    subscription = portal.subscription

    wanted = {
        "name": "azure-shop",
        "project": PROJECT,
        "description": "first",
        "identity_client_id": identity["clientId"],
        "identity_tenant_id": portal.tenant,
        "subscription_id": subscription.removeprefix("/subscriptions/"),
        "resource_group": "",
        "scope": subscription,
        "url": "https://management.azure.com/",
        "ready": True,
        "verified": None,
    }
    assert (planned["action"], planned.writes) == ("create", [])
    shown = planned["service_connection"]
    assert shown.items() >= wanted.items()
    assert [shown[field] for field in ("id", "issuer", "subject")] == [UNKNOWN] * 3

    connection = made["service_connection"]
    assert sent(made) == [f"POST {ENDPOINTS}"]
    assert connection.items() >= wanted.items()
    assert connection["service_management_reference"] == "SR-1"
    assert connection["subscription_name"]
    assert connection["issuer"] == f"https://login.microsoftonline.com/{portal.tenant}/v2.0"
    assert connection["subject"].endswith(f"/{connection['id']}")

    assert (again["action"], again.changed, again.writes) == ("none", False, [])
    assert again["service_connection"] == connection
    assert again["diff"]["before"] == again["diff"]["after"]

    assert (changing["action"], changing.writes) == ("update", [])
    assert changing["diff"]["after"]["description"] == "second"
    assert (going["action"], going.writes) == ("delete", [])
    assert sent(gone) == [f"DELETE {ENDPOINTS}/{connection['id']}"]
    assert gone["service_connection"] is None
    assert (gone_again["action"], gone_again.writes) == ("none", [])
    assert endpoints(portal) == []


def test_what_is_sent(ansible: Ansible, portal: Portal) -> None:
    """The wire form of docs/reference/azure_devops.md#endpoint-request, as the service keeps it."""
    made = ansible.play([*given_all(), step(MODULE, **CONNECTION, resource_group=GROUP)])[-1]
    (endpoint,) = endpoints(portal)
    connection = made["service_connection"]
    assert endpoint["type"].lower() == "azurerm"
    assert endpoint["data"] == {
        "environment": "AzureCloud",
        "creationMode": "Manual",
        "scopeLevel": "Subscription",
        "subscriptionId": connection["subscription_id"],
        "subscriptionName": connection["subscription_name"],
    }
    parameters = endpoint["authorization"]["parameters"]
    assert endpoint["authorization"]["scheme"] == "WorkloadIdentityFederation"
    assert parameters["serviceprincipalid"] == connection["identity_client_id"]
    assert parameters["tenantid"] == connection["identity_tenant_id"]
    assert parameters["scope"] == f"{portal.subscription}/resourcegroups/{GROUP}"
    assert connection["scope"] == f"{portal.subscription}/resourceGroups/{GROUP}"


def test_each_option_alone(ansible: Ansible, portal: Portal) -> None:
    changes: list[dict[str, Any]] = [
        {"description": "second"},
        {"description": ""},
        {"service_management_reference": "SR-2"},
        {"resource_group": GROUP},
        {"resource_group": ""},
        {"identity_client_id": OTHER_CLIENT},
        {"new_name": "azure-web"},
    ]
    steps = [step(MODULE, **NAMED, **change) for change in changes]
    unchanged = [step(MODULE, **NAMED, resource_group=""), step(MODULE, **NAMED, identity_client_id=OTHER_CLIENT.upper())]
    renamed = step(MODULE, **NAMED, new_name="azure-web")
    play = ansible.play([*given_all(), given(MODULE, **CONNECTION), *steps[:-1], *unchanged, steps[-1], renamed])
    made = play[3]["service_connection"]
    outcomes = play[4:]
    fields = [
        "description",
        "description",
        "service_management_reference",
        "resource_group",
        "resource_group",
        "identity_client_id",
    ]
    values = ["second", "", "SR-2", GROUP, "", OTHER_CLIENT]
    for outcome, field, value in zip(outcomes, fields, values, strict=False):
        assert sent(outcome) == [f"PUT {ENDPOINTS}/{made['id']}"]
        assert outcome["service_connection"][field] == value
        changed = {key for key, old in outcome["diff"]["before"].items() if outcome["diff"]["after"][key] != old}
        assert changed - {"scope"} == {field}
    for outcome in outcomes[6:8]:
        assert (outcome.changed, outcome.writes) == (False, [])
    rename, again = outcomes[8:]
    assert len(rename.writes) == 1
    assert rename["service_connection"]["subject"] == made["subject"]
    assert (again["action"], again["service_connection"]["name"]) == ("none", "azure-web")
    (endpoint,) = endpoints(portal)
    (reference,) = endpoint["serviceEndpointProjectReferences"]
    assert (endpoint["id"], endpoint["name"], reference["name"]) == (made["id"], "azure-web", "azure-web")
    assert endpoint["serviceManagementReference"] == "SR-2"


def test_rename_by_id(ansible: Ansible) -> None:
    by_id: dict[str, Any] = {"project": PROJECT, "id": "{{ made.service_connection.id }}"}
    play = ansible.play(
        [
            *given_all(),
            given(MODULE, register="made", **CONNECTION),
            step(MODULE, **by_id, name="azure-web", check=True),
            step(MODULE, **by_id, name="azure-web"),
            step(MODULE, **by_id, name="azure-web"),
            step(MODULE, **by_id, state="absent"),
            step(MODULE, **by_id),
        ]
    )
    planned, renamed, again, gone, missing = play[4:]
    assert (planned["action"], planned.writes) == ("update", [])
    assert renamed["service_connection"]["name"] == "azure-web"
    assert (again["action"], again.writes) == ("none", [])
    assert gone["action"] == "delete"
    assert missing.failed
    assert "Correct id" in missing.msg


def test_check_mode_on_an_empty_cloud(ansible: Ansible) -> None:
    play = ansible.play(
        [
            step(MODULE, check=True, **CONNECTION, verify=True),
            step(MODULE, check=True, **NAMED, identity_client_id=UNKNOWN),
            step(MODULE, check=True, **NAMED, state="absent"),
        ],
    )
    planned, by_client, absent = play
    assert (planned["action"], planned.writes) == ("create", [])
    assert planned["service_connection"]["identity_client_id"] == UNKNOWN
    assert planned["service_connection"]["verified"] == UNKNOWN
    assert by_client["action"] == "create"
    assert absent["action"] == "none"


def test_missing_parents_outside_check_mode(ansible: Ansible) -> None:
    play = ansible.play([step(MODULE, **CONNECTION), given_project(), step(MODULE, **CONNECTION), step(MODULE, **NAMED)])
    no_project, no_identity, nobody = play[0], play[2], play[3]
    assert no_project.failed
    assert f"There is no project {PROJECT}" in no_project.msg
    assert "devops_project" in no_project.msg
    assert "There is no managed identity id-test in the resource group rg-test" in no_identity.msg
    assert "no identity is given" in nobody.msg
    assert not any(outcome.writes for outcome in (no_project, no_identity, nobody))


def test_bad_input_is_refused_before_any_request(ansible: Ansible) -> None:
    bad = {
        "identity_client_id is 'me'": {**NAMED, "identity_client_id": "me"},
        "identity_tenant_id is 'home'": {**NAMED, "identity_client_id": OTHER_CLIENT, "identity_tenant_id": "home"},
        "id is '47'": {"project": PROJECT, "id": "47"},
        "managed_identity is '-'": {**NAMED, "managed_identity": "-"},
        "new_name is empty": {**NAMED, "new_name": " "},
        "project is empty": {**NAMED, "project": ""},
        "mutually exclusive": {**CONNECTION, "identity_client_id": OTHER_CLIENT},
        "one of the following is required: name, id": {"project": PROJECT},
    }
    play = ansible.play([step(MODULE, **options) for options in bad.values()])
    for outcome, words in zip(play, bad, strict=True):
        assert outcome.failed
        assert words in outcome.msg
        assert outcome.requests == []


@pytest.mark.devops_auth("pat")
def test_nothing_is_asked_of_azure_when_all_is_given(ansible: Ansible, emulator: EmulatorProcess) -> None:
    whole = {
        **NAMED,
        "identity_client_id": OTHER_CLIENT,
        "identity_tenant_id": emulator.environment["AZURE_TENANT_ID"],
        "subscription_id": emulator.environment["AZURE_SUBSCRIPTION_ID"],
        "subscription_name": "Given",
        "devops_auth": "pat",
    }
    made = ansible.play([given_project(), step(MODULE, **whole)])[1]
    assert made["service_connection"]["subscription_name"] == "Given"
    assert asked_hosts(made) == {"dev.azure.com"}


def test_an_unknown_subscription(ansible: Ansible) -> None:
    refused = ansible.play([*given_all(), step(MODULE, **NAMED, identity_client_id=OTHER_CLIENT, subscription_id=OTHER_CLIENT)])[
        -1
    ]
    assert refused.failed
    assert f"subscription_id is '{OTHER_CLIENT}'" in refused.msg
    assert refused.writes == []


def test_a_failed_connection_is_found_and_not_made_again(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    emulator.rules(endpoints_become_ready=False)
    play = ansible.play(
        [*given_all(), step(MODULE, **CONNECTION), step(MODULE, **CONNECTION), step(MODULE, **NAMED, state="absent")]
    )
    failed, again, gone = play[3:]
    for outcome in (failed, again):
        assert outcome.failed
        assert "could not be set up" in outcome.msg
        assert "state: absent" in outcome.msg
    assert again.writes == []
    assert gone["action"] == "delete"
    assert endpoints(portal) == []


def test_two_that_answer_to_the_options(ansible: Ansible) -> None:
    second = {**CONNECTION, "name": "azure-web"}
    play = ansible.play(
        [*given_all(), given(MODULE, **CONNECTION), given(MODULE, **second), step(MODULE, **NAMED, new_name="azure-web")]
    )
    refused = play[-1]
    assert refused.failed
    for made in play[3:5]:
        assert made["service_connection"]["id"] in refused.msg
    assert refused.writes == []


def test_another_kind_of_connection(ansible: Ansible, portal: Portal) -> None:
    ansible.play([given_project()])
    project = portal.devops("GET", f"/_apis/projects/{PROJECT}")
    reference = {"projectReference": {"id": project["id"], "name": PROJECT}, "name": NAMED["name"]}
    generic = {
        "name": NAMED["name"],
        "type": "Generic",
        "url": "https://example.com/",
        "authorization": {"scheme": "UsernamePassword", "parameters": {"username": "me", "password": "word"}},
        "serviceEndpointProjectReferences": [reference],
    }
    portal.devops("POST", "/_apis/serviceendpoint/endpoints", generic)
    refused = ansible.run(MODULE, {**NAMED, "identity_client_id": OTHER_CLIENT})
    assert refused.failed
    assert "Generic" in refused.msg
    assert "UsernamePassword" in refused.msg
    assert refused.writes == []


def test_a_name_that_an_invisible_connection_has(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([*given_all(), given(MODULE, **CONNECTION)])
    emulator.fault(LIST, {"status": 200, "body": {"count": 0, "value": []}}, times=9)
    refused = ansible.run(MODULE, CONNECTION)
    assert refused.failed
    assert "already exists" in refused.msg
    assert "administrators" in refused.msg


def test_a_connection_that_somebody_made_meanwhile_is_taken(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.play([*given_all(), given(MODULE, **CONNECTION)])
    emulator.fault(LIST, {"status": 200, "body": {"count": 0, "value": []}})
    taken = ansible.run(MODULE, CONNECTION)
    assert (taken.failed, [request.status for request in taken.writes]) == (False, [409])


@pytest.mark.parametrize(("part", "known"), [("authorization", {"scheme": None}), ("serviceManagementReference", "other")])
def test_what_changes_between_comparing_and_writing_is_not_written_back(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal, part: str, known: Any
) -> None:
    ansible.play([*given_all(), given(MODULE, **CONNECTION)])
    (before,) = endpoints(portal)
    read = {**before, part: {**before[part], **known} if isinstance(known, dict) else known}
    emulator.fault(LIST, {"status": 200, "body": {"count": 1, "value": [read]}})
    changing = {**CONNECTION, "description": "For the shop"}
    refused = ansible.run(MODULE, changing)
    assert refused.failed
    assert "azure-shop of shop has changed since it was read. Nothing was written. Run again." in refused.msg
    assert (refused.writes, endpoints(portal)) == ([], [before])
    assert ansible.run(MODULE, changing).changed


def test_what_becomes_ready_between_comparing_and_writing_is_changed(
    ansible: Ansible, emulator: EmulatorProcess, portal: Portal
) -> None:
    ansible.play([*given_all(), given(MODULE, **CONNECTION)])
    (endpoint,) = endpoints(portal)
    for later in ("workloadIdentityFederationIssuer", "workloadIdentityFederationSubject"):
        del endpoint["authorization"]["parameters"][later]
    read = {**endpoint, "isReady": False, "operationStatus": {"state": "InProgress", "statusMessage": ""}}
    emulator.fault(LIST, {"status": 200, "body": {"count": 1, "value": [read]}})
    changed = ansible.run(MODULE, {**CONNECTION, "description": "For the shop"})
    assert (changed.changed, len(changed.writes)) == (True, 1)
    assert changed["service_connection"]["issuer"]


def test_what_a_reader_does_not_see_is_not_a_difference(ansible: Ansible, emulator: EmulatorProcess, portal: Portal) -> None:
    ansible.play([*given_all(), given(MODULE, **CONNECTION)])
    (endpoint,) = endpoints(portal)
    endpoint["authorization"]["parameters"] = None
    emulator.fault(LIST, {"status": 200, "body": {"count": 1, "value": [endpoint]}})
    seen = ansible.run(MODULE, {**CONNECTION, "resource_group": GROUP})
    assert (seen.changed, seen.writes) == (False, [])
    assert seen["service_connection"]["identity_client_id"] is None
    assert "does not show identity_client_id, identity_tenant_id, scope" in str(seen["warnings"])

    endpoint["authorization"]["parameters"] = {"serviceprincipalid": 7}
    emulator.fault(LIST, {"status": 200, "body": {"count": 1, "value": [endpoint]}})
    refused = ansible.run(MODULE, CONNECTION)
    assert "The answer is not as documented: parameters is not an object of texts." in refused.msg


@pytest.mark.parametrize("lost", ["before", "after"])
def test_a_lost_answer_makes_no_second_connection(ansible: Ansible, emulator: EmulatorProcess, portal: Portal, lost: str) -> None:
    ansible.play(given_all())
    emulator.fault({"method": "POST", "path": ".*/_apis/serviceendpoint/endpoints"}, {"drop": lost})
    outcome = ansible.run(MODULE, CONNECTION)
    assert len(endpoints(portal)) == (1 if lost == "after" else 0)
    assert outcome.failed == (lost == "before")
    assert outcome.changed == (lost == "after")


# -- verify -----------------------------------------------------------------------------------------------------------


def trust(**changed: str) -> dict[str, Any]:
    connection = "made.service_connection"
    fields = {"issuer": f"{{{{ {connection}.issuer }}}}", "subject": f"{{{{ {connection}.subject }}}}", **changed}
    return given("federated_credential", name="devops", managed_identity="id-test", resource_group=GROUP, **fields)


def test_one_that_its_identity_trusts_is_deleted_when_entra_has_forgotten_it(ansible: Ansible, emulator: EmulatorProcess) -> None:
    text = "Cannot delete this service connection while federated credentials for app x exist in Entra tenant y."
    body = {"message": text, "typeKey": "ServiceEndpointException"}
    forgotten = given("federated_credential", name="devops", managed_identity="id-test", resource_group=GROUP, state="absent")
    gone = step(MODULE, **NAMED, state="absent", timeout=1)
    refused = ansible.play([*given_connection(), trust(), gone])[-1]
    assert refused.failed
    assert "Remove the credential first (vaultpipe.azure.federated_credential" in refused.msg
    emulator.fault({"method": "DELETE", "path": f".*{ENDPOINTS}/.*"}, {"status": 400, "body": body})
    deleted = ansible.play([forgotten, step(MODULE, **NAMED, state="absent")])[-1]
    assert (deleted.changed, [request.status for request in deleted.writes]) == (True, [400, 204])


READER = given("role_assignment", role="Reader", **IDENTITY)
VERIFY = step(MODULE, **CONNECTION, verify=True, verify_timeout=60)


def given_connection() -> list[dict[str, Any]]:
    return [*given_all(), given(MODULE, register="made", **CONNECTION)]


def test_verify(ansible: Ansible) -> None:
    play = ansible.play([*given_connection(), trust(), READER, settled(), {**VERIFY, "check_mode": True}, VERIFY])
    planned, verified = play[-2:]
    assert (planned.changed, planned["service_connection"]["verified"], trials(planned)) == (False, UNKNOWN, 0)
    assert (verified.changed, verified.writes, trials(verified)) == (False, [], 1)
    assert verified["service_connection"]["verified"] is True
    assert verified["diff"]["before"] == verified["diff"]["after"]


def test_verify_names_the_broken_link_without_waiting(ansible: Ansible) -> None:
    upper = trust(subject="{{ made.service_connection.subject | upper }}")
    wrong = [
        trust(issuer="https://issuer.example"), trust(subject="another"), upper, trust(audience="api://another"),
    ]  # fmt: skip
    steps = [VERIFY]
    for one in wrong:
        steps += [one, settled(), VERIFY]
    play = ansible.play([*given_connection(), *steps, trust(), settled(), VERIFY])
    verdicts = [outcome for outcome in play if outcome.name.endswith(MODULE)][1:]
    assert all(outcome.failed for outcome in verdicts)
    links = [outcome["broken_link"] for outcome in verdicts]
    assert links == ["credential", "issuer", "subject", "subject", "audience", "role"]
    assert [trials(outcome) for outcome in verdicts] == [1] * 6
    assert "has no federated credential" in verdicts[0].msg
    assert "'https://issuer.example'" in verdicts[1].msg
    assert "AADSTS700213" in verdicts[2].msg
    assert "AADSTS7002138" in verdicts[3].msg
    for outcome in verdicts[:5]:
        assert "vaultpipe.azure.federated_credential" in outcome.msg
    assert "has no role at /subscriptions/" in verdicts[5].msg
    assert "Reader" in verdicts[5].msg


def test_verify_waits_out_entras_delay(ansible: Ansible, emulator: EmulatorProcess) -> None:
    late = {"statusCode": "badRequest", "errorMessage": "AADSTS700213: No matching federated identity record found."}
    ansible.play([*given_connection(), trust(), READER, settled()])
    emulator.fault(TEST, {"status": 200, "body": late}, times=2)
    verified = ansible.play([VERIFY])[0]
    assert verified["service_connection"]["verified"] is True
    assert trials(verified) == 3


def test_a_new_credential_counts_late_whatever_the_identity(ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """What Entra says with --eventual to a managed identity's and to an application's token."""
    trusting, late = [], []
    for name, identity, owner in (
        ("managed", IDENTITY, {"managed_identity": "id-test", "resource_group": GROUP}),
        ("app", {"service_principal": "app-test"}, {"service_principal": "app-test"}),
    ):
        connection = {"project": PROJECT, "name": name, **identity}
        fields = {key: f"{{{{ {name}.service_connection.{key} }}}}" for key in ("issuer", "subject")}
        trusting += [given(MODULE, **connection), given("role_assignment", role="Reader", **identity)]
        late += [
            given(MODULE, register=name, **connection),
            given("federated_credential", name="devops", **owner, **fields),
            step(MODULE, **connection, verify=True, verify_timeout=1),
            settled(),
            step(MODULE, **connection, verify=True),
        ]
    made = ansible.play([*given_all(), given("service_principal", name="app-test"), *trusting])
    assert [outcome.msg for outcome in made if outcome.failed] == []
    with emulator_process(tmp_path / "emulator", "--eventual") as eventual:
        eventual.restore(emulator.snapshot())
        play = Ansible(eventual.environment, tmp_path / "emulator").play(late)
    for fresh, known in (play[2:5:2], play[7:10:2]):
        assert fresh["broken_link"] == "subject"
        assert "AADSTS700213" in fresh.msg
        assert known["service_connection"]["verified"] is True, known.msg


def test_verify_looks_up_the_identity_of_the_connection(ansible: Ansible) -> None:
    """A task that names only the connection ends as soon as one that names its identity."""
    by_name = step(MODULE, **NAMED, verify=True, verify_timeout=60)
    play = ansible.play(
        [*given_connection(), settled(), by_name, trust(subject="another"), settled(), by_name, trust(), settled(), by_name]
    )
    without, wrong, no_role = [outcome for outcome in play if outcome.name.endswith(MODULE)][1:]
    assert "the managed identity id-test has no federated credential." in without.msg
    assert "AADSTS70025" in without.msg
    assert "has the federated credential devops with the subject 'another'" in wrong.msg
    assert "the managed identity id-test has no role at /subscriptions/" in no_role.msg
    assert [trials(outcome) for outcome in (without, wrong, no_role)] == [1] * 3


@pytest.mark.long
def test_verify_tells_the_last_answer_while_it_waits(ansible: Ansible, emulator: EmulatorProcess) -> None:
    late = {"statusCode": "badRequest", "errorMessage": "AADSTS700213: No matching federated identity record found."}
    ansible.play([*given_connection(), trust(), READER, settled()])
    emulator.fault(TEST, {"status": 200, "body": late}, times=50)
    play = ansible.play([step(MODULE, **CONNECTION, verify=True, verify_timeout=20)], execution="controller")
    assert "s of at most 20 s). The last answer: AADSTS700213: No matching" in play.output


def test_verify_is_bounded_when_the_credentials_cannot_be_read(ansible: Ansible, emulator: EmulatorProcess) -> None:
    by_name = step(MODULE, **NAMED, verify=True, verify_timeout=1)
    ansible.play([*given_connection(), trust(subject="another"), settled()])
    body = {"error": {"code": "AuthorizationFailed", "message": "No."}}
    emulator.fault({"path": ".*/userAssignedIdentities"}, {"status": 403, "body": body}, times=50)
    refused = ansible.play([by_name])[-1]
    assert refused.failed
    assert refused["broken_link"] == "subject"
    assert "Timed out after 1 s" in refused.msg
    assert "letter by letter" in refused.msg


def test_the_name_in_another_case_finds_it_and_does_not_rename_it(ansible: Ansible, emulator: EmulatorProcess) -> None:
    found = ansible.play(
        [*given_all(), given(MODULE, **CONNECTION), step(MODULE, **{**CONNECTION, "name": NAMED["name"].upper()})]
    )[-1]
    assert (found["action"], found.writes) == ("none", [])
    assert found["service_connection"]["name"] == NAMED["name"]


def test_who_uses_it_keeps_it(ansible: Ansible) -> None:
    code = given("devops_repository", project=PROJECT, files={"a.yml": "steps:\n- script: echo hello\n"})
    permission = {"project": PROJECT, "resource_type": "endpoint", "resource": "azure-shop", "all_pipelines": True}
    group = {"project": PROJECT, "name": "shop-secrets"}
    link = {"service_connection": "azure-shop", "vault_name": "kv-shop", "secrets": ["One"]}
    removal: dict[str, Any] = {**NAMED, "state": "absent", "only_managed": True}
    play = ansible.play(
        [
            *given_all(),
            given(MODULE, **CONNECTION),
            code,
            given("devops_pipeline", project=PROJECT, name="web", yaml_path="a.yml"),
            given("devops_pipeline_permission", **permission),
            given("devops_variable_group", **group, **link),
            step(MODULE, **removal),
            given("devops_pipeline_permission", **permission, state="absent"),
            step(MODULE, **removal),
            step(MODULE, **removal, ignoring=["pipeline shop-secrets"]),
            step(MODULE, **removal, ignoring=["variable group SHOP-secrets"]),
        ]
    )
    assert [outcome.msg for outcome in play if outcome.failed] == []
    by_both, _permission, by_group, another_kind, gone = play[-5:]
    pipeline, variable_group = (
        f"The service connection azure-shop of {PROJECT} serves the {user}."
        for user in ("pipeline web", "variable group shop-secrets")
    )
    assert by_both["kept_because"] == [pipeline, variable_group]
    assert by_group["kept_because"] == another_kind["kept_because"] == [variable_group]
    for kept in (by_both, by_group, another_kind):
        assert (kept.changed, kept.writes) == (False, [])
    assert (gone["action"], gone["kept_because"]) == ("delete", [])
