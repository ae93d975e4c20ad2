# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the names that people use to what Azure DevOps holds under them. A missing project has nothing in it."""

from __future__ import annotations

import types
import typing as t

from ...errors import Conflict, Unreachable, UsageError
from .client import PIPELINE, PROJECT, REPOSITORY, DevOpsClient, Json
from .locations import DEFINITIONS, ENVIRONMENTS, PROJECT_ENDPOINTS, PROJECTS, QUEUES, REPOSITORIES, VARIABLE_GROUPS, Location

ROOT = "\\"
"""The folder of pipelines that are in none."""
HEADS, TAGS = "refs/heads/", "refs/tags/"


class Listed(t.NamedTuple):
    """Address of a list of resources, its filter, the resource's label, and what else to ask."""

    location: Location
    name_filter: str
    label: str
    more: t.Mapping[str, t.Any] = types.MappingProxyType({})


# Without includeFailed a connection that is not ready is missing from the list (docs/reference/azure_devops.md#include-failed).
LISTED: dict[str, Listed] = {
    "endpoint": Listed(PROJECT_ENDPOINTS, "endpointNames", "service connection", {"includeFailed": True}),
    "queue": Listed(QUEUES, "queueNames", "agent queue"),
    "variablegroup": Listed(VARIABLE_GROUPS, "groupName", "variable group"),
    "environment": Listed(ENVIRONMENTS, "name", "environment"),
}
"""Lists by the type names of pipeline permissions (docs/reference/azure_devops.md#permission-types)."""


def same_name(one: str, other: str) -> bool:
    """Azure DevOps' names know no case."""
    return one.casefold() == other.casefold()


def full_ref(branch: str) -> str:
    """`main` and `refs/heads/main` are one branch."""
    return branch if branch.startswith("refs/") else HEADS + branch


def short_branch(ref: str) -> str:
    return ref.removeprefix(HEADS)


def find_project(devops: DevOpsClient, name_or_id: str, query: Json | None = None) -> Json | None:
    """`{"id", "name", ...}`; None when there is none.

    :param query: asks for more of it.
    """
    found: Json | None = devops.get(PROJECTS, f"read the project {name_or_id}", query=query, projectId=name_or_id)
    if found is not None:
        devops.keep_ids({"id": found["id"], "name": found["name"]}, PROJECT, name_or_id)
    return found


def project_ids(devops: DevOpsClient, name_or_id: str) -> t.Mapping[str, t.Any] | None:
    """`{"id", "name", ...}`, asked once a run; None when there is none."""
    return devops.known_ids(PROJECT, name_or_id) or find_project(devops, name_or_id)


def existing_project(devops: DevOpsClient, name: str) -> Json:
    """:raises UsageError: there is none, or not to be seen."""
    project = find_project(devops, name)
    if project is None:
        raise missing_project(devops, name)
    return project


def missing_project(devops: DevOpsClient, name: str, option: str = "project") -> UsageError:
    return UsageError(
        f"There is no project {name} in {devops.organization_url}.",
        f"Create it first (vaultpipe.azure.devops_project), correct {option}, or add the signed-in identity to a group of it: it "
        "does not see projects that it is not in.",
        error_code="ProjectDoesNotExistException",
    )


def missing_in_project(devops: DevOpsClient, project: str, what: str, remedy: str) -> UsageError:
    """Something is not found in a project, or the project is not: the service says both by a 404.

    :raises UsageError: the project is missing.
    """
    existing_project(devops, project)
    return UsageError(f"There is no {what} in the project {project}.", remedy)


def find_repository(devops: DevOpsClient, project: str, name_or_id: str) -> Json | None:
    """`{"id", "name", "defaultBranch"?, ...}`; None when there is none."""
    asked = f"read the repository {name_or_id} of {project}"
    found: Json | None = devops.get(REPOSITORIES, asked, project=project, repositoryId=name_or_id)
    if found is not None:
        devops.keep_ids({"id": found["id"], "name": found["name"]}, REPOSITORY, project, name_or_id)
    return found


def repository_ids(devops: DevOpsClient, project: str, name_or_id: str) -> t.Mapping[str, t.Any] | None:
    """`{"id", "name", ...}`, asked once a run; None when there is none."""
    return devops.known_ids(REPOSITORY, project, name_or_id) or find_repository(devops, project, name_or_id)


def find_named(devops: DevOpsClient, project: str, kind: str, name: str) -> Json | None:
    """One of `LISTED` by its exact name; None when there is none.

    :raises UsageError: the name stands for several.
    """
    listed = LISTED[kind]
    # Filters by name take several, with commas between them.
    query = {**({} if "," in name else {listed.name_filter: name}), **listed.more}
    answer = devops.list(listed.location, f"look for the {listed.label} {name} of {project}", query=query, project=project)
    found = [one for one in answer if same_name(one["name"], name)]
    if len(found) > 1:
        ids = ", ".join(str(one["id"]) for one in found)
        raise UsageError(f"The project {project} has several of the type {listed.label} named {name}: {ids}.", "Give the id.")
    return found[0] if found else None


def folder_path(folder: str) -> str:
    """Writes a pipeline folder as the service does: backslashes, one in front, none behind."""
    return ROOT + folder.replace("/", ROOT).strip(ROOT)


def list_pipelines(
    devops: DevOpsClient,
    project: str,
    name: str | None,
    folder: str | None,
    whole: bool = False,
    repository_id: str | None = None,
) -> list[Json]:
    """In a short form, or whole (docs/reference/azure_devops.md#definition-answers).

    :param name: None for all names.
    :param folder: None looks into all folders.
    :param repository_id: of Azure Repos; None for those of all repositories.
    """
    path = None if folder is None else folder_path(folder)
    filters = {"name": name, "path": path, "includeAllProperties": whole or None, "repositoryId": repository_id}
    query = {key: value for key, value in filters.items() if value is not None}
    if repository_id is not None:
        query["repositoryType"] = "TfsGit"
    asked = f"list the pipelines of {project}" if name is None else f"look for the pipeline {name} of {project}"
    found = devops.list(DEFINITIONS, asked, query=query, project=project)
    # The filters take wildcards and folders above; what they find may be more than what was named.
    return [
        one for one in found if (name is None or same_name(one["name"], name)) and (path is None or same_name(one["path"], path))
    ]


def find_pipeline(devops: DevOpsClient, project: str, name: str, folder: str | None) -> Json | None:
    """The whole definition, by one request; None when there is none.

    :param folder: None looks into all folders.
    :raises UsageError: the name stands for several.
    """
    return _the_only(list_pipelines(devops, project, name, folder, whole=True), project, name)


def find_pipelines(
    devops: DevOpsClient, project: str, names_or_ids: t.Iterable[str], folder: str | None
) -> dict[str, Json | None]:
    """The short forms of several pipelines as they were named, by one request for all; None for one that is not there.

    :param folder: None looks into all folders.
    :raises UsageError: a name stands for several.
    """
    there = list_pipelines(devops, project, None, folder)

    def found(name: str) -> list[Json]:
        return [one for one in there if (str(one["id"]) == name if name.isdecimal() else same_name(one["name"], name))]

    return {name: _the_only(found(name), project, name) for name in names_or_ids}


def _the_only(found: list[Json], project: str, name: str) -> Json | None:
    """:raises UsageError: there are several."""
    if len(found) > 1:
        where = ", ".join(f"{one['path']} (id {one['id']})" for one in found)
        raise UsageError(
            f"The project {project} has {len(found)} pipelines named {name}: in {where}.", "Give the folder or the id."
        )
    return found[0] if found else None


def get_pipeline(devops: DevOpsClient, project: str, name_or_id: str, folder: str | None = None) -> Json | None:
    """The whole definition; None when there is none.

    :raises UsageError: as `find_pipeline`.
    """
    asked = f"read the pipeline {name_or_id} of {project}"

    def numbered(number: str) -> Json | None:
        return t.cast("Json | None", devops.get(DEFINITIONS, asked, project=project, definitionId=number))

    if name_or_id.isdecimal():
        return numbered(name_or_id)
    place = _place(project, name_or_id, folder)
    known = devops.known_ids(*place)
    whole = numbered(str(known["id"])) if known else None
    if whole is not None and same_name(whole["name"], name_or_id) and _is_in(whole, folder):
        return whole
    found = find_pipeline(devops, project, name_or_id, folder)
    if found is None:
        return None
    devops.keep_ids({"id": found["id"], "name": found["name"]}, *place)
    return found


def pipeline_ids(devops: DevOpsClient, project: str, name_or_id: str, folder: str | None) -> t.Mapping[str, t.Any] | None:
    """`{"id", "name", ...}`, asked once a run; None when there is none.

    :raises UsageError: as `find_pipeline`.
    """
    known = None if name_or_id.isdecimal() else devops.known_ids(*_place(project, name_or_id, folder))
    return known or get_pipeline(devops, project, name_or_id, folder)


def _place(project: str, name: str, folder: str | None) -> tuple[str, str, str, str]:
    """The key by which a run remembers a pipeline."""
    return PIPELINE, project, "" if folder is None else folder_path(folder), name


def _is_in(definition: Json, folder: str | None) -> bool:
    """Tells whether it is in the folder; None is any."""
    return folder is None or same_name(str(definition["path"]), folder_path(folder))


def made_once(send: t.Callable[[], Json], find: t.Callable[[], Json | None]) -> Json:
    """Creates what a name makes unique.

    After a lost answer, or when somebody was quicker, what is there counts; else it is sent again, once
    (docs/reference/azure_devops.md#lost-answers).
    """
    try:
        return send()
    except (Conflict, Unreachable):
        found = find()
        return found if found is not None else send()
