# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Artifacts of builds, and the file containers of the older ones."""

from __future__ import annotations

from typing import Any

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.azure_devops.errors import not_found
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.runs.builds import Build
from emulator.services.azure_devops.router import (
    listing,
    number,
    on,
    on_project,
    wants,
)
from emulator.services.azure_devops.routes.file_trees import with_folders, zipped
from emulator.services.azure_devops.routes.pipelines.builds import BUILDS, build
from emulator.services.azure_devops.views.builds import artifact_json


def archive(found: Build, name: str) -> Response:
    """The files below a folder of the artifact's name (docs/reference/azure_devops.md#artifacts)."""
    artifact = found.artifact(name)
    content = zipped({f"{artifact.name}/{path}": data for path, data in artifact.files.items()})
    disposition = f'attachment; filename="{artifact.name}.zip"'
    return Response(body=content, headers={"content-type": "application/zip", "content-disposition": disposition})


@on_project("GET", BUILDS + "/{build}/artifacts")
def get_artifacts(request: Request, organization: Organization) -> Response:
    """All, or the one that is named: about it, or itself as zip by $format or Accept
    (docs/reference/clients.md#node-artifacts)."""
    found, name = build(request, organization), request.query.get("artifactname")
    if name is None:
        return listing([artifact_json(one, found) for one in found.artifacts.values()])
    if request.query.get("$format", "").lower() == "zip" or wants(request, "application/zip"):
        return archive(found, name)
    return Response(body=artifact_json(found.artifact(name), found))


@on("GET", "/_apis/resources/Containers/{container}")
def browse_container(request: Request, organization: Organization) -> Response:
    """The items of a build's file container, or one item's content."""
    found = organization.builds.by_container(number(request.params["container"], "containerId"))
    if found is None:
        raise not_found(f"The container {request.params['container']}")
    inside = [one for one in found.artifacts.values() if not one.is_pipeline_artifact]
    files = {f"{one.name}/{path}": data for one in inside for path, data in one.files.items()}
    wanted = request.query.get("itempath", "").strip("/")
    if wanted in files and not wants(request, "application/json"):
        return Response(body=files[wanted], headers={"content-type": "application/octet-stream"})
    below = {path: data for path, data in files.items() if not wanted or f"{path}/".startswith(f"{wanted}/")}
    if request.query.get("$format", "").lower() == "zip" or wants(request, "application/zip"):
        return Response(body=zipped(below), headers={"content-type": "application/zip"})
    return listing([container_item(found, path, files.get(path)) for path in with_folders(below)])


def container_item(found: Build, path: str, content: bytes | None) -> dict[str, Any]:
    item: dict[str, Any] = {
        "containerId": found.container_id,
        "path": path,
        "itemType": "folder" if content is None else "file",
        "status": "created",
    }
    return item if content is None else item | {"fileLength": len(content)}
