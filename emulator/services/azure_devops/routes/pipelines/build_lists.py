# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds that a list shows, and their order."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime

from emulator.core.clock import iso
from emulator.core.request import Request
from emulator.services.azure_devops.errors import bad_request
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.runs.builds import Build
from emulator.services.azure_devops.router import choices, number, pattern_fits

ANY = "all"


def among(request: Request, name: str, value: object) -> bool:
    """Says whether the query asks for the value; it may name several, separated by commas."""
    wanted = choices(request, name)
    return not wanted or ANY in wanted or str(value).lower() in wanted


def asked_moment(request: Request, name: str) -> str | None:
    """The moment that the query asks for, written as in answers and no more precise than they are.

    :raises DevOpsError: 400, it is none.
    """
    text = request.query.get(name)
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise bad_request(f"The value '{text}' is not valid for {name}: it must be a date.") from error
    return iso((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def moment_of(build: Build, order: str) -> float | None:
    """The moment that the order goes by: the end, unless the query says otherwise."""
    if order.startswith("queuetime"):
        return build.queued_at
    return build.started_at if order.startswith("starttime") else build.finished_at


def matching(request: Request, organization: Organization, builds: list[Build]) -> list[Build]:
    """Nothing here deletes a build, so `onlyDeleted` finds none.

    :param builds: The newest first.
    """
    query = request.query
    definitions, ids, queues = (choices(request, name) for name in ("definitions", "buildids", "queues"))
    wanted_tags, who = choices(request, "tagfilters"), query.get("requestedfor", "").lower()
    order, repository = query.get("queryorder", "").lower(), query.get("repositoryid", "").lower()
    earliest, latest = asked_moment(request, "mintime"), asked_moment(request, "maxtime")

    def from_repository(one: Build) -> bool:
        definition = organization.definitions.by_number(one.definition_id)
        return definition is not None and definition.repository_id == repository

    def in_time(one: Build) -> bool:
        moment = moment_of(one, order)
        if moment is None:
            return earliest is None and latest is None
        return (earliest or "") <= iso(moment) <= (latest or "~")

    def fits(one: Build) -> bool:
        return (
            (not definitions or str(one.definition_id) in definitions)
            and (not ids or str(one.id) in ids)
            and (not queues or str(one.queue.id) in queues)
            and (not who or who in (one.requester.object_id, one.requester.display_name.lower()))
            and query.get("deletedfilter", "").lower() != "onlydeleted"
            and among(request, "statusfilter", one.status)
            and among(request, "resultfilter", one.result)
            and among(request, "reasonfilter", one.reason)
            and query.get("branchname", one.branch) == one.branch
            and pattern_fits(query.get("buildnumber") or "*", one.number)
            and wanted_tags <= {tag.lower() for tag in one.tags}
            and (not repository or from_repository(one))
            and in_time(one)
        )

    found = in_order([one for one in builds if fits(one)], order)
    most = number(query.get("maxbuildsperdefinition") or "0", "maxBuildsPerDefinition")
    return first_of_each(found, most) if most else found


def in_order(builds: list[Build], order: str) -> list[Build]:
    """Sorts builds: one that has not come so far is taken for the newest; one that waits for an agent comes after one that runs
    (docs/reference/azure_devops.md#build-order)."""

    def age(one: Build) -> tuple[bool, bool, float]:
        moment = moment_of(one, order)
        return moment is not None, moment is None and one.status == "notStarted", -(moment or 0)

    return sorted(builds, key=age)[:: -1 if order.endswith("ascending") else 1]


def first_of_each(builds: list[Build], most: int) -> list[Build]:
    seen: Counter[int] = Counter()
    kept = []
    for one in builds:
        seen[one.definition_id] += 1
        if seen[one.definition_id] <= most:
            kept.append(one)
    return kept
