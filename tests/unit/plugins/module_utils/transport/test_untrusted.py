# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A host's certificate that is not to be trusted: each reason has its own remedy."""

from __future__ import annotations

import datetime
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.transport.deadline import POOLS
from ansible_collections.vaultpipe.azure.plugins.module_utils.transport.failures import Untrusted
from ansible_collections.vaultpipe.azure.tests.support.actors.certificates import host_certificate

CASES = {
    "expired": (-20, "localhost", True, "has expired. Look at the clock of this machine"),
    "not valid yet": (20, "localhost", True, "is not yet valid. Look at the clock of this machine"),
    "of another": (0, "other.example", True, "is not valid for 'localhost'. Something else answers under this name"),
    "of a stranger": (0, "localhost", False, "This machine does not trust the authority behind the host's certificate"),
}
"""Days that its week is shifted by, the name it is for, whether its authority is known, and a part of the message."""


@pytest.fixture(params=CASES.values(), ids=list(CASES))
def case(request: pytest.FixtureRequest) -> tuple[int, str, bool, str]:
    found: tuple[int, str, bool, str] = request.param
    return found


@pytest.fixture
def presented(case: tuple[int, str, bool, str], tmp_path: Path) -> Path:
    shift, name, _known, _told = case
    return host_certificate(tmp_path / "host.pem", name, datetime.timedelta(days=shift))


@pytest.fixture
def port(presented: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(presented)

    def serve() -> None:
        connection, _address = listening.accept()
        try:
            context.wrap_socket(connection, server_side=True).close()
        except OSError:
            connection.close()  # the client hangs up

    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = threading.Thread(target=serve)
        serving.start()
        yield listening.getsockname()[1]
        serving.join(10)


def test_each_reason_has_its_remedy(case: tuple[int, str, bool, str], presented: Path, port: int, tmp_path: Path) -> None:
    _shift, _name, known, told = case
    known_ones = presented if known else host_certificate(tmp_path / "another.pem", "localhost", datetime.timedelta())
    pool = POOLS["https"]("localhost", port, cert_reqs="CERT_REQUIRED", ca_certs=str(known_ones), timeout=10)
    with pytest.raises(Untrusted) as error:
        pool.urlopen("GET", "/", retries=False)
    assert told in f"{error.value.message} {error.value.remedy}"
    assert error.value.message.startswith("localhost could not prove its identity: ")
