# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections that are verified, and those that an identity trusts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, given, settled, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess, emulator_process
from ansible_collections.vaultpipe.azure.tests.support.modules.service_connections import (
    CONNECTION,
    ENDPOINTS,
    IDENTITY,
    MODULE,
    NAMED,
    PROJECT,
    UNKNOWN,
    given_all,
)

TEST = {"method": "POST", "path": ".*/endpointproxy"}


def trials(outcome: Outcome) -> int:
    return sum(request.path.endswith("/endpointproxy") for request in outcome.requests)


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
    """Entra refuses at first, with --eventual, a managed identity's token and an application's."""
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
