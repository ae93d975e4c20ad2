# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agent pools and queues, tasks, variable groups, and OIDC tokens for jobs."""

from __future__ import annotations

from collections.abc import Callable

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.job_protocol.tasks import TASKS
from emulator.services.azure_devops.errors import DevOpsError, missing_value, not_found
from emulator.services.azure_devops.errors.variable_groups import no_group_reference, no_part_of_project, sharing_refused
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.pipelines.pools import POOLS, Pool, Queue, pool_by_id
from emulator.services.azure_devops.model.projects.projects import Project
from emulator.services.azure_devops.model.security.rights import require_to_change
from emulator.services.azure_devops.router import (
    choices,
    listing,
    null,
    number,
    on,
    on_project,
    part,
    parts,
    pattern_fits,
    project,
)
from emulator.services.azure_devops.views.distributedtask import agent_json, pool_json, queue_json, task_json, variable_group_json
from emulator.services.entra.model.principals import caller_of

AREA = "/_apis/distributedtask"


@on_project("GET", AREA + "/environments")
def list_environments(request: Request, organization: Organization) -> Response:
    """None: they cannot be made here."""
    project(request, organization)
    return listing([])


# -- pools and queues -------------------------------------------------------------------------------------------------


@on("GET", AREA + "/pools")
def list_pools(request: Request, organization: Organization) -> Response:
    """Only pools for automation are emulated."""
    wanted, ids = request.query.get("poolname", "").lower(), choices(request, "poolids")
    automation = request.query.get("pooltype", "automation").lower() == "automation"
    named = [pool for pool in POOLS if not wanted or pool.name.lower() == wanted]
    found = [pool for pool in named if automation and (not ids or str(pool.id) in ids)]
    return listing([pool_json(organization, pool) for pool in found])


def pool(request: Request) -> Pool:
    return pool_by_id(number(request.params["pool"], "poolId"))


@on("GET", AREA + "/pools/{pool}")
def get_pool(request: Request, organization: Organization) -> Response:
    return Response(body=pool_json(organization, pool(request)))


@on("GET", AREA + "/pools/{pool}/agents")
def list_agents(request: Request, organization: Organization) -> Response:
    found = pool(request)
    online = found.is_hosted or organization.runtime.policies.agents_online
    return listing([agent_json(found, online, organization.created_at)])


@on("GET", AREA + "/pools/{pool}/agents/{agent}")
def get_agent(request: Request, organization: Organization) -> Response:
    found = pool(request)
    if request.params["agent"] != "1":
        raise not_found(f"The agent {request.params['agent']}")
    return Response(
        body=agent_json(found, found.is_hosted or organization.runtime.policies.agents_online, organization.created_at)
    )


@on_project("GET", AREA + "/queues")
def list_queues(request: Request, organization: Organization) -> Response:
    names = choices(request, "queuenames") | choices(request, "queuename") | choices(request, "poolnames")
    ids, pools = choices(request, "queueids"), choices(request, "poolids")

    def fits(queue: Queue) -> bool:
        named = not names or queue.pool.name.lower() in names
        return named and (not ids or str(queue.id) in ids) and (not pools or str(queue.pool.id) in pools)

    return listing([queue_json(organization, one) for one in organization.queues.of(project(request, organization)) if fits(one)])


@on_project("GET", AREA + "/queues/{queue}")
def get_queue(request: Request, organization: Organization) -> Response:
    found = organization.queues.get(project(request, organization), number(request.params["queue"], "queueId"))
    return Response(body=queue_json(organization, found))


# -- tasks ------------------------------------------------------------------------------------------------------------


@on("GET", AREA + "/tasks")
def list_tasks(request: Request, organization: Organization) -> Response:
    return listing([task_json(task) for task in TASKS])


@on("GET", AREA + "/tasks/{task}")
def get_task(request: Request, organization: Organization) -> Response:
    return listing([task_json(task) for task in TASKS if task.id == request.params["task"].lower()])


@on("GET", AREA + "/tasks/{task}/{version}")
def get_task_version(request: Request, organization: Organization) -> Response:
    asked = (request.params["task"].lower(), request.params["version"])
    found = next((task for task in TASKS if (task.id, task.version) == asked), None)
    if found is None:
        raise not_found(f"The task {asked[0]} in version {asked[1]}")
    return Response(body=task_json(found))


# -- variable groups --------------------------------------------------------------------------------------------------

GROUPS = AREA + "/variablegroups"


@on_project("GET", GROUPS)
def list_groups(request: Request, organization: Organization) -> Response:
    wanted, ids, owner = request.query.get("groupname") or "*", choices(request, "groupids"), project(request, organization)
    every = [group for group in organization.variable_groups.of(owner) if pattern_fits(wanted, group.name)]
    found = [group for group in every if not ids or str(group.id) in ids]
    newest_first = request.query.get("queryorder", "idDescending").lower() == "iddescending"
    found.sort(key=lambda group: group.id, reverse=newest_first)
    found = found[: number(request.query.get("$top", "10000"), "$top")]
    # A list leaves out who shares the group (docs/reference/azure_devops.md#variable-groups).
    shown = [variable_group_json(group, owner, just_written=False) for group in found]
    return listing([group | {"variableGroupProjectReferences": None} for group in shown])


def referenced(request: Request, organization: Organization, added: Callable[[str], DevOpsError]) -> Project:
    """The project of the address, or the one that a body without one refers to.

    :param added: What is said about another project, as no group is shared.
    :raises DevOpsError: none is named, several are, or it does not exist.
    """
    found = [
        organization.projects.get(str(named.get("id") or named.get("name")))
        for named in (part(one, "projectReference") for one in parts(request.json_object(), "variableGroupProjectReferences"))
    ]
    owner = project(request, organization) if "project" in request.params else next(iter(found), None)
    if owner is None:
        raise no_group_reference()
    other = next((one for one in found if one is not owner), None)
    if other is not None:
        raise added(other.id)
    return owner


@on("POST", GROUPS)
@on_project("POST", GROUPS)
def create_group(request: Request, organization: Organization) -> Response:
    owner = referenced(request, organization, sharing_refused)
    created = organization.variable_groups.create(owner, request.json_object(), caller_of(request))
    return Response(body=variable_group_json(created, owner, just_written=True))


@on_project("GET", GROUPS + "/{group}")
def get_group(request: Request, organization: Organization) -> Response:
    """200 with null for what is not there (ryanmichaeljames/devops-mcp, docs/design/variable-group-write-tools.md)."""
    found = organization.variable_groups.find(project(request, organization), number(request.params["group"], "groupId"))
    return (
        null() if found is None else Response(body=variable_group_json(found, project(request, organization), just_written=False))
    )


@on("PATCH", GROUPS)
def share_group(request: Request, organization: Organization) -> Response:
    """:raises DevOpsError: always (docs/reference/azure_devops.md#no-shared-groups)."""
    raise sharing_refused("")


@on("PUT", GROUPS + "/{group}")
@on_project("PUT", GROUPS + "/{group}")
def replace_group(request: Request, organization: Organization) -> Response:
    owner, groups = referenced(request, organization, no_part_of_project), organization.variable_groups
    found = groups.get(owner, number(request.params["group"], "groupId"))
    require_to_change(request, organization, found)
    groups.replace(owner, found, request.json_object(), caller_of(request))
    return Response(body=variable_group_json(found, owner, just_written=True))


@on_project("DELETE", GROUPS + "/{group}")
def delete_group(request: Request, organization: Organization) -> Response:
    delete_from(request, organization, project(request, organization))
    return Response(204)


@on("DELETE", GROUPS + "/{group}")
def delete_group_from(request: Request, organization: Organization) -> Response:
    """From the projects that the query names."""
    named = choices(request, "projectids")
    if not named:
        raise missing_value("projectIds")
    for one in named:
        delete_from(request, organization, organization.projects.get(one))
    return Response(204)


def delete_from(request: Request, organization: Organization, owner: Project) -> None:
    groups = organization.variable_groups
    found = groups.get(owner, number(request.params["group"], "groupId"))
    require_to_change(request, organization, found)
    groups.delete(found)


# -- jobs -------------------------------------------------------------------------------------------------------------


@on_project("POST", AREA + "/hubs/{hub}/plans/{plan}/jobs/{job}/oidctoken", write=False)
def create_oidc_token(request: Request, organization: Organization) -> Response:
    """For a running job that shows its own token (docs/reference/pipeline_task.md#id-token)."""
    connection = request.query.get("serviceconnectionid")
    if not connection:
        raise missing_value("serviceConnectionId")
    own_token = request.headers.get("authorization", "").partition(" ")[2]
    plan, job = request.params["plan"].lower(), request.params["job"].lower()
    token = organization.job_tokens.oidc_token(project(request, organization), plan, job, connection, own_token)
    return Response(body={"oidcToken": token})
