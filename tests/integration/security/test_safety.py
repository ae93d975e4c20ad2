# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS that nothing switches off, and a local Azure that is reached from this machine only and forwards nothing."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.sign_in import endpoint
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION, EmulatorProcess
from emulator.server.certificates import CertificateAuthority

TRUST = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE")
SWITCHED_OFF = {
    "AZURE_CERT_VALIDATION_MODE": "ignore",
    "AZURE_CLI_DISABLE_CONNECTION_VERIFICATION": "1",
    "GIT_SSL_NO_VERIFY": "1",
    "PYTHONHTTPSVERIFY": "0",
    "VAULTPIPE_VERIFY": "false",
}
"""Variables that turn verification off elsewhere, or might be thought to."""
A_VAULT = given("keyvault", name="kv-test", resource_group=GROUP, location=LOCATION)
ONE_OF_EACH_CLIENT = [
    step("resource_group", name="rg", location=LOCATION, request_retries=0),
    step("keyvault_info", request_retries=0),
    step("keyvault_secret", vault_name="kv-test", name="one", secret_value="canary", request_retries=0),
    step("service_principal", name="app", request_retries=0),
    step("devops_project", name="shop", request_retries=0),
]


@pytest.mark.parametrize("trusted", ["another authority", "nothing in particular"])
def test_a_host_that_cannot_prove_itself_gets_no_request(
    ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path, trusted: str
) -> None:
    other = tmp_path / "other.pem"
    other.write_bytes(CertificateAuthority().pem)
    files = dict.fromkeys(TRUST, str(other) if trusted == "another authority" else "")
    assert not any(made.failed for made in ansible.play([given_group(), A_VAULT]))
    emulator.forget_requests()
    play = ansible.play(ONE_OF_EACH_CLIENT, environment=files | SWITCHED_OFF)
    for outcome in play:
        assert outcome.failed, outcome
        assert "certificate" in outcome.msg.lower(), outcome.msg
        assert "REQUESTS_CA_BUNDLE" in outcome.msg, outcome.msg
    assert emulator.requests() == []
    assert "canary" not in play.output


def test_only_this_machine_is_listened_to(emulator: EmulatorProcess) -> None:
    port = urlsplit(emulator.environment["HTTPS_PROXY"]).port
    listening = [(one.pid, *one.laddr) for one in psutil.net_connections("inet") if one.status == psutil.CONN_LISTEN]
    process = next(pid for pid, _address, at in listening if at == port)
    assert {address for pid, address, _port in listening if pid == process} == {"127.0.0.1"}


def test_nothing_is_forwarded(emulator: EmulatorProcess) -> None:
    proxy = urlsplit(emulator.environment["HTTPS_PROXY"])
    with endpoint({"secret": "of another service"}) as other:
        there = urlsplit(other.url).netloc
        for request in (f"CONNECT {there}", f"GET {other.url}/", f"POST {other.url}/", "CONNECT pypi.example:443"):
            with socket.create_connection((proxy.hostname, proxy.port), timeout=10) as connection:
                connection.sendall(f"{request} HTTP/1.1\r\nHost: {there}\r\n\r\n".encode())
                answer = connection.makefile("rb").read()
            assert answer.startswith(b"HTTP/1.1 502 "), answer
            assert b"of another service" not in answer
        assert other.asked == []


def test_it_says_that_it_is_not_for_real_secrets(tmp_path: Path) -> None:
    start = [sys.executable, "-m", "emulator"]
    ended = subprocess.run([*start, "exec", "--", "true"], cwd=COLLECTION, capture_output=True, text=True, timeout=60, check=True)
    assert "not for real secrets" in ended.stderr
    with subprocess.Popen([*start, "serve", "--run-dir", str(tmp_path)], cwd=COLLECTION, stdout=subprocess.PIPE) as serving:
        assert serving.stdout
        assert b"not for real secrets" in serving.stdout.readline()
        serving.terminate()
