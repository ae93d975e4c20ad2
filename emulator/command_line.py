# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`serve` stays up; `exec` runs one command under the emulator and ends with its status; `record` writes down real traffic."""

from __future__ import annotations

import argparse
import asyncio
import math
import os
import re
import shlex
import signal
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from emulator.cloud import REFUSAL, Cloud
from emulator.core.settings import Settings
from emulator.observer import Observer
from emulator.recorder.command import record
from emulator.server.app import App
from emulator.server.certificates import CertificateAuthority
from emulator.server.child import run_child
from emulator.server.control_access import ControlApp
from emulator.server.environment import applied, shell, variables
from emulator.server.log import log_to
from emulator.server.proxy import Server
from emulator.server.run_dir import RunDir, RunDirRefused
from emulator.server.snapshot import SnapshotRefused, restore

NOTE = "It is not for real secrets. Steps of its pipelines run in real shells, with your rights."
DEMO_VARS = Path(__file__).parent / "server/demo_vars.yml"


def milliseconds(text: str) -> float:
    """:raises ArgumentTypeError: not a number from 0."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of milliseconds from 0")
    return value


def port_number(text: str) -> int:
    """:raises ArgumentTypeError: not a number from 0 to 65535."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port from 0 to 65535")
    return int(text)


def file_name(text: str) -> str:
    """:raises ArgumentTypeError: more than a name."""
    if not re.fullmatch(r"[\w-][\w.-]*", text):
        raise argparse.ArgumentTypeError(f"{text!r} is not made of letters, digits, hyphens, underscores and points")
    return text


def parser() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(add_help=False)
    options.add_argument("--latency", type=milliseconds, default=0.0, metavar="MS", help="milliseconds per network round trip")
    options.add_argument("--seed", type=int, default=0, metavar="N", help="every id follows from it; secrets never do")
    options.add_argument("--issuer", choices=("entra", "vstoken"), default="entra", help="issuer of service connections")
    options.add_argument("--devops-auth", choices=("entra", "pat", "both"), default="both")
    options.add_argument("--strict-quotas", action="store_true", help="throttle as Azure")
    options.add_argument("--eventual", action="store_true", help="consistency delays as in Azure")
    options.add_argument("--snapshot", type=Path, metavar="FILE", help="start from a state taken earlier")
    whole = argparse.ArgumentParser(prog="python -m emulator", description="A local Azure. Not for real secrets.")
    commands = whole.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", parents=[options], help="stay up until stopped")
    serve.add_argument("--port", type=port_number, default=0, help="0 takes a free one")
    serve.add_argument("--run-dir", type=Path, metavar="DIR", help="gets env, ca.pem and emulator.log")
    execute = commands.add_parser("exec", parents=[options], help="run a command under the emulator")
    execute.add_argument("cmd", nargs=argparse.REMAINDER, metavar="-- CMD ...")
    recording = commands.add_parser("record", help="run a command against the REAL cloud and write down what it asked")
    recording.add_argument("--out", type=Path, required=True, metavar="DIR", help="gets a folder for each area")
    recording.add_argument(
        "--name", required=True, type=file_name, help="of the files: what was recorded, such as mycli-vaults-2026-11"
    )
    recording.add_argument("cmd", nargs=argparse.REMAINDER, metavar="-- CMD ...")
    return whole


def main(
    arguments: Sequence[str] | None = None, observer: Observer | None = None, make_cloud: Callable[..., Cloud] = Cloud
) -> int:
    """Exit status: the command's for `exec`, 0 for `serve` (1 when it cannot start), 2 for bad arguments."""
    whole = parser()
    options = whole.parse_args(arguments)
    if options.command == "record":
        return asyncio.run(record(command_of(options, whole), options.out, options.name))
    settings = Settings(
        options.latency / 1000, options.seed, options.issuer, options.devops_auth, options.strict_quotas, options.eventual
    )
    cloud = make_cloud(settings, observer)
    if options.snapshot:
        try:
            restore(cloud, options.snapshot.read_bytes())
        except OSError as error:
            whole.error(f"--snapshot {options.snapshot}: {error.strerror}")
        except SnapshotRefused as error:
            whole.error(f"--snapshot {options.snapshot} is no snapshot of this version: {error.why}")
    if options.command == "serve" and options.run_dir:
        try:
            run_dir = RunDir(options.run_dir)
        except OSError as error:
            whole.error(f"--run-dir {options.run_dir}: {error.strerror}")
        except RunDirRefused as refused:
            whole.error(f"--run-dir {options.run_dir}: {refused}")
        return asyncio.run(serve(cloud, options.port, run_dir))
    with tempfile.TemporaryDirectory(prefix="vaultpipe-") as temporary:
        if options.command == "serve":
            return asyncio.run(serve(cloud, options.port, RunDir(Path(temporary))))
        return asyncio.run(execute(cloud, RunDir(Path(temporary)), command_of(options, whole)))


def command_of(options: argparse.Namespace, whole: argparse.ArgumentParser) -> list[str]:
    """The command that follows `--`; without it the process ends with status 2."""
    command: list[str] = options.cmd[1:] if options.cmd[:1] == ["--"] else options.cmd
    if not command:
        whole.error(f"{options.command} needs a command after --")
    return command


async def start(cloud: Cloud, port: int, run_dir: RunDir) -> tuple[Server, dict[str, str]]:
    """A listening server and the settings that lead to it; writes the run directory's files.

    :raises OSError: the port is taken; the files of whoever has it are left alone then.
    """
    authority = CertificateAuthority()
    server = Server(App(cloud), authority, cloud.serves, cloud.settings.latency, REFUSAL, ControlApp(cloud))
    settings = variables(cloud, await server.listen(port), run_dir.path, DEMO_VARS)
    run_dir.write("ca.pem", authority.pem)
    log_to(run_dir.file("emulator.log", append=True))
    for private in ("AZURE_CONFIG_DIR", "AZURE_DEVOPS_CACHE_DIR"):
        run_dir.folder(Path(settings[private]).name)
    cloud.agent_environment = {name: settings[name] for name in ("HTTPS_PROXY", "REQUESTS_CA_BUNDLE")}
    run_dir.write("env", shell(settings).encode())
    return server, settings


async def serve(cloud: Cloud, port: int, run_dir: RunDir) -> int:
    try:
        server, settings = await start(cloud, port, run_dir)
    except OSError as error:
        print(f"The local Azure cannot start on port {port} with {run_dir.path}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"A local Azure is up at {settings['HTTPS_PROXY']}. {NOTE}", flush=True)
    print(f"Use it from a shell:  . {shlex.quote(str(run_dir.path / 'env'))}", flush=True)
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await stopped.wait()
    await server.close()
    return 0


async def execute(cloud: Cloud, run_dir: RunDir, command: list[str]) -> int:
    server, settings = await start(cloud, 0, run_dir)
    print(f"A local Azure answers this command. {NOTE}", file=sys.stderr, flush=True)
    status = await run_child(command, applied(os.environ, settings))
    await server.close()
    return status
