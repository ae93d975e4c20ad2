# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign-in at dev.azure.com: who gets in, and what the others see (docs/reference/azure_devops.md#sign-in-and-errors)."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_azure import ARM, LocalAzure
from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import DEVOPS, Agent, LocalDevOps, basic
from emulator.core.request import Request

PROJECTS = "/_apis/projects"
SUPPRESS = {"X-TFS-FedAuthRedirect": "Suppress"}


def test_programs_get_a_401_with_the_body_of_an_empty_list(devops: LocalDevOps) -> None:
    reply = devops.send("GET", PROJECTS, headers=SUPPRESS)
    assert (reply.status, reply.body) == (401, {"count": 0, "value": []})
    assert reply.headers["www-authenticate"].startswith("Basic realm=")
    assert reply.headers["x-vss-resourcetenant"] == devops.azure.tenant


def test_people_are_led_to_a_sign_in_page(devops: LocalDevOps) -> None:
    nobody = devops.send("GET", PROJECTS)
    assert (nobody.status, "location" in nobody.headers) == (302, True)
    stranger = devops.send("GET", PROJECTS, headers={"Authorization": "Bearer nonsense"})
    assert stranger.status == 203
    assert stranger.headers["content-type"] == "text/html"


def test_a_wrong_pat_is_a_401_not_a_203(devops: LocalDevOps) -> None:
    assert devops.send("GET", PROJECTS, headers=basic("x" * 52)).status == 401


def test_a_token_for_another_service_does_not_count(devops: LocalDevOps) -> None:
    token = devops.cloud.directory.issue_token(devops.azure.caller, ARM)[0]
    assert devops.send("GET", PROJECTS, headers={"Authorization": f"Bearer {token}", **SUPPRESS}).status == 401


def test_who_is_no_user_of_the_organization_is_told_so(devops: LocalDevOps) -> None:
    reply = devops.ask("GET", PROJECTS, who=devops.azure.powerless)
    assert reply.status == 401
    assert reply.body["message"].startswith("TF401444: Please sign-in at least once as ")
    assert devops.azure.powerless.object_id in reply.body["message"]


def test_another_organization_is_not_found(devops: LocalDevOps) -> None:
    token = {"Authorization": f"Bearer {devops.token()}"}
    assert devops.cloud.ask(Request.to("GET", "https://dev.azure.com/other/_apis/projects", token)).status == 404


@pytest.mark.parametrize(("accepted", "bearer", "pat"), [("both", 200, 200), ("entra", 200, 401), ("pat", 401, 200)])
def test_the_organization_takes_what_it_is_set_to(accepted: str, bearer: int, pat: int) -> None:
    cloud = LocalAzure(devops_auth=accepted).cloud
    url, token = "https://dev.azure.com/vaultpipe/_apis/projects", cloud.directory.issue_token(cloud.directory.caller, DEVOPS)[0]
    by_token = Request.to("GET", url, {"Authorization": f"Bearer {token}", **SUPPRESS})
    assert cloud.ask(by_token).status == bearer
    assert cloud.ask(Request.to("GET", url, basic(cloud.directory.caller_pat))).status == pat


def test_a_running_job_reads_with_its_own_token_and_writes_nothing(devops: LocalDevOps, agent: Agent) -> None:
    seen: list[int] = []

    def work(job: object, reporter: object) -> str:
        headers = {"Authorization": f"Bearer {agent.jobs[0].token}"}
        seen.append(devops.send("GET", PROJECTS, headers=headers).status)
        seen.append(devops.send("POST", PROJECTS, {"name": "mine"}, headers=headers).status)
        return "succeeded"

    agent.work = work
    devops.push("azure-pipelines.yml", "steps:\n- script: echo hello\n")
    number = devops.queue(devops.definition()).body["id"]
    devops.until(number, "completed")
    assert seen == [200, 403]
    after = devops.send("GET", PROJECTS, headers={"Authorization": f"Bearer {agent.jobs[0].token}", **SUPPRESS})
    assert after.status == 401


def test_what_is_not_emulated_says_so_in_the_services_own_form(devops: LocalDevOps) -> None:
    reply = devops.ask("GET", "/_apis/wit/workitems/1")
    assert reply.status == 501
    assert "GET https://dev.azure.com/vaultpipe/_apis/wit/workitems/1" in reply.body["message"]
    assert reply.body["typeKey"] == "NotEmulatedException"
