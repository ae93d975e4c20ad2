# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API answers who was told its address, and refuses orders that cannot be met."""

from __future__ import annotations

import pickle
import socket
import ssl
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from requests import ConnectionError as Lost
from requests import Response, Session

from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess, emulator_process
from emulator.core.request_log import KEPT, RequestLog

ANY_FAULT = {"status": 503}
SUBSCRIPTIONS = "https://management.azure.com/subscriptions?api-version=2022-12-01"


def asked(emulator: EmulatorProcess, method: str, what: str, data: str | bytes) -> Response:
    with Session() as session:
        session.trust_env = False
        return session.request(method, f"{emulator.control}/{what}", data=data, timeout=30)


def client(emulator: EmulatorProcess) -> Session:
    session = Session()
    session.trust_env = False
    session.proxies = {"https": emulator.environment["HTTPS_PROXY"]}
    session.verify = emulator.environment["REQUESTS_CA_BUNDLE"]
    return session


@pytest.mark.parametrize(
    ("order", "named"),
    [
        ("", "the order is an object"),
        ("[]", "the order is an object"),
        ('{"match": []}', "match in the order"),
        ('{"match": {}}', "a status, a drop, a delay or a mangle"),
        ('{"action": {"body": "x"}}', "a status, a drop, a delay or a mangle"),
        ('{"action": {"status": "abc"}}', "status in action"),
        ('{"action": {"status": 9999}}', "status in action"),
        ('{"action": {"status": 500, "headers": {"a": 1}}}', "headers in action"),
        ('{"action": {"delay": -1}}', "delay in action"),
        ('{"action": {"drop": "never"}}', "drop in action"),
        ('{"match": {"path": "("}, "action": {"status": 500}}', "path in match"),
        ('{"match": {"nth": 0}, "action": {"status": 500}}', "nth in match"),
        ('{"match": {"url": "x"}, "action": {"status": 500}}', "match has no url"),
        ('{"action": {"status": 500}, "times": "x"}', "times in the order"),
    ],
)
def test_a_fault_that_is_not_understood_is_refused(emulator: EmulatorProcess, order: str, named: str) -> None:
    answer = asked(emulator, "POST", "faults", order)
    assert answer.status_code == 400
    assert named in answer.json()["error"]["message"]
    with client(emulator) as session:
        assert session.get(SUBSCRIPTIONS, timeout=30).status_code == 401, "the service itself, not a fault"


@pytest.mark.parametrize("seconds", ["true", "NaN", "1e400", "-1", '"1"'])
def test_the_clock_stays_a_date(emulator: EmulatorProcess, seconds: str) -> None:
    assert asked(emulator, "POST", "clock", f'{{"advance": {seconds}}}').status_code == 400


@pytest.mark.parametrize(
    "rules", ['{"hosted_parallelism": "many"}', '{"agents_online": 1}', '{"no_such_rule": true}', '{"issuer": "another"}']
)
def test_a_rule_keeps_its_kind(emulator: EmulatorProcess, rules: str) -> None:
    assert asked(emulator, "PUT", "rules", rules).status_code == 400


@pytest.mark.parametrize(("drop", "status"), [("before", 0), ("after", 401)])
def test_a_lost_request_is_on_record(emulator: EmulatorProcess, drop: str, status: int) -> None:
    match: dict[str, Any] = {"method": "PUT", "path": ".*/resourceGroups/lost"}
    emulator.fault(match, {"drop": drop})
    with client(emulator) as session, pytest.raises(Lost):
        session.put(SUBSCRIPTIONS.replace("?", "/x/resourceGroups/lost?"), json={}, timeout=30)
    [request] = emulator.requests()
    assert (request.method, request.status, request.write) == ("PUT", status, True)


def test_a_body_that_is_not_gzip_is_refused(emulator: EmulatorProcess) -> None:
    with client(emulator) as session:
        answer = session.post(SUBSCRIPTIONS, data=b"plain", headers={"Content-Encoding": "gzip"}, timeout=30)
    assert answer.status_code == 400


def test_requests_from_a_number_on(emulator: EmulatorProcess) -> None:
    with client(emulator) as session:
        for _number in range(3):
            session.get(SUBSCRIPTIONS, timeout=30)
    first, *others = [request.n for request in emulator.requests()]
    later = asked(emulator, "GET", f"requests?after={first}", "").json()
    assert [request["n"] for request in later] == others
    assert asked(emulator, "GET", "requests?after=x", "").status_code == 400


# -- who is let in ----------------------------------------------------------------------------------------------------


def sent(emulator: EmulatorProcess, method: str, path: str, host: str, *headers: str, tunnel: str = "") -> int:
    """The status that a hand-written request gets."""
    port = urlsplit(emulator.environment["HTTPS_PROXY"]).port
    with socket.create_connection(("127.0.0.1", port), timeout=30) as bare:
        line: socket.socket = bare
        if tunnel:
            bare.sendall(f"CONNECT {tunnel}:443 HTTP/1.1\r\nHost: {tunnel}:443\r\n\r\n".encode())
            assert b" 200 " in bare.recv(1024)
            context = ssl.create_default_context(cafile=emulator.environment["REQUESTS_CA_BUNDLE"])
            line = context.wrap_socket(bare, server_hostname=tunnel)
        with line:
            lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Content-Length: 0", "Connection: close", *headers]
            line.sendall("\r\n".join(lines).encode() + b"\r\n\r\n")
            return int(line.makefile("rb").readline().split()[1])


EVERYTHING = [
    ("GET", "health"),
    ("GET", "state"),
    ("GET", "snapshot"),
    ("PUT", "snapshot"),
    ("GET", "requests"),
    ("DELETE", "requests"),
    ("POST", "reset"),
    ("POST", "faults"),
    ("GET", "faults"),
    ("DELETE", "faults"),
    ("POST", "clock"),
    ("PUT", "rules"),
    ("GET", "no-such-thing"),
]


@pytest.mark.parametrize(("method", "what"), EVERYTHING)
def test_only_who_has_the_address_and_no_page_is_let_in(emulator: EmulatorProcess, method: str, what: str) -> None:
    parts = urlsplit(emulator.control)
    local, path = parts.netloc, f"{parts.path}/{what}"
    assert sent(emulator, method, path, local) != 403
    assert sent(emulator, method, path, f"localhost:{parts.port}") != 403
    token = parts.path.split("/")[1]
    for wrong in ("", f"/{'x' * 32}", f"/{token}x", f"/{token[:-1]}"):
        assert sent(emulator, method, f"{wrong}/_emulator/{what}", local) == 403
    assert sent(emulator, method, path, "page.example") == 403
    assert sent(emulator, method, path, local, "Origin: https://page.example") == 403
    assert sent(emulator, method, path, local, "Origin: null") == 403


@pytest.mark.parametrize("host", ["management.azure.com", "127.0.0.1", "localhost"])
def test_no_tunnel_leads_to_it(emulator: EmulatorProcess, host: str) -> None:
    path = f"{urlsplit(emulator.control).path}/state"
    assert sent(emulator, "GET", path, host, tunnel="management.azure.com") >= 400


def test_a_host_that_is_not_served_is_refused_in_a_tunnel_too(emulator: EmulatorProcess) -> None:
    log = Path(emulator.environment["REQUESTS_CA_BUNDLE"]).parent / "emulator.log"
    before = log.stat().st_size
    assert sent(emulator, "GET", "/", "example.com", tunnel="management.azure.com") == 502
    assert "Traceback" not in log.read_text()[before:]


def test_its_address_is_in_no_record(emulator: EmulatorProcess) -> None:
    token = urlsplit(emulator.control).path.split("/")[1]
    emulator.state()
    sent(emulator, "GET", f"{urlsplit(emulator.control).path}/state", "management.azure.com", tunnel="management.azure.com")
    assert len(token) >= 32
    assert token not in (Path(emulator.environment["REQUESTS_CA_BUNDLE"]).parent / "emulator.log").read_text()
    assert token not in asked(emulator, "GET", "requests", "").text


# -- snapshots --------------------------------------------------------------------------------------------------------


def test_the_whole_tutorial_goes_on_in_another_process(
    shared_emulator: EmulatorProcess, set_ups: SetUps, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    shared_emulator.restore(set_ups().snapshot)
    states = shared_emulator.state(), shared_emulator.state(canonical=True)
    assert states[0]["live"]["devops"]["projects"][0]["runs"][0]["artifacts"] == ["drop"]
    file = tmp_path / "snapshot"
    file.write_bytes(shared_emulator.snapshot())
    with emulator_process(tmp_path / "run", *pytestconfig.getoption("--emulator"), "--snapshot", str(file)) as other:
        assert (other.state(), other.state(canonical=True)) == states
        other.reset()
        other.restore(file.read_bytes())
        assert (other.state(), other.state(canonical=True)) == states
        assert other.environment["AZURE_CLIENT_SECRET"] != shared_emulator.environment["AZURE_CLIENT_SECRET"]


@pytest.mark.parametrize("content", [b"", b"{}", b"[" * 50_000, pickle.dumps({"clock_offset": 99.0}), b"\xff" * 99])
def test_what_is_no_snapshot_is_refused(emulator: EmulatorProcess, content: bytes) -> None:
    before = emulator.snapshot()
    answer = asked(emulator, "PUT", "snapshot", content)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "BadSnapshot")
    assert emulator.snapshot() == before


# -- the record of requests -------------------------------------------------------------------------------------------


def test_the_record_forgets_the_oldest_and_keeps_counting() -> None:
    log = RequestLog()
    for _each in range(KEPT + 5):
        log.add("GET", "management.azure.com", "/", 200, None, False, 1)
    assert [entry["n"] for entry in log.entries()] == list(range(6, KEPT + 6))
    assert [entry["n"] for entry in log.entries(after=KEPT + 3)] == [KEPT + 4, KEPT + 5]
