# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of wirings."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, given_group, step

MODULE = "wiring_info"
NOTED = {"name": "wiring-one", "location": "westeurope", "tags": {"note": "one"}}


def test_what_is_found(ansible: Ansible) -> None:
    nothing, _group, _noted, found, named, other = ansible.play(
        [
            step(MODULE),
            given_group(),
            given("resource_group", **NOTED),
            step(MODULE),
            step(MODULE, check=True, name="wiring-ONE"),
            step(MODULE, name="other"),
        ]
    )
    assert [(one["name"], one["note"]) for one in found["wirings"]] == [("wiring-one", "one")]
    assert named["wirings"] == found["wirings"]
    assert nothing["wirings"] == other["wirings"] == []
    assert [(outcome.changed, outcome.writes) for outcome in (nothing, found, named, other)] == [(False, [])] * 4
