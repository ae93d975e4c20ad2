# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Variables of the playbooks that mean something, so that no other one passes unseen."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from ansible_collections.vaultpipe.azure.plugins.plugin_utils.given_names import OWN, PREFIX, unknown_names

COLLECTION = Path(__file__).resolve().parents[4]
SWITCHES = {"execution", "front_door"}
"""Variables that no playbook uses: Ansible gives them to the plugins."""


def described() -> set[str]:
    files = (COLLECTION / "playbooks/vars").glob("*_arguments.yml")
    return {name for file in files for name in yaml.safe_load(file.read_text())["options"]}


def test_every_variable_of_the_playbooks_is_known() -> None:
    """Names that a playbook registers or sets stay for the next one of the same start."""
    files = [*(COLLECTION / "playbooks").glob("*.yml"), *(COLLECTION / "playbooks/tasks").glob("*.yml")]
    used = {name for file in files for name in re.findall(rf"\b{PREFIX}[a-z_]+\b", file.read_text())}
    assert len(used) > 30
    assert unknown_names(used, described()) == []
    assert used - described() == {PREFIX + name for name in OWN - SWITCHES}
