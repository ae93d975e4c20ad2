# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Choice of where a task runs: in the controller's own worker or in a module process."""

from __future__ import annotations

import os
import typing as t

from ansible.errors import AnsibleActionFail

CHOICES = ("auto", "controller", "module")
VARIABLES = ("vaultpipe_execution", "vaultpipe_front_door")
"""The name, and its old spelling, which is taken until version 1.0.0."""
ENVIRONMENT = ("VAULTPIPE_EXECUTION", "VAULTPIPE_FRONT_DOOR")


def chosen(variables: t.Mapping[str, t.Any]) -> str:
    """Reads the choice from the task's variables, else from the environment of ansible-playbook; `auto` without any.

    :param variables: templated values of those in VARIABLES.
    :raises AnsibleActionFail: it is none of CHOICES, or both spellings of one name are given and differ.
    """
    for names, settings in ((VARIABLES, variables), (ENVIRONMENT, os.environ)):
        given = {name: str(settings[name]) for name in names if settings.get(name)}
        if len(set(given.values())) > 1:
            said = " and ".join(f"{name} is {value!r}" for name, value in given.items())
            raise AnsibleActionFail(f"{said}, but {names[1]} is the old spelling of {names[0]}. Leave {names[1]} out.")
        for name, value in given.items():
            if value not in CHOICES:
                raise AnsibleActionFail(f"{name} is {value!r}, but it must be one of {', '.join(CHOICES)}.")
            return value
    return "auto"
