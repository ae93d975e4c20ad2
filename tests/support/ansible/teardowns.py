# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Set-ups that are torn down, and what a teardown says."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play

GROUP = "/resourceGroups/rg-vaultpipe-demo"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/kv-vaultpipe-demo"
IDENTITIES = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities"
IDENTITY = f"{IDENTITIES}/id-vaultpipe-demo"
PROJECT = "/vaultpipe-demo"
State = dict[str, Any]


def set_up(ansible: Ansible, **variables: str) -> Play:
    play = ansible.playbook("vaultpipe.azure.setup", extra_vars={"vaultpipe_artifact_dir": str(ansible.folder), **variables})
    assert play.returncode == 0, play.output
    return play


def tear_down(ansible: Ansible, *, check: bool = False, **variables: Any) -> Play:
    play = ansible.playbook("vaultpipe.azure.teardown", check=check, extra_vars=variables)
    assert play.returncode == 0, play.output
    return play


def changed(play: Play) -> list[str]:
    return [outcome.name for outcome in play if outcome.changed]


def left(play: Play) -> list[str]:
    """Things that stay, as the play says in the end."""
    sentences: list[str] = play.named("What is left, and why")["msg"]
    return sentences
