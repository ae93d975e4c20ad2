# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists the projects of an organization."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.repository.devops_project import DevOpsProject
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

INFO = "devops_project_info"
FORBIDDEN = {"status": 403, "body": {"typeKey": "AccessDeniedException", "message": "You may not."}}


def test_what_is_found_and_fed_back(ansible: Ansible) -> None:
    nothing, *made = ansible.play(
        [
            step(INFO),
            given("devops_project", name="shop", description="One", process="Scrum"),
            given("devops_project", name="web shop", visibility="public"),
        ]
    )
    shop, web = (outcome["project"] for outcome in made)
    everything, checked, by_name, by_id, missing = found = ansible.play(
        [
            step(INFO),
            step(INFO, check=True),
            step(INFO, name="WEB shop"),
            step(INFO, check=True, project=shop["id"]),
            step(INFO, name="none"),
        ]
    )
    assert [outcome.msg for outcome in found if outcome.failed] == []
    assert [(outcome.changed, outcome.writes) for outcome in found] == [(False, [])] * 5
    assert everything["projects"] == checked["projects"] == [shop, web]
    assert by_name["projects"] == [web]
    assert by_id["projects"] == [shop]
    assert nothing["projects"] == missing["projects"] == []

    fed = [fed_back(DevOpsProject, project) for project in (shop, web)]
    assert set(shop) - set(fed[0]) == {"id", "url", "web_url"}
    for again in ansible.play([step("devops_project", **options) for options in fed]):
        assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_all_pages_are_read(ansible: Ansible, emulator: EmulatorProcess) -> None:
    shop, web = (one["project"] for one in ansible.play([given("devops_project", name=name) for name in ("shop", "web")]))
    for project, headers in ((shop, {"X-MS-ContinuationToken": "next"}), (web, {})):
        page = {
            "status": 200,
            "headers": headers,
            "body": {"count": 1, "value": [{"id": project["id"], "name": project["name"]}]},
        }
        emulator.fault({"method": "GET", "path": "/vaultpipe/_apis/projects"}, page)
    (outcome,) = ansible.play([step(INFO)])
    assert outcome["projects"] == [shop, web]


def test_what_cannot_be_told_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.fault({"method": "GET", "path": "/vaultpipe/_apis/projects"}, FORBIDDEN)
    forbidden, no_organization, misnamed = play = ansible.play(
        [step(INFO), step(INFO, name="shop", organization="https://dev.azure.com/vaultpip"), step(INFO, name="a/b")]
    )
    assert [outcome.failed for outcome in play] == [True] * 3
    assert forbidden["status"] == 403
    assert "There is no Azure DevOps organization vaultpip" in no_organization.msg
    assert "name is 'a/b'" in misnamed.msg
    assert misnamed.requests == []
    assert all("projects" not in outcome.result for outcome in play)
