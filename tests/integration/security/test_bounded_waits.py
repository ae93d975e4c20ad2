# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""No service keeps a task waiting: not by a pause that it wants, nor by an answer that does not end."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import LOCATION, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.emulator.slow_proxy import slow_proxy

SIGN_IN = "login.microsoftonline.com"
A_GROUP = step("resource_group", name="rg-waited", location=LOCATION)
HOUR = 3600
TIMEOUT = 2
"""Seconds that a piece of an answer may take (request_timeout)."""
TIMES = 5
"""The whole answer may take this many times as long as a piece, as authentication.rst says."""
BRIEF: dict[str, Any] = {"request_timeout": TIMEOUT, "request_retries": 0}
ONE_OF_EACH_SERVICE = {
    "management.azure.com": step("resource_group", name="rg-waited", location=LOCATION, **BRIEF),
    "graph.microsoft.com": step("service_principal", name="app", **BRIEF),
    "kv-slow.vault.azure.net": step("keyvault_secret_info", vault_name="kv-slow", **BRIEF),
    "dev.azure.com": step("devops_project", name="shop", **BRIEF),
}
TRUST = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")


@pytest.mark.parametrize("execution", ["controller", "module"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_sign_in_that_is_told_to_wait_an_hour(
    ansible: Ansible, emulator: EmulatorProcess, execution: Execution, status: int
) -> None:
    answer = {"status": status, "headers": {"retry-after": str(HOUR)}, "body": {"error": "slow_down"}}
    emulator.fault({"method": "POST", "host": SIGN_IN}, answer, times=9)
    (outcome,) = ansible.play([A_GROUP], execution=execution)
    assert outcome.failed
    assert "Could not sign in as" in outcome.msg
    assert f"HTTP {status} and wants {HOUR} s to pass" in outcome.msg
    assert len([request for request in outcome.requests if request.method == "POST"]) == 1


@pytest.mark.long
@pytest.mark.parametrize("slow", [[*ONE_OF_EACH_SERVICE], [SIGN_IN]], ids=["services", "sign-in"])
def test_an_answer_of_a_byte_at_a_time(ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path, slow: list[str]) -> None:
    real = urlsplit(emulator.environment["HTTPS_PROXY"])
    assert real.hostname
    assert real.port
    tasks = ONE_OF_EACH_SERVICE if slow != [SIGN_IN] else {SIGN_IN: step("resource_group", name="rg", location=LOCATION, **BRIEF)}
    with slow_proxy((real.hostname, real.port), slow.__contains__) as proxy:
        bundle = tmp_path / "both.pem"
        bundle.write_bytes(proxy.authority + Path(emulator.environment["REQUESTS_CA_BUNDLE"]).read_bytes())
        way = dict.fromkeys(("HTTPS_PROXY", "https_proxy"), proxy.url) | dict.fromkeys(TRUST, str(bundle))
        play = ansible.play([*tasks.values()], environment=way)
    for host, outcome in zip(tasks, play, strict=True):
        assert outcome.failed
        assert f"{host} (by the proxy 127.0.0.1) did not end its answer within {TIMES * TIMEOUT} s" in outcome.msg, outcome.msg
        assert "request_timeout" in outcome.msg
