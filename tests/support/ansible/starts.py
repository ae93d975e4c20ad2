# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts of `ansible-playbook`, most of them in a fork of a process that has imported everything already.

Three quarters of a second of each start are imports. The fork runs the command's own main function, in a process of its own with
its own environment, folder, arguments and output. Ansible reads its settings while it is imported, so a start with others than
those of `settings` is a true one, as are those of the demo, of molecule and of every playbook that is killed.

The fork's preparation (preload.py) needs private names of ansible-core 2.19 and newer. With another virtual environment's Ansible
(`use_ansible_of`) every start is a true one, and nothing here depends on the version.
"""

from __future__ import annotations

import atexit
import functools
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Mapping, Sequence
from multiprocessing import forkserver
from pathlib import Path
from typing import NamedTuple

HELPERS = Path(__file__).resolve().parent
STARTING = threading.Lock()
"""Several threads may start their first playbook at once."""
BOUND = 300
"""Seconds after which a playbook that has not ended counts as hanging."""
MOST_VERBOSE = "-vvvv"
"""Shows results in full, and where connections and files are."""
IMPORTED = [
    *("ansible.cli.playbook", "ansible.executor.playbook_executor", "ansible.module_utils.basic", "ansible.module_utils.urls"),
    *("azure.core.rest", "azure.identity", "azure.keyvault.secrets", "azure.mgmt.core.policies", "azure.mgmt.keyvault"),
    *("azure.core.pipeline.transport._requests_basic", "azure.core.rest._requests_basic", "msal_extensions", "netrc"),
    *("azure.devops.client", "msal", "msrest.authentication", "requests", "urllib3", __name__),
    *(f"{__package__}.preload", f"{__package__}.frozen"),
]


CHOSEN = {"bin": Path(sys.executable).parent}
"""The folder of the commands to start."""


class Ended(NamedTuple):
    returncode: int
    output: str


@functools.cache
def settings() -> dict[str, str]:
    """The variables with which Ansible starts: nothing of the user's own settings."""
    folder = Path(tempfile.mkdtemp(prefix="vaultpipe-ansible-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    config = folder / "ansible.cfg"
    # Asking each millisecond whether a task has ended, as Ansible does, is a twentieth of a playbook's work.
    config.write_text(
        "[defaults]\n"
        f"collections_path = {sysconfig.get_path('purelib')}\n"  # the link to the checkout, for whichever Ansible
        f"callback_plugins = {HELPERS / 'callback'}\n"
        "callbacks_enabled = task_outcomes\n"
        f"home = {folder / 'home'}\n"
        "localhost_warning = false\n"
        "internal_poll_interval = 0.01\n"
        "[inventory]\n"
        "inventory_unparsed_warning = false\n"
    )
    return {"ANSIBLE_CONFIG": str(config), "ANSIBLE_NOCOLOR": "1"}


def ansible_playbook(arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> Ended:
    """Runs it and returns what it printed, and its exit status.

    :param environment: all of it, `settings` included.
    """
    own = {name: value for name, value in environment.items() if name.startswith("ANSIBLE_")}
    forks = own == settings() and CHOSEN["bin"] == Path(sys.executable).parent
    return (_forked if forks else _started)(arguments, environment, folder)


def use_ansible_of(environment: Path) -> None:
    """Starts the Ansible of another virtual environment from now on.

    :param environment: its folder.
    """
    CHOSEN["bin"] = environment.absolute() / "bin"


def _started(arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> Ended:
    ended = subprocess.run(
        [command(), *arguments],
        env=environment,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=BOUND,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout)


def _forked(arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> Ended:
    with tempfile.NamedTemporaryFile("r", errors="replace") as output:
        with STARTING:
            server = _server()
        process = server.Process(target=_main, args=(list(arguments), dict(environment), str(folder), output.name))
        process.start()
        process.join(BOUND)
        if process.exitcode is None:
            os.killpg(process.pid or 0, signal.SIGKILL)
            raise subprocess.TimeoutExpired([command(), *arguments], BOUND, output.read())
        return Ended(process.exitcode, output.read())


@functools.cache
def _server() -> multiprocessing.context.ForkServerContext:
    """The process to fork, whose environment has the settings that are read on import."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(IMPORTED)
    os.environ |= settings()
    try:
        forkserver.ensure_running()
    finally:
        for name in settings():
            del os.environ[name]
    return context


def _main(arguments: list[str], environment: dict[str, str], folder: str, output: str) -> None:
    """Turns the fork into what a start of the command would be."""
    os.setsid()
    os.environ.clear()
    os.environ |= environment
    os.chdir(folder)
    _print_into(output)
    random.seed()
    sys.argv = [command(), *arguments]
    # Ansible has its own loader for collections, which must find nothing loaded.
    for name in [one for one in sys.modules if one.partition(".")[0] == "ansible_collections"]:
        del sys.modules[name]

    from ansible import constants
    from ansible.cli.playbook import main

    with tempfile.TemporaryDirectory(prefix="ansible-local-", dir=constants.ANSIBLE_HOME) as temporary:
        constants.DEFAULT_LOCAL_TMP = temporary
        main()


def _print_into(path: str) -> None:
    """Standard output and error go there; standard input is empty already."""
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
    for standard in (1, 2):
        os.dup2(descriptor, standard)
    os.close(descriptor)


def command() -> str:
    """The path of ansible-playbook."""
    return str(CHOSEN["bin"] / "ansible-playbook")
