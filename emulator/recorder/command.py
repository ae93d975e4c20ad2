# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One command, run behind the recording proxy."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from pathlib import Path

from emulator.cloud import emulated
from emulator.recorder.anonymizer import StillPrivate
from emulator.recorder.forwarder import Forwarder
from emulator.recorder.recording import Recording
from emulator.server.certificates import CertificateAuthority
from emulator.server.child import run_child
from emulator.server.environment import TRUST
from emulator.server.proxy import Server

REFUSAL = "it is none of the hosts that are recorded, and only those are reached"
WARNING = """\
This is the REAL cloud: every request of the command goes on to Azure and Azure DevOps, with its own credentials.
Written down at the end, in {folder}: requests and answers without secrets, tokens, signatures, names of people and
e-mail addresses, and with stand-ins for ids and the organization. Names of your own resources stay.
Read the files before you share them."""


async def record(command: list[str], folder: Path, name: str) -> int:
    """The command's exit status; 1 when nothing could be written."""
    tape, authority = Recording(), CertificateAuthority()
    server = Server(Forwarder(tape), authority, emulated, 0.0, REFUSAL)
    print(WARNING.format(folder=folder), file=sys.stderr, flush=True)
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    with tempfile.TemporaryDirectory(prefix="vaultpipe-record-") as private:
        certificate = Path(private) / "ca.pem"
        certificate.write_bytes(authority.pem)
        proxy = f"http://127.0.0.1:{await server.listen(0)}"
        status = await run_child(command, {**os.environ, **led_to(proxy, certificate)})
        await server.close()
    try:
        for path in tape.write(folder, name):
            print(f"Recorded {path}", file=sys.stderr, flush=True)
    except StillPrivate as error:
        print(f"Nothing was written. {error}", file=sys.stderr)
        return status or 1
    return status


def led_to(proxy: str, certificate: Path) -> dict[str, str]:
    """Variables that the command gets instead of this process's own proxy and certificates; all others, it keeps."""
    proxies = {"HTTPS_PROXY": proxy, "https_proxy": proxy, "NO_PROXY": "127.0.0.1,localhost", "no_proxy": "127.0.0.1,localhost"}
    return proxies | {name: str(certificate) for name in TRUST}
