# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No token, and no personal access token, goes to a host that an answer or an option names in place of the service's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.helpers.ansible_runs import Ansible, FrontDoor
from ansible_collections.vaultpipe.azure.tests.helpers.emulator_process import EmulatorProcess, emulator_process
from ansible_collections.vaultpipe.azure.tests.helpers.steps import GROUP, LOCATION, given, given_group, step

VARIANT = "ansible_collections.vaultpipe.azure.tests.helpers.elsewhere_emulator"
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


def faults(emulator: EmulatorProcess, case: Case) -> list[dict[str, Any]]:
    """Orders the case's fault just before its task, by a task."""
    control = {"method": "POST", "url": f"{emulator.control}/faults", "body_format": "json", "status_code": [200, 201, 204]}
    order = {"match": case[1], "action": case[2], "times": 20}
    clear = {"method": "DELETE", "url": control["url"], "status_code": [200, 204]}
    return [{"ansible.builtin.uri": clear}, {"ansible.builtin.uri": {**control, "body": order}}]


@pytest.mark.parametrize("front_door", ["controller", "module"])
def test_an_answer_that_leads_elsewhere(
    ansible: Ansible, emulator: EmulatorProcess, reached: Path, front_door: FrontDoor
) -> None:
    """The task fails and names both hosts. Redirects, long-running operations, next pages, challenges, the sign-in's own."""
    cases: Sequence[Case] = CASES if front_door == "controller" else CASES[10:]
    prepared = [
        given_group(),
        given("resource_group", name=f"{GROUP}-gone", location=LOCATION),
        given("keyvault", name="kv-here", resource_group=GROUP, location=LOCATION),
        given("keyvault", name="kv-purged", resource_group=GROUP, location=LOCATION),
        given("keyvault", name="kv-purged", resource_group=GROUP, state="absent"),
    ]
    tasks = [task for case in cases for task in (*faults(emulator, case), case[3])]
    environment = {"VAULTPIPE_TOKEN_CACHE": "off"}
    play = ansible.play([*prepared, *tasks], front_door=front_door, environment=environment)
    assert not any(outcome.failed for outcome in play[: len(prepared)])
    for case, outcome in zip(cases, play[len(prepared) :][2::3], strict=True):
        assert outcome.failed, case[0]
        assert case[4] in outcome.msg, (case[0], outcome.msg)
        assert "elsewhere.example" in outcome.msg or case[0] == "a wider audience", (case[0], outcome.msg)
    assert reached.read_text() == ""


def test_an_organization_that_is_none(ansible: Ansible, emulator: EmulatorProcess, reached: Path) -> None:
    play = ansible.play(
        [step("devops_project", name="p", organization=one, devops_auth="pat") for one in ORGANIZATIONS], front_door="controller"
    )
    for outcome in play:
        assert outcome.failed
        assert "organization is" in outcome.msg
        assert outcome.requests == []
    assert reached.read_text() == ""
