# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rights of the organization's users, and what those are told who lack one."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps, change
from emulator.core.response import ErrorResponse, Response
from emulator.services.azure_devops.model.users import check

ENDPOINTS = "/_apis/serviceendpoint/endpoints"
REPOSITORY = "/demo/_apis/git/repositories/demo"
GROUP = {"name": "settings", "type": "Vsts", "variables": {"one": {"value": "1"}}}


def becomes(devops: LocalDevOps, **user: Any) -> None:
    devops.rules(users={devops.azure.caller.client_id: user})


def key(reply: Response) -> tuple[int, str]:
    return reply.status, reply.body["typeKey"]


def test_another_principal_is_a_user_when_it_is_named(devops: LocalDevOps) -> None:
    stranger = devops.azure.powerless
    assert devops.ask("GET", "/_apis/projects", who=stranger).status == 401
    devops.rules(users={stranger.client_id: {"group": "Contributors"}})
    assert devops.ask("GET", "/_apis/projects", who=stranger).status == 200
    assert devops.ask("POST", "/_apis/projects", {"name": "theirs"}, who=stranger).status == 403
    devops.make_project("mine")


IMPOSSIBLE: list[Any] = [{"group": "Owners"}, {"endpoint_role": "Owner"}, {"licence": "Basic"}, "Readers"]
IMPOSSIBLE += [{"projects": {"demo": "Owners"}}, {"projects": "demo"}]


@pytest.mark.parametrize("given", IMPOSSIBLE)
def test_a_user_that_there_cannot_be_is_refused(given: Any) -> None:
    with pytest.raises(ErrorResponse) as refused:
        check({"some client id": given})
    assert refused.value.status == 400


def test_texts_by_which_clients_know_a_refusal(devops: LocalDevOps) -> None:
    devops.push("azure-pipelines.yml", "steps:\n- script: echo hello\n")
    number = devops.definition()
    becomes(devops, group="Readers")
    who = devops.azure.caller.display_name
    project = devops.ask("POST", "/_apis/projects", {"name": "another"})
    assert project.status == 403
    assert project.body["message"] == (
        f"TF50309: The following account does not have sufficient permissions to complete the operation: {who}. The following "
        "permissions are needed to perform this operation: Create new projects."
    )
    run = devops.ask("POST", "/demo/_apis/build/builds", {"definition": {"id": number}})
    assert key(run) == (403, "AccessDeniedException")
    home = "Microsoft.TeamFoundation.Build.WebApi.AccessDeniedException, Microsoft.TeamFoundation.Build2.WebApi"
    assert run.body["typeName"] == home
    assert run.body["message"].startswith(
        f"TF215106: Access denied. {who} needs Queue builds permissions for build pipeline {number}:"
    )
    push = devops.try_push(change("add", "a.txt", "hello"))
    assert key(push) == (403, "GitNeedsPermissionException")
    assert push.body["message"].startswith("TF401027: You need the Git 'GenericContribute' permission to perform this action.")


def test_git_itself_is_told_in_plain_text(devops: LocalDevOps) -> None:
    becomes(devops, group="Readers")
    assert devops.ask("GET", "/demo/_git/demo/info/refs?service=git-upload-pack").status == 200
    for method, path in (("GET", "info/refs?service=git-receive-pack"), ("POST", "git-receive-pack")):
        refused = devops.ask(method, f"/demo/_git/demo/{path}")
        assert refused.status == 403
        assert str(refused.body).startswith("TF401027: ")
    becomes(devops, access_level="Stakeholder", group="Contributors")
    assert key(devops.ask("GET", REPOSITORY)) == (404, "GitRepositoryNotFoundException")


def test_a_connection_is_shown_as_far_as_the_role_goes(devops: LocalDevOps) -> None:
    made = devops.connection()
    path = f"/demo{ENDPOINTS}/{made['id']}"
    becomes(devops, endpoint_role="Nobody")
    assert (devops.ask("GET", path).body, devops.get(f"/demo{ENDPOINTS}")["count"]) == ("null", 0)
    assert devops.ask("DELETE", f"{ENDPOINTS}/{made['id']}?projectIds={devops.project}").status == 404
    becomes(devops, endpoint_role="Reader")
    assert "authorization" not in devops.get(path)
    becomes(devops, endpoint_role="User")
    assert devops.get(path)["authorization"] == {"scheme": "WorkloadIdentityFederation", "parameters": {}}
    assert devops.ask("PUT", f"{ENDPOINTS}/{made['id']}", devops.connection_body()).status == 403
    becomes(devops, endpoint_role="Creator")
    assert devops.get(path)["authorization"]["parameters"]["serviceprincipalid"]


def test_who_made_a_variable_group_may_change_it(devops: LocalDevOps) -> None:
    other = devops.azure.powerless
    contributor = {"group": "Contributors"}
    devops.rules(users={devops.azure.caller.client_id: contributor, other.client_id: contributor})
    path = "/demo/_apis/distributedtask/variablegroups"
    made = devops.ask("POST", path, GROUP).body
    assert devops.ask("PUT", f"{path}/{made['id']}", GROUP, who=other).status == 403
    assert devops.ask("PUT", f"{path}/{made['id']}", GROUP).status == 200
    assert devops.ask("DELETE", f"{path}/{made['id']}", who=other).status == 403
    becomes(devops, group="Readers")
    assert devops.ask("POST", path, GROUP).status == 403


def test_resources_that_are_no_connections_are_authorized_by_project_administrators(devops: LocalDevOps) -> None:
    wanted, path = {"allPipelines": {"authorized": True}}, "/demo/_apis/pipelines/pipelinePermissions/variablegroup/1"
    becomes(devops, group="Build Administrators")
    assert devops.ask("PATCH", path, wanted).status == 403
    becomes(devops, group="Project Administrators")
    assert devops.ask("PATCH", path, wanted).status == 200


def test_a_group_is_one_projects_own(devops: LocalDevOps) -> None:
    other = devops.make_project("other")
    becomes(devops, group="Readers", projects={"Other": "Contributors"})
    assert devops.ask("PUT", f"/{other}/_apis/build/folders/mine", {"path": "mine"}).status == 200
    assert key(devops.ask("PUT", "/demo/_apis/build/folders/mine", {"path": "mine"})) == (403, "AccessDeniedException")
    assert devops.ask("POST", ENDPOINTS, devops.connection_body(project="demo")).status == 403
    body = devops.connection_body()
    body["serviceEndpointProjectReferences"][0]["projectReference"] = {"id": other}
    made = devops.ask("POST", ENDPOINTS, body)
    assert made.status == 200
    shared = [{"projectReference": {"id": devops.project}, "name": "theirs"}]
    assert devops.ask("PATCH", f"{ENDPOINTS}/{made.body['id']}", shared).status == 204
    # It made the connection: wherever that is, it stays its Administrator.
    assert devops.ask("DELETE", f"{ENDPOINTS}/{made.body['id']}?projectIds={devops.project},{other}").status == 204
    becomes(devops, group="Readers", projects={"other": "Project Administrators"})
    assert devops.ask("PATCH", f"/_apis/projects/{other}", {"description": "Mine."}).status == 202
    assert devops.ask("PATCH", f"/_apis/projects/{devops.project}", {"description": "Mine."}).status == 403
    assert devops.ask("POST", "/_apis/projects", {"name": "third"}).status == 403


def test_a_project_is_hidden_from_who_is_nobody_there(devops: LocalDevOps) -> None:
    repository = devops.get(REPOSITORY)["id"]
    connection = devops.connection()["id"]
    devops.make_project("other")
    becomes(devops, group="Nobody", projects={"other": "Readers"})
    assert [one["name"] for one in devops.get("/_apis/projects")["value"]] == ["other"]
    assert [one["project"]["name"] for one in devops.get("/_apis/git/repositories")["value"]] == ["other"]
    for path in ("/_apis/projects/demo", f"/_apis/projects/{devops.project}", "/demo/_apis/pipelines"):
        assert key(devops.ask("GET", path)) == (404, "ProjectDoesNotExistWithNameException")
    hidden = devops.ask("GET", "/demo/_apis/build/definitions")
    assert key(hidden) == (400, "ProjectDoesNotExistException")
    assert f"VS800075: The project with id 'vstfs:///Classification/TeamProject/{devops.project}'" in hidden.body["message"]
    assert key(devops.ask("GET", f"/_apis/git/repositories/{repository}")) == (404, "GitRepositoryNotFoundException")
    replaced = devops.ask("PUT", f"{ENDPOINTS}/{connection}", devops.connection_body())
    assert replaced.status == 200, "who made the connection is its Administrator"
    becomes(devops, group="Nobody", projects={"other": "Readers"}, endpoint_role="Nobody")
    assert devops.ask("PATCH", f"{ENDPOINTS}/{connection}", []).status == 404
