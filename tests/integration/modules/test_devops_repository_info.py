# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module that lists the repositories of a project."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.repository.devops_repository import DevOpsRepository
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.info_roundtrip import fed_back
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

INFO = "devops_repository_info"
SHOP = {"project": "shop"}
FORBIDDEN = {"status": 403, "body": {"typeKey": "GitNeedsPermissionException", "message": "You may not."}}


def test_what_is_found_and_fed_back(ansible: Ansible, portal: Portal) -> None:
    _project, *made = ansible.play(
        [
            given("devops_project", name="shop"),
            given("devops_repository", **SHOP, files={"a.txt": "one"}),
            given("devops_repository", **SHOP, name="other", files={"b.txt": "two"}, branch="trunk"),
            given("devops_repository", **SHOP, name="empty"),
        ]
    )
    shop, other, empty = shown = [
        {name: value for name, value in outcome["repository"].items() if name != "pushed_paths"} for outcome in made
    ]
    everything, checked, by_name, by_id, by_branch, missing = found = ansible.play(
        [
            step(INFO, **SHOP),
            step(INFO, check=True, **SHOP),
            step(INFO, **SHOP, name="OTHER"),
            step(INFO, check=True, **SHOP, repository=shop["id"]),
            step(INFO, **SHOP, name="other", branch="none"),
            step(INFO, **SHOP, name="none"),
        ]
    )
    assert [outcome.msg for outcome in found if outcome.failed] == []
    assert [(outcome.changed, outcome.writes) for outcome in found] == [(False, [])] * 6
    in_name = {one["name"]: {**one, "size": 0} for one in everything["repositories"]}
    assert in_name == {one["name"]: {**one, "size": 0, "branch": one["default_branch"]} for one in shown}
    assert checked["repositories"] == everything["repositories"]
    assert [one["commit"] for one in by_name["repositories"]] == [other["commit"]]
    assert [one["commit"] for one in by_id["repositories"]] == [shop["commit"]]
    assert [(one["branch"], one["commit"], one["empty"]) for one in by_branch["repositories"]] == [("none", None, False)]
    assert (in_name["empty"]["commit"], in_name["empty"]["empty"], empty["commit"]) == (None, True, None)
    assert missing["repositories"] == []

    fed = [fed_back(DevOpsRepository, one) for one in everything["repositories"]]
    for again in ansible.play([step("devops_repository", **options) for options in fed]):
        assert (again["action"], again.changed, again.writes) == ("none", False, []), again.msg


def test_a_disabled_repository_has_no_commit(ansible: Ansible, portal: Portal) -> None:
    _project, made = ansible.play(
        [given("devops_project", name="shop"), given("devops_repository", **SHOP, files={"a.txt": "one"})]
    )
    portal.devops("PATCH", f"/shop/_apis/git/repositories/{made['repository']['id']}", {"isDisabled": True})
    (found,) = ansible.play([step(INFO, **SHOP)])
    assert [(one["name"], one["commit"]) for one in found["repositories"]] == [("shop", None)]


def test_what_cannot_be_told_is_an_error(ansible: Ansible, emulator: EmulatorProcess) -> None:
    no_project, _made, misnamed = ansible.play(
        [step(INFO, **SHOP), given("devops_project", name="shop"), step(INFO, **SHOP, name="a/b")]
    )
    emulator.fault({"method": "GET", "path": ".*/git/repositories"}, FORBIDDEN)
    (forbidden,) = ansible.play([step(INFO, **SHOP)])
    assert "There is no project shop in" in no_project.msg
    assert "name is 'a/b'" in misnamed.msg
    assert misnamed.requests == []
    assert forbidden["status"] == 403
    assert all(outcome.failed and "repositories" not in outcome.result for outcome in (no_project, misnamed, forbidden))
