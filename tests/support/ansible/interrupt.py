# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A playbook that ends in the middle, as when its machine loses power."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.starts import BOUND, MOST_VERBOSE, command

LOOK = 0.02
"""Seconds between two looks whether the moment has come."""


def kill_at(
    ansible: Ansible,
    playbook: str,
    extra_vars: Mapping[str, Any],
    moment: Callable[[], bool],
    end: Callable[[int], None] = lambda process: os.killpg(process, signal.SIGKILL),
) -> str | None:
    """Starts a playbook and kills it, with all its children, when the moment has come.

    :param end: another way to end it.
    :return: all that it had printed; None when it ended before.
    """
    with (
        tempfile.TemporaryFile("w+", errors="replace") as output,
        subprocess.Popen(
            [command(), playbook, MOST_VERBOSE, "--extra-vars", json.dumps(extra_vars)],
            env={**ansible.environment, "VAULTPIPE_TEST_OUTCOMES": os.devnull},
            cwd=ansible.folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as running,
    ):
        until = time.monotonic() + BOUND
        while not moment():
            if running.poll() is not None:
                return None
            assert time.monotonic() < until, f"{playbook} neither came to the moment nor ended"
            time.sleep(LOOK)
        end(running.pid)
        running.wait()
        output.seek(0)
        return output.read()


def pause_at(
    ansible: Ansible, playbook: str, extra_vars: Mapping[str, Any], moment: Callable[[], bool], meanwhile: Callable[[], None]
) -> str | None:
    """Starts a playbook and stops it when the moment has come; it goes on when `meanwhile` has ended.

    A worker ends the task that it is at.

    :return: all that it printed; None when it ended before.
    """

    def stop(process: int) -> None:
        os.killpg(process, signal.SIGSTOP)
        try:
            meanwhile()
        finally:
            os.killpg(process, signal.SIGCONT)

    return kill_at(ansible, playbook, extra_vars, moment, stop)
