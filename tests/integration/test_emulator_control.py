# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Orders on the control API that cannot be met are refused and leave the cloud as it was."""

from __future__ import annotations

from typing import Any

import pytest
from requests import ConnectionError as Lost
from requests import Response, Session

from ansible_collections.vaultpipe.azure.tests.helpers.emulator_process import EmulatorProcess

ANY_FAULT = {"status": 503}
SUBSCRIPTIONS = "https://management.azure.com/subscriptions?api-version=2022-12-01"


def asked(emulator: EmulatorProcess, method: str, what: str, data: str) -> Response:
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


@pytest.mark.parametrize("rules", ['{"hosted_parallelism": "many"}', '{"agents_online": 1}', '{"no_such_rule": true}'])
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
