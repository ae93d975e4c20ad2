# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Agent pools and queues, tasks, variable groups, and OIDC tokens for jobs."""

from __future__ import annotations

from collections.abc import Callable

from ...web import Call, Reply
from ..errors import DevOpsError, missing_value, no_group_reference, no_part_of_project, not_found, sharing_refused
from ..pools import POOLS, Pool, Queue, pool_by_id
from ..projects import Project
from ..rights import require_to_change
from ..tasks import TASKS
from ..views.distributedtask import (
    agent_json,
    pool_json,
    queue_json,
    task_json,
    variable_group_json,
)
from .base import caller, choices, listing, null, number, on, on_project, organization, part, parts, pattern_fits, project

AREA = "/_apis/distributedtask"


@on_project("GET", AREA + "/environments")
def list_environments(call: Call) -> Reply:
    """None: they cannot be made here."""
    project(call)
    return listing([])


# -- pools and queues -------------------------------------------------------------------------------------------------


@on("GET", AREA + "/pools")
def list_pools(call: Call) -> Reply:
    """Only pools for automation are emulated."""
    wanted, ids = call.query.get("poolname", "").lower(), choices(call, "poolids")
    automation = call.query.get("pooltype", "automation").lower() == "automation"
    named = [pool for pool in POOLS if not wanted or pool.name.lower() == wanted]
    found = [pool for pool in named if automation and (not ids or str(pool.id) in ids)]
    return listing([pool_json(organization(call), pool) for pool in found])


def pool(call: Call) -> Pool:
    return pool_by_id(number(call.params["pool"], "poolId"))


@on("GET", AREA + "/pools/{pool}")
def get_pool(call: Call) -> Reply:
    return Reply(body=pool_json(organization(call), pool(call)))


@on("GET", AREA + "/pools/{pool}/agents")
def list_agents(call: Call) -> Reply:
    found = pool(call)
    online = found.is_hosted or call.cloud.rules.agents_online
    return listing([agent_json(found, online, organization(call).created_at)])


@on("GET", AREA + "/pools/{pool}/agents/{agent}")
def get_agent(call: Call) -> Reply:
    found = pool(call)
    if call.params["agent"] != "1":
        raise not_found(f"The agent {call.params['agent']}")
    return Reply(body=agent_json(found, found.is_hosted or call.cloud.rules.agents_online, organization(call).created_at))


@on_project("GET", AREA + "/queues")
def list_queues(call: Call) -> Reply:
    names = choices(call, "queuenames") | choices(call, "queuename") | choices(call, "poolnames")
    ids, pools = choices(call, "queueids"), choices(call, "poolids")

    def fits(queue: Queue) -> bool:
        named = not names or queue.pool.name.lower() in names
        return named and (not ids or str(queue.id) in ids) and (not pools or str(queue.pool.id) in pools)

    return listing([queue_json(organization(call), one) for one in organization(call).queues.of(project(call)) if fits(one)])


@on_project("GET", AREA + "/queues/{queue}")
def get_queue(call: Call) -> Reply:
    found = organization(call).queues.get(project(call), number(call.params["queue"], "queueId"))
    return Reply(body=queue_json(organization(call), found))


# -- tasks ------------------------------------------------------------------------------------------------------------


@on("GET", AREA + "/tasks")
def list_tasks(call: Call) -> Reply:
    return listing([task_json(task) for task in TASKS])


@on("GET", AREA + "/tasks/{task}")
def get_task(call: Call) -> Reply:
    return listing([task_json(task) for task in TASKS if task.id == call.params["task"].lower()])


@on("GET", AREA + "/tasks/{task}/{version}")
def get_task_version(call: Call) -> Reply:
    asked = (call.params["task"].lower(), call.params["version"])
    found = next((task for task in TASKS if (task.id, task.version) == asked), None)
    if found is None:
        raise not_found(f"The task {asked[0]} in version {asked[1]}")
    return Reply(body=task_json(found))


# -- variable groups --------------------------------------------------------------------------------------------------

GROUPS = AREA + "/variablegroups"


@on_project("GET", GROUPS)
def list_groups(call: Call) -> Reply:
    wanted, ids, owner = call.query.get("groupname") or "*", choices(call, "groupids"), project(call)
    every = [group for group in organization(call).variable_groups.of(owner) if pattern_fits(wanted, group.name)]
    found = [group for group in every if not ids or str(group.id) in ids]
    newest_first = call.query.get("queryorder", "idDescending").lower() == "iddescending"
    found.sort(key=lambda group: group.id, reverse=newest_first)
    found = found[: number(call.query.get("$top", "10000"), "$top")]
    # A list leaves out who shares the group (docs/reference/azure_devops.md#variable-groups).
    shown = [variable_group_json(group, owner, just_written=False) for group in found]
    return listing([group | {"variableGroupProjectReferences": None} for group in shown])


def referenced(call: Call, added: Callable[[str], DevOpsError]) -> Project:
    """The project of the address, or the one that a body without one refers to.

    :param added: What is said about another project, as no group is shared.
    :raises DevOpsError: none is named, several are, or it does not exist.
    """
    found = [
        organization(call).projects.get(str(named.get("id") or named.get("name")))
        for named in (part(one, "projectReference") for one in parts(call.json_object(), "variableGroupProjectReferences"))
    ]
    owner = project(call) if "project" in call.params else next(iter(found), None)
    if owner is None:
        raise no_group_reference()
    other = next((one for one in found if one is not owner), None)
    if other is not None:
        raise added(other.id)
    return owner


@on("POST", GROUPS)
@on_project("POST", GROUPS)
def create_group(call: Call) -> Reply:
    owner = referenced(call, sharing_refused)
    created = organization(call).variable_groups.create(owner, call.json_object(), caller(call))
    return Reply(body=variable_group_json(created, owner, just_written=True))


@on_project("GET", GROUPS + "/{group}")
def get_group(call: Call) -> Reply:
    """200 with null for what is not there (ryanmichaeljames/devops-mcp, docs/design/variable-group-write-tools.md)."""
    found = organization(call).variable_groups.find(project(call), number(call.params["group"], "groupId"))
    return null() if found is None else Reply(body=variable_group_json(found, project(call), just_written=False))


@on("PUT", GROUPS + "/{group}")
@on_project("PUT", GROUPS + "/{group}")
def replace_group(call: Call) -> Reply:
    owner, groups = referenced(call, no_part_of_project), organization(call).variable_groups
    found = groups.get(owner, number(call.params["group"], "groupId"))
    require_to_change(call, found)
    groups.replace(owner, found, call.json_object(), caller(call))
    return Reply(body=variable_group_json(found, owner, just_written=True))


@on_project("DELETE", GROUPS + "/{group}")
def delete_group(call: Call) -> Reply:
    delete_from(call, project(call))
    return Reply(204)


@on("DELETE", GROUPS + "/{group}")
def delete_group_from(call: Call) -> Reply:
    """From the projects that the query names."""
    named = choices(call, "projectids")
    if not named:
        raise missing_value("projectIds")
    for one in named:
        delete_from(call, organization(call).projects.get(one))
    return Reply(204)


def delete_from(call: Call, owner: Project) -> None:
    groups = organization(call).variable_groups
    found = groups.get(owner, number(call.params["group"], "groupId"))
    require_to_change(call, found)
    groups.delete(found)


# -- jobs -------------------------------------------------------------------------------------------------------------


@on_project("POST", AREA + "/hubs/{hub}/plans/{plan}/jobs/{job}/oidctoken", write=False)
def create_oidc_token(call: Call) -> Reply:
    """For a running job that shows its own token (docs/reference/pipeline_task.md#id-token)."""
    connection = call.query.get("serviceconnectionid")
    if not connection:
        raise missing_value("serviceConnectionId")
    own_token = call.headers.get("authorization", "").partition(" ")[2]
    plan, job = call.params["plan"].lower(), call.params["job"].lower()
    token = organization(call).runs.oidc_token(project(call), plan, job, connection, own_token)
    return Reply(body={"oidcToken": token})
