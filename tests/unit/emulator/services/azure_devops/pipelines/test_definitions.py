# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipeline definitions: what the service adds, keeps and counts (docs/reference/azure_devops.md#pipeline-definitions)."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps

DEFINITIONS = "/demo/_apis/build/definitions"


def read(devops: LocalDevOps, number: int) -> dict[str, Any]:
    found: dict[str, Any] = devops.get(f"{DEFINITIONS}/{number}")
    return found


def put(devops: LocalDevOps, body: dict[str, Any]) -> Any:
    return devops.ask("PUT", f"{DEFINITIONS}/{body['id']}", body)


def test_the_service_writes_types_out_and_the_list_leaves_much_away(devops: LocalDevOps) -> None:
    whole = read(devops, devops.definition())
    assert whole["repository"]["type"] == "TfsGit"
    assert whole["triggers"][0]["triggerType"] == "continuousIntegration"
    assert (whole["path"], whole["revision"], whole["queue"]["name"]) == ("\\", 1, "Azure Pipelines")
    listed = devops.get(DEFINITIONS)["value"][0]
    assert not {"process", "triggers", "variables", "repository"} & set(listed)
    assert "process" in devops.get(f"{DEFINITIONS}?includeAllProperties=true")["value"][0]


def test_every_put_is_a_revision_and_an_old_one_is_refused(devops: LocalDevOps) -> None:
    before = read(devops, devops.definition())
    assert before["repository"]["defaultBranch"] == "main"
    changed = put(devops, before)
    assert (changed.status, changed.body["revision"]) == (200, 2)
    assert changed.body["repository"]["defaultBranch"] == "refs/heads/main"
    assert put(devops, before).status == 409


def test_a_revision_still_to_come_is_not_found_and_another_id_is_refused(devops: LocalDevOps) -> None:
    """MicrosoftDocs/vsts-rest-api-specs#356, hkarthik7/azure-devops-java-sdk#7."""
    before = read(devops, devops.definition())
    early = put(devops, before | {"revision": 2})
    assert (early.status, early.body["message"]) == (404, f"Build pipeline {before['id']} was not found.")
    other = devops.ask("PUT", f"{DEFINITIONS}/{before['id']}", {key: before[key] for key in before if key != "id"})
    assert other.body["message"] == f"The request specifies pipeline ID {before['id']} but the supplied pipeline has ID 0."
    for revision, status in ((0, 404), (2, 404), (1, 400), (None, 400)):  # 400: the repository is empty
        queued = devops.ask("POST", "/demo/_apis/build/builds", {"definition": {"id": before["id"], "revision": revision}})
        assert queued.status == status, queued.body


def test_a_secret_variable_is_never_given_and_survives_coming_back_without_value(devops: LocalDevOps) -> None:
    variables = {"plain": {"value": "one"}, "hidden": {"value": "secret-value", "isSecret": True, "allowOverride": True}}
    number = devops.definition(variables=variables)
    shown = read(devops, number)
    assert shown["variables"]["hidden"] == {"value": None, "allowOverride": True, "isSecret": True}
    assert put(devops, shown).status == 200
    stored = devops.cloud.devops.definitions.get(devops.cloud.devops.projects.get("demo"), number)
    assert stored.variables["hidden"].value == "secret-value"
    assert "secret-value" not in str(devops.cloud.state())


def test_names_are_unique_per_folder(devops: LocalDevOps) -> None:
    devops.definition("same")
    again = devops.ask("POST", DEFINITIONS, devops.definition_body("SAME"))
    assert (again.status, again.body["message"]) == (409, "Build pipeline SAME already exists for project demo")
    home = "Microsoft.TeamFoundation.Build.WebApi.DefinitionExistsException, Microsoft.TeamFoundation.Build2.WebApi"
    assert (again.body["typeName"], again.body["eventId"]) == (home, 3000)
    devops.definition("same", path="/other")
    assert devops.get(f"{DEFINITIONS}?name=same&path=\\other")["count"] == 1
    assert [devops.get(f"{DEFINITIONS}?name={name}")["count"] for name in ("*ame", "*AM*", "sa*", "am")] == [2, 2, 2, 0]


@pytest.mark.parametrize(
    "wrong",
    [{"process": {"type": 2}}, {"process": {"type": 3}}, {"repository": {"id": "x", "type": "GitHub"}}, {"name": ""}],
)
def test_what_cannot_be_a_pipeline_is_refused(devops: LocalDevOps, wrong: dict[str, Any]) -> None:
    assert devops.ask("POST", DEFINITIONS, devops.definition_body() | wrong).status == 400
    assert devops.get(DEFINITIONS)["count"] == 0


def test_classic_steps_get_the_fields_that_the_editor_writes(devops: LocalDevOps) -> None:
    task = {"id": "d9bafed4-0b18-4f58-968d-86655b4d2ce9", "versionSpec": "2.*", "definitionType": "task"}
    phases = [{"steps": [{"task": task, "inputs": {"script": "echo"}}]}]
    phase = read(devops, devops.definition(process={"type": 1, "phases": phases}))["process"]["phases"][0]
    assert phase["steps"][0]["condition"] == "succeeded()"
    assert phase["target"]["executionOptions"] == {"type": 0}


def test_classic_pipelines_can_be_switched_off(devops: LocalDevOps) -> None:
    settings = devops.ask("PATCH", "/demo/_apis/build/generalsettings", {"disableClassicBuildPipelineCreation": True})
    assert settings.body["disableClassicBuildPipelineCreation"] is True
    classic = devops.definition_body(process={"type": 1, "phases": [{"steps": []}]})
    assert devops.ask("POST", DEFINITIONS, classic).status == 400
    devops.definition()


def test_what_the_organization_forbids_no_project_allows(devops: LocalDevOps) -> None:
    classic = devops.definition_body(process={"type": 1, "phases": [{"steps": []}]})
    standing = devops.ask("POST", DEFINITIONS, classic | {"name": "standing"}).body
    devops.rules(classic_pipelines_may_be_created=False)
    allowed = devops.ask("PATCH", "/demo/_apis/build/generalsettings", {"disableClassicBuildPipelineCreation": False})
    assert allowed.body["disableClassicBuildPipelineCreation"] is True
    assert devops.ask("POST", DEFINITIONS, classic).status == 400
    assert devops.ask("PUT", f"{DEFINITIONS}/{standing['id']}", standing).status == 200


def test_deletion_takes_the_permissions_along(devops: LocalDevOps) -> None:
    number, connection = devops.definition(), devops.connection()["id"]
    devops.authorize(connection, number)
    assert devops.ask("DELETE", f"{DEFINITIONS}/{number}").status == 204
    assert devops.ask("GET", f"{DEFINITIONS}/{number}").status == 404
    assert devops.get(f"/demo/_apis/pipelines/pipelinePermissions/endpoint/{connection}")["pipelines"] == []


def test_the_newer_api_makes_the_same_thing(devops: LocalDevOps) -> None:
    repository = {"id": devops.get("/demo/_apis/git/repositories/demo")["id"], "type": "azureReposGit"}
    body = {"name": "newer", "configuration": {"type": "yaml", "path": "/azure-pipelines.yml", "repository": repository}}
    made = devops.ask("POST", "/demo/_apis/pipelines", body)
    assert made.status == 200
    definition = read(devops, made.body["id"])
    assert (definition["process"]["yamlFilename"], definition["triggers"][0]["settingsSourceType"]) == ("/azure-pipelines.yml", 2)
    assert devops.get(f"/demo/_apis/pipelines/{made.body['id']}")["configuration"]["path"] == "azure-pipelines.yml"


def test_a_folder_moves_with_its_pipelines(devops: LocalDevOps) -> None:
    folders = "/demo/_apis/build/folders"
    assert devops.ask("PUT", f"{folders}/one", {"path": "one"}).body["path"] == "\\one"
    number = devops.definition(path="\\one")
    assert devops.ask("POST", f"{folders}/one", {"path": "\\above\\one"}).status == 200
    assert read(devops, number)["path"] == "\\above\\one"
    assert [one["path"] for one in devops.get(folders)["value"]] == ["\\", "\\above", "\\above\\one"]
    assert devops.ask("DELETE", f"{folders}/%5Cabove").status == 204
    assert devops.ask("GET", f"{DEFINITIONS}/{number}").status == 404


def test_variable_groups_hide_their_secrets(devops: LocalDevOps) -> None:
    groups = "/demo/_apis/distributedtask/variablegroups"
    body = {"name": "group", "type": "Vsts", "variables": {"a": {"value": "1"}, "b": {"value": "hidden-value", "isSecret": True}}}
    made = devops.ask("POST", groups, body).body
    assert made["variables"] == {"a": {"value": "1"}, "b": {"value": None, "isSecret": True}}
    assert devops.ask("PUT", f"{groups}/{made['id']}", body | {"variables": made["variables"]}).status == 200
    project = devops.cloud.devops.projects.get("demo")
    assert devops.cloud.devops.variable_groups.get(project, made["id"]).variables["b"].value == "hidden-value"
    assert devops.ask("DELETE", f"{groups}/{made['id']}").status == 204
    assert devops.get(groups)["count"] == 0
