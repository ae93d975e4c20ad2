# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""meta/runtime.yml must name every module, or `module_defaults` would silently miss one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

COLLECTION = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("group", "fragment"), [("all", "vaultpipe.azure.auth"), ("devops", "vaultpipe.azure.devops")])
def test_action_group_lists_every_module(group: str, fragment: str) -> None:
    groups = yaml.safe_load((COLLECTION / "meta/runtime.yml").read_text())["action_groups"]
    modules = (COLLECTION / "plugins/modules").glob("*.py")
    assert groups[group] == sorted(path.stem for path in modules if f"  - {fragment}\n" in path.read_text())
