# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No token, and no personal access token, goes to a host that an answer or an option names in place of the service's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess, emulator_process

VARIANT = "ansible_collections.vaultpipe.azure.tests.support.emulator.other_host"
ARM, GRAPH, VAULT, DEVOPS = "management.azure.com", "graph.microsoft.com", "kv-here.vault.azure.net", "dev.azure.com"
SIGN_IN = "login.microsoftonline.com"
THERE = "https://elsewhere.example/x"
MOVED = {"headers": {"location": THERE}}
PAGE = {"status": 200, "body": {"value": [], "nextLink": THERE}}
HERE = {"vault_name": "kv-here"}
ONCE: dict[str, Any] = {"request_retries": 0, "timeout": 5}
ORGANIZATIONS = (
    "https://elsewhere.example?.visualstudio.com",
    "https://elsewhere.example#.visualstudio.com",
    "https://dev.azure.com@elsewhere.example#.visualstudio.com",
    "https://elsewhere.example\\.visualstudio.com",
    "https://elsewhere.example%2f.visualstudio.com",
    "https://elsewhere.example:443.visualstudio.com",
    "https://dev.azure.com/org?x",
    "https://dev.azure.com/org#x",
    "https://dev.azure.com/..\\x",
    "https://dev.azure.com:443@elsewhere.example/org",
    "https://dev.azure.com/org\n",
)


def challenge(authority: str = SIGN_IN, resource: str = "vault.azure.net") -> dict[str, Any]:
    told = f'Bearer authorization="https://{authority}/11111111-1111-1111-1111-111111111111", resource="https://{resource}"'
    return {"status": 401, "headers": {"www-authenticate": told}, "body": {"error": {"code": "Unauthorized", "message": "m"}}}


def group(name: str, **options: Any) -> dict[str, Any]:
    return step("resource_group", name=name, location=LOCATION, **options)


Case = tuple[str, dict[str, Any], dict[str, Any], dict[str, Any], str]
CASES: list[Case] = [
    *(
        (f"{status} of ARM to {method}", {"method": method, "host": ARM, "path": f".*/rg-{status}-{method.lower()}"},
         {"status": status, **MOVED}, group(f"rg-{status}-{method.lower()}"), ARM)
        for status in (301, 302, 303, 307, 308) for method in ("GET", "PUT")
    ),
    ("302 of Graph", {"method": "GET", "host": GRAPH, "path": ".*/applications.*"}, {"status": 302, **MOVED},
     step("service_principal", name="app"), GRAPH),
    ("a deletion's Location", {"method": "DELETE", "host": ARM, "path": f".*/{GROUP}-gone"}, {"status": 202, **MOVED},
     group(f"{GROUP}-gone", state="absent"), ARM),
    ("a purge's Location", {"method": "POST", "path": ".*/purge"}, {"status": 202, **MOVED},
     step("keyvault", name="kv-purged", resource_group=GROUP, state="absent", purge=True, **ONCE), ARM),
    ("a purge's Azure-AsyncOperation", {"method": "POST", "path": ".*/purge"},
     {"status": 202, "headers": {"azure-asyncoperation": THERE}},
     step("keyvault", name="kv-purged", resource_group=GROUP, state="absent", purge=True, **ONCE), ARM),
    ("the next page of vaults", {"method": "GET", "path": ".*/vaults"}, PAGE, step("keyvault_info"), ARM),
    ("the next page of deleted vaults", {"method": "GET", "path": ".*deletedVaults"}, PAGE,
     step("keyvault", name="kv-new", resource_group=GROUP, location=LOCATION, **ONCE), ARM),
    ("the next page of secrets", {"method": "GET", "host": VAULT, "path": "/secrets"}, PAGE,
     step("keyvault_secret_info", **HERE), VAULT),
    ("302 of a vault", {"method": "GET", "host": VAULT, "path": "/secrets"}, {"status": 302, **MOVED},
     step("keyvault_secret_info", **HERE), VAULT),
    ("another authority", {"host": VAULT, "path": "/secrets.*"}, challenge(authority="elsewhere.example"),
     step("keyvault_secret_info", **HERE), VAULT),
    ("another audience", {"host": VAULT, "path": "/secrets.*"}, challenge(resource="elsewhere.example"),
     step("keyvault_secret_info", **HERE), VAULT),
    ("a wider audience", {"host": VAULT, "path": "/secrets.*"}, challenge(resource="azure.net"),
     step("keyvault_secret_info", **HERE), VAULT),
    ("302 of Azure DevOps", {"host": DEVOPS, "path": ".*"}, {"status": 302, **MOVED}, step("devops_project", name="p"), DEVOPS),
    ("302 of the sign-in", {"method": "POST", "host": SIGN_IN}, {"status": 307, **MOVED}, group("rg-signed-in"), SIGN_IN),
    ("the sign-in's own description", {"method": "GET", "host": SIGN_IN},
     {"status": 200, "body": {"authorization_endpoint": THERE, "token_endpoint": THERE, "issuer": f"https://{SIGN_IN}/x"}},
     group("rg-signed-in"), SIGN_IN),
]  # fmt: skip


@pytest.fixture(scope="module")
def reached(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("reached") / "reached.jsonl"
    file.touch()
    return file


@pytest.fixture(scope="module")
def emulator_with_elsewhere(reached: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmulatorProcess]:
    with emulator_process(tmp_path_factory.mktemp("emulator"), module=(VARIANT, str(reached))) as emulator:
        yield emulator


@pytest.fixture
def emulator(emulator_with_elsewhere: EmulatorProcess, reached: Path) -> EmulatorProcess:
    emulator_with_elsewhere.reset()
    reached.write_text("")
    return emulator_with_elsewhere


def ordered(emulator: EmulatorProcess, case: Case) -> None:
    emulator.fault(case[1], case[2], times=20)


PREPARED = [
    given_group(),
    given("resource_group", name=f"{GROUP}-gone", location=LOCATION),
    given("keyvault", name="kv-here", resource_group=GROUP, location=LOCATION),
    given("keyvault", name="kv-purged", resource_group=GROUP, location=LOCATION),
    given("keyvault", name="kv-purged", resource_group=GROUP, state="absent"),
]


def check(case: Case, outcome: Outcome, reached: Path) -> None:
    assert outcome.failed, case[0]
    assert case[4] in outcome.msg, (case[0], outcome.msg)
    assert "elsewhere.example" in outcome.msg or case[0] == "a wider audience", (case[0], outcome.msg)
    assert reached.read_text() == "", case[0]


def test_a_redirect_of_any_kind(ansible: Ansible, emulator: EmulatorProcess, reached: Path) -> None:
    for case in CASES[:11]:
        ordered(emulator, case)
    play = ansible.play([case[3] for case in CASES[:11]], execution="controller")
    for case, outcome in zip(CASES[:11], play, strict=True):
        check(case, outcome, reached)


@pytest.mark.parametrize("case", CASES[11:], ids=[case[0] for case in CASES[11:]])
def test_an_answer_that_leads_elsewhere(ansible: Ansible, emulator: EmulatorProcess, reached: Path, case: Case) -> None:
    """The task fails and names both hosts. Long-running operations, next pages, challenges, the sign-in's own answers."""
    assert not any(outcome.failed for outcome in ansible.play(PREPARED))
    ordered(emulator, case)
    (outcome,) = ansible.play([case[3]], execution="module" if "page" in case[0] else "controller")
    check(case, outcome, reached)


def test_a_refused_token_is_renewed_once(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """The task before has left it in the run's cache."""
    emulator.fault(
        {"host": ARM, "path": ".*/rg-renewed"}, {"status": 401, "body": {"error": {"code": "Expired", "message": "m"}}}
    )
    play = ansible.play([given_group(), step("resource_group", name="rg-renewed", location=LOCATION)], execution="controller")
    assert not play[1].failed, play[1].msg
    assert [request.status for request in play[1].requests if request.host == ARM][:2] == [401, 404]


def test_an_organization_that_is_none(ansible: Ansible, emulator: EmulatorProcess, reached: Path) -> None:
    play = ansible.play(
        [step("devops_project", name="p", organization=one, devops_auth="pat") for one in ORGANIZATIONS], execution="controller"
    )
    for outcome in play:
        assert outcome.failed
        assert "organization is" in outcome.msg
        assert outcome.requests == []
    assert reached.read_text() == ""
