# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Projects and the operations that make and remove them (docs/reference/azure_devops.md#projects)."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps
from emulator.core.request import Request

GIT = {"versioncontrol": {"sourceControlType": "git"}}


def test_creation_is_an_operation_and_the_project_is_there_when_it_has_succeeded(devops: LocalDevOps) -> None:
    started = devops.ask("POST", "/_apis/projects", {"name": "fresh", "capabilities": GIT})
    assert (started.status, started.body["status"]) == (202, "notSet")
    operation = f"/_apis/operations/{started.body['id']}"
    assert devops.get(operation)["status"] == "inProgress"
    assert devops.ask("GET", "/_apis/projects/fresh").status == 404
    devops.azure.pass_time(1)
    assert devops.get(operation)["status"] == "succeeded"
    assert devops.get("/_apis/projects/FRESH")["id"] != started.body["id"]


def test_with_eventual_consistency_the_project_comes_after_its_operation() -> None:
    devops = LocalDevOps(eventual=True)
    started = devops.ask("POST", "/_apis/projects", {"name": "fresh", "capabilities": GIT})
    devops.azure.pass_time(6)
    assert devops.get(f"/_apis/operations/{started.body['id']}")["status"] == "succeeded"
    assert devops.ask("GET", "/_apis/projects/fresh").status == 404
    devops.azure.pass_time(4)
    assert devops.ask("GET", "/_apis/projects/fresh").status == 200


def test_capabilities_come_only_when_asked_for(devops: LocalDevOps) -> None:
    assert "capabilities" not in devops.get("/_apis/projects/demo")
    whole = devops.get("/_apis/projects/demo?includeCapabilities=true")
    assert whole["capabilities"]["processTemplate"]["templateName"] == "Basic"


def test_a_new_project_has_an_empty_repository_of_its_name_without_default_branch(devops: LocalDevOps) -> None:
    found = devops.get("/demo/_apis/git/repositories")["value"]
    assert [one["name"] for one in found] == ["demo"]
    assert found[0]["size"] == 0
    assert "defaultBranch" not in found[0]


def test_a_taken_name_is_refused_in_any_case(devops: LocalDevOps) -> None:
    reply = devops.ask("POST", "/_apis/projects", {"name": "DEMO", "capabilities": GIT})
    assert reply.status == 409
    assert reply.body["message"].startswith("TF200019: The following project already exists on the Azure DevOps Server: DEMO")


@pytest.mark.parametrize("name", ["", "a/b", "_start", "end."])
def test_unusable_names_are_refused(devops: LocalDevOps, name: str) -> None:
    assert devops.ask("POST", "/_apis/projects", {"name": name, "capabilities": GIT}).status == 400


def test_deletion_takes_a_moment_and_frees_the_name(devops: LocalDevOps) -> None:
    assert devops.ask("DELETE", "/_apis/projects/demo").status == 400
    started = devops.ask("DELETE", f"/_apis/projects/{devops.project}")
    assert started.status == 202
    assert devops.ask("GET", "/_apis/projects/demo").status == 200
    devops.azure.pass_time(1)
    assert devops.get(f"/_apis/operations/{started.body['id']}")["status"] == "succeeded"
    gone = devops.ask("GET", "/_apis/projects/demo")
    assert (gone.status, gone.body["typeKey"]) == (404, "ProjectDoesNotExistWithNameException")
    assert devops.ask("GET", "/demo/_apis/build/builds").status == 404
    by_id = devops.ask("GET", f"/{devops.project}/_apis/build/builds")
    assert (by_id.status, by_id.body["typeKey"]) == (400, "ProjectDoesNotExistException")
    state = devops.cloud.state()
    assert state["system"]["devops"]["deleted_projects"] == ["demo"]
    assert state["live"]["devops"]["projects"] == []
    assert devops.make_project("demo") != devops.project


def test_lists_page_by_continuation_token(devops: LocalDevOps) -> None:
    devops.make_project("second")
    first = devops.ask("GET", "/_apis/projects?$top=1")
    token = first.headers["x-ms-continuationtoken"]
    rest = devops.ask("GET", f"/_apis/projects?$top=1&continuationToken={token}")
    assert [one["name"] for one in first.body["value"] + rest.body["value"]] == ["demo", "second"]
    assert "x-ms-continuationtoken" not in rest.headers


def test_renaming_keeps_the_id(devops: LocalDevOps) -> None:
    assert devops.ask("PATCH", f"/_apis/projects/{devops.project}", {"name": "renamed"}).status == 202
    assert devops.get("/_apis/projects/renamed")["id"] == devops.project


def test_properties_are_added_found_by_pattern_and_removed(devops: LocalDevOps) -> None:
    properties = f"/_apis/projects/{devops.project}/properties"
    added = [{"op": "add", "path": f"/{name}", "value": name} for name in ("our.one", "our.two", "other")]
    assert devops.ask("PATCH", properties, added).status == 204
    assert [one["name"] for one in devops.get(f"{properties}?keys=our.*")["value"]] == ["our.one", "our.two"]
    assert devops.ask("PATCH", properties, [{"op": "remove", "path": "/our.one"}]).status == 204
    assert [one["name"] for one in devops.get(properties)["value"]] == ["our.two", "other"]
    assert devops.ask("PATCH", properties, [{"op": "copy", "path": "/other"}]).status == 400


def test_a_list_holds_projects_in_the_state_that_is_asked_for(devops: LocalDevOps) -> None:
    leaving = devops.make_project("leaving")

    def names(state: str) -> list[str]:
        return [one["name"] for one in devops.get(f"/_apis/projects?stateFilter={state}")["value"]]

    assert (names("wellFormed"), names("deleting"), names("createPending")) == (["demo", "leaving"], [], [])
    assert devops.ask("DELETE", f"/_apis/projects/{leaving}").status == 202
    assert names("deleting") == ["leaving"]
    devops.azure.pass_time(60)
    assert (names("all"), names("deleting"), names("deleted")) == (["demo"], [], ["leaving"])


def test_an_organization_answers_at_its_old_host_too() -> None:
    devops = LocalDevOps()
    headers = {"Authorization": f"Bearer {devops.token()}", "Accept": "application/json"}

    def status(url: str) -> int:
        return devops.cloud.ask(Request.to("GET", url, headers)).status

    assert status("https://vaultpipe.visualstudio.com/_apis/projects/demo") == 200
    assert status("https://vaultpipe.visualstudio.com/demo/_apis/git/repositories") == 200
    assert status("https://nobody.visualstudio.com/_apis/projects/demo") == 404
    assert devops.cloud.serves("vaultpipe.visualstudio.com")
