# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that playbooks were written with before they were renamed, taken until version 1.0.0."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step

GONE = {"name": GROUP, "state": "absent"}
IDENTITY = "Microsoft.ManagedIdentity/userAssignedIdentities id-old-names"
HELD = [f"The resource group {GROUP} holds the {IDENTITY}."]


def test_only_ours_and_besides(ansible: Ansible) -> None:
    kept, kept_by_new_name, planned, gone = ansible.play(
        [
            given_group(),
            given("managed_identity", name="id-old-names", resource_group=GROUP, location=LOCATION),
            step("resource_group", **GONE, only_ours=True),
            step("resource_group", **GONE, only_managed=True),
            step("resource_group", check=True, **GONE, only_ours=True, besides=[IDENTITY]),
            step("resource_group", **GONE, only_ours=True, besides=[IDENTITY]),
        ]
    )[2:]
    assert kept["kept_because"] == kept["left"] == kept_by_new_name["kept_because"] == kept_by_new_name["left"] == HELD
    assert (kept.changed, kept.writes) == (kept_by_new_name.changed, kept_by_new_name.writes) == (False, [])
    assert (planned["action"], planned["kept_because"], planned["left"], planned.writes) == ("delete", [], [], [])
    assert (gone["action"], gone["kept_because"], gone["left"]) == ("delete", [], [])
