# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service connections that several projects share: given, taken away, and left where others go by them."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.modules.service_connections import (
    CONNECTION,
    MODULE,
    NAMED,
    given_all,
)

SHARED: dict[str, Any] = {**CONNECTION, "shared_with": ["WEB"]}
PROJECTS = [given("devops_project", name=name) for name in ("web", "api")]


def having(portal: Portal, *projects: str) -> list[str]:
    """Projects that have a connection of the name."""
    path = "/{}/_apis/serviceendpoint/endpoints?endpointNames=azure-shop"
    return [one for one in projects if portal.devops("GET", path.format(one))["value"]]


def methods(outcome: Outcome) -> list[str]:
    return [request.method for request in outcome.writes]


def test_life(ansible: Ansible, portal: Portal) -> None:
    play = ansible.play(
        [
            *given_all(),
            *PROJECTS,
            step(MODULE, check=True, **SHARED),
            step(MODULE, **SHARED),
            step(MODULE, **SHARED),
            step(MODULE, check=True, **CONNECTION, shared_with=["api", "shop"], description="for all"),
            step(MODULE, **CONNECTION, shared_with=["api", "shop"], description="for all"),
            step(MODULE, **CONNECTION, shared_with=["api", "web"]),
            step("devops_service_connection_info", project="shop"),
            step(MODULE, **NAMED | {"project": "api"}, state="absent"),
        ]
    )
    assert [outcome.msg for outcome in play if outcome.failed] == []
    planned, made, again, widening, widened, same, info, taken = play[5:]
    assert (planned["action"], planned.writes) == ("create", [])
    assert planned["service_connection"]["shared_with"] == made["service_connection"]["shared_with"] == ["web"]
    assert (made["action"], methods(made)) == ("create", ["POST", "PATCH"])
    assert (again.changed, again.writes) == (False, [])

    assert (widening["action"], widening.writes) == ("update", [])
    assert widening["diff"]["after"]["shared_with"] == ["api", "web"]
    assert (widened["action"], methods(widened)) == ("update", ["PUT", "PATCH"])
    assert (same.changed, same.writes) == (False, [])
    assert info["service_connections"][0]["shared_with"] == ["api", "web"]

    assert taken["action"] == "delete"
    assert having(portal, "shop", "web", "api") == ["shop", "web"]


def test_removal(ansible: Ansible, portal: Portal) -> None:
    everywhere = {**NAMED, "shared_with": ["web", "nowhere"], "state": "absent"}
    ansible.play([*given_all(), *PROJECTS, step(MODULE, **CONNECTION, shared_with=["web", "api"])])
    going, gone, gone_again = ansible.play([step(MODULE, check=True, **everywhere), *([step(MODULE, **everywhere)] * 2)])
    assert (going["action"], going.writes) == ("delete", [])
    assert (gone["action"], methods(gone)) == ("delete", ["DELETE"])
    assert (gone_again.changed, gone_again.writes) == (False, [])
    assert having(portal, "shop", "web", "api") == ["api"]


def test_what_others_use_stays(ansible: Ansible, portal: Portal) -> None:
    removal = {**NAMED, "state": "absent", "only_managed": True}
    listed = {"shared_with": ["web"]}
    grant = {"project": "web", "resource_type": "endpoint", "resource": "azure-shop", "pipeline": "deploy"}
    files = {"ci.yml": "steps:\n- script: echo hello\n"}
    play = ansible.play(
        [
            *given_all(),
            *PROJECTS,
            given("devops_repository", project="web", branch="main", files=files),
            given("devops_pipeline", project="web", name="deploy", repository="web", yaml_path="ci.yml"),
            given(MODULE, **SHARED),
            given("devops_pipeline_permission", **grant),
            step(MODULE, **removal),
            step(MODULE, **removal, **listed),
            step(MODULE, check=True, **removal, **listed, ignoring=["pipeline deploy"]),
            step(MODULE, **removal, **listed, ignoring=["pipeline deploy of web"]),
        ]
    )
    *_given, unlisted, used, other_pipeline, gone = play
    assert [outcome.msg for outcome in play if outcome.failed] == []
    name = "The service connection azure-shop of shop"
    assert unlisted["kept_because"] == [f"{name} serves the project web."]
    for kept in (used, other_pipeline):
        assert (kept["kept_because"], kept.writes) == ([f"{name} serves the pipeline deploy of web."], [])
    assert gone["action"] == "delete"
    assert having(portal, "shop", "web") == []


@pytest.mark.parametrize("made", [True, False])
def test_a_project_that_is_not_there(ansible: Ansible, portal: Portal, made: bool) -> None:
    wrong = {**CONNECTION, "shared_with": ["nowhere"]}
    tasks = [*given_all(), *([given(MODULE, **CONNECTION)] if made else [])]
    planned, refused = ansible.play([*tasks, step(MODULE, check=True, **wrong), step(MODULE, **wrong)])[-2:]
    assert planned["service_connection"]["shared_with"] == ["nowhere"]
    assert refused.failed
    assert "There is no project nowhere in " in refused.msg
    assert "correct shared_with" in refused.msg
    assert refused.writes == []
    assert having(portal, "shop") == (["shop"] if made else [])


def test_a_reference_that_does_not_show(ansible: Ansible, emulator: EmulatorProcess) -> None:
    """The other project tells that it has the connection, even where the connection does not say so."""
    ansible.play([*given_all(), *PROJECTS, step(MODULE, **SHARED)])
    at = {"method": "GET", "path": "/vaultpipe/[^/]*/_apis/serviceendpoint/endpoints"}
    emulator.fault(at, {"mangle": "list emptied", "at": 1})
    (outcome,) = ansible.play([step(MODULE, **SHARED)])
    assert not outcome.failed, outcome.msg
    assert emulator.spoiled() == {"list emptied"}
    assert (outcome.changed, outcome.writes) == (False, [])
