# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users with sign-in settings of their own."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess


@pytest.fixture
def known(emulator: EmulatorProcess) -> dict[str, str]:
    """The caller, by the options' names."""
    environment = emulator.environment
    return {
        "client_id": environment["AZURE_CLIENT_ID"],
        "secret": environment["AZURE_CLIENT_SECRET"],
        "tenant": environment["AZURE_TENANT_ID"],
        "subscription_id": environment["AZURE_SUBSCRIPTION_ID"],
    }


@pytest.fixture
def stranger(ansible: Ansible, tmp_path: Path) -> Ansible:
    """Ansible with no identity at all: none in the environment, an empty HOME, no az."""
    for name in [name for name in ansible.environment if name.startswith("AZURE_")]:
        del ansible.environment[name]
    folders = ansible.environment["PATH"].split(os.pathsep)
    home = tmp_path / "home"
    home.mkdir()
    ansible.environment |= {
        "PATH": os.pathsep.join(folder for folder in folders if not shutil.which("az", path=folder)),
        "HOME": str(home),
    }
    return ansible
