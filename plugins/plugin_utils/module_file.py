# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A module's file holds the options of its task. Mostly it is only piped to an interpreter; where it is written, it is without
secrets."""

from __future__ import annotations

import typing as t

from ansible import constants
from ansible.errors import AnsibleActionFail
from ansible.playbook.task import Task
from ansible.plugins.connection import ConnectionBase


def never_writes(connection: ConnectionBase) -> bool:
    """Tells a connection of mitogen, which never writes a module's file (docs/reference/ansible.md#mitogen)."""
    return any(base.__module__.startswith("ansible_mitogen.") for base in type(connection).__mro__)


def refuse_written(secrets: t.Sequence[str], task: Task, connection: ConnectionBase) -> None:
    """:param secrets: names of what the file would tell.
    :raises AnsibleActionFail: there are some.
    """
    if secrets:
        cause, remedy = _why(task, connection)
        raise AnsibleActionFail(f"Ansible would write {' and '.join(secrets)} to a file, since {cause}. {remedy}")


def _why(task: Task, connection: ConnectionBase) -> tuple[str, str]:
    """Reason that it cannot be piped, and the remedy."""
    if task.async_val:
        return "the task is asynchronous", "Leave async out."
    if constants.DEFAULT_KEEP_REMOTE_FILES:
        return "ANSIBLE_KEEP_REMOTE_FILES is set", "Unset it."
    if connection.become is not None:
        return "the task uses become", "Set ANSIBLE_PIPELINING=true, or leave become out."
    return (
        f"a connection of the kind {connection.transport} cannot pipe it",
        "Delegate the task to a host with another connection.",
    )
