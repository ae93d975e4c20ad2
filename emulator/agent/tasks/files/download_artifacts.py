# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DownloadBuildArtifacts@0, @1 and DownloadPipelineArtifact@2 (docs/reference/pipeline_task.md#download-artifacts)."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from emulator.agent.logging_commands.syntax import written
from emulator.agent.tasks.files.file_patterns import Patterns
from emulator.agent.tasks.inputs import Inputs
from emulator.agent.tasks.task import TaskFailed
from emulator.agent.tasks.web_client import Unreachable, WebClient, json_object

if TYPE_CHECKING:
    import requests

    from emulator.agent.context import StepContext


@dataclass(frozen=True)
class Names:
    """Names that one of the tasks gives its inputs."""

    source: str
    pipeline: str
    version: str
    branch: str
    build: str
    patterns: str
    path: str


FOR_BUILD = Names("buildType", "definition", "buildVersionToDownload", "branchName", "buildId", "itemPattern", "downloadPath")
FOR_PIPELINE = Names("source", "pipeline", "runVersion", "runBranch", "runId", "patterns", "path")


def run_for_build(context: StepContext, inputs: Inputs) -> None:
    """:raises TaskFailed, JobCanceled, StepTimedOut:"""
    single = inputs.required("downloadType").lower() == "single"
    _run(context, inputs, FOR_BUILD, inputs.required("artifactName") if single else "", always_below=True)


def run_for_pipeline(context: StepContext, inputs: Inputs) -> None:
    """:raises TaskFailed, JobCanceled, StepTimedOut:"""
    _run(context, inputs, FOR_PIPELINE, inputs.get("artifact"), always_below=False)


def _run(context: StepContext, inputs: Inputs, names: Names, artifact: str, always_below: bool) -> None:
    """:param artifact: the only one that is wanted; empty: all.
    :param always_below: a folder of the artifact's name is made even for the only one.
    """
    path = inputs.in_the_job(names.path, context.workspace.root / inputs.required(names.path))
    web = WebClient(context.shared.environment, context.limits, context.output)
    try:
        source = Source(context, web)
        build = source.build(inputs, names)
        context.log(f"Download from the specified build: #{build}")
        if inputs.flag("cleanDestinationFolder"):
            shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True, exist_ok=True)
        context.log(f"Download artifact to: {path}")
        patterns = [line for line in (inputs.get(names.patterns) or "**").split("\n") if line]
        count = 0
        for name in [artifact] if artifact else source.artifacts(build):
            files = source.files(build, name)
            # The only artifact's own files are what a pattern is about, unless all artifacts are.
            shown = {f"/{file}" if artifact and not always_below else f"/{name}/{file}": file for file in files}
            wanted = list(shown) if artifact and always_below else Patterns(patterns, "/").of(shown)
            folder = path / name if always_below or not artifact else path
            for one in wanted:
                place(folder, shown[one], files[shown[one]])
            count += len(wanted)
        context.log(f"Downloaded {count} files.")
        if names is FOR_BUILD:
            context.output(written("task.setvariable", str(build), variable="BuildNumber"))
    except Unreachable as error:
        raise TaskFailed(str(error)) from error
    finally:
        web.close()


def place(folder: Path, name: str, content: bytes) -> None:
    """:raises TaskFailed: the name leads out of the folder."""
    if ".." in PurePosixPath(name).parts:
        raise TaskFailed(f"The artifact holds a path outside of itself: {name}")
    target = folder / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)


class Source:
    """Azure DevOps, asked with the job's own token."""

    def __init__(self, context: StepContext, web: WebClient) -> None:
        self._job, self._web = context.shared.job, web

    def build(self, inputs: Inputs, names: Names) -> int:
        """Number of the build to take from.

        :raises TaskFailed: there is none.
        """
        if inputs.required(names.source).lower() == "current":
            return self._job.build_id
        project = quote(inputs.required("project"))
        version = inputs.get(names.version).lower()
        if version == "specific":
            given = inputs.required(names.build)
            if not given.isdecimal():
                raise TaskFailed(f"Build Id is not valid: {given}")
            return int(given)
        wanted = {
            "definitions": self._definition(project, inputs.required(names.pipeline)),
            "statusFilter": "completed",
            "resultFilter": ",".join(self._results(inputs)),
            "queryOrder": "finishTimeDescending",
            "$top": "1",
        }
        if version == "latestfrombranch":
            wanted["branchName"] = inputs.required(names.branch)
        if tags := inputs.get("tags"):
            wanted["tagFilters"] = tags
        found = json_object(self._asked(f"{project}/_apis/build/builds", **wanted)).get("value") or []
        if not found:
            branch = f" from branch {wanted['branchName']}" if "branchName" in wanted else ""
            raise TaskFailed(f"Latest build{branch} not found")
        return int(found[0]["id"])

    @staticmethod
    def _results(inputs: Inputs) -> list[str]:
        more = {"allowPartiallySucceededBuilds": "partiallySucceeded", "allowFailedBuilds": "failed"}
        return ["succeeded", *(result for name, result in more.items() if inputs.flag(name))]

    def _definition(self, project: str, given: str) -> str:
        if given.isdecimal():
            return given
        found = json_object(self._asked(f"{project}/_apis/build/definitions", name=given)).get("value") or []
        if not found:
            raise TaskFailed(f"Definition name {given} didn't correspond to a valid definition")
        return str(found[0]["id"])

    def artifacts(self, build: int) -> list[str]:
        """Names of all artifacts."""
        listed = json_object(self._asked(self._artifacts(build))).get("value") or []
        return [str(one["name"]) for one in listed]

    def files(self, build: int, name: str) -> dict[str, bytes]:
        """Contents by path below the artifact.

        :raises TaskFailed: no such artifact.
        """
        content = self._asked(self._artifacts(build), artifactName=name, **{"$format": "zip"}).content
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            files = [one for one in archive.namelist() if not one.endswith("/")]
            return {one.partition("/")[2]: archive.read(one) for one in files}

    def _artifacts(self, build: int) -> str:
        return f"{self._job.project_id}/_apis/build/builds/{build}/artifacts"

    def _asked(self, path: str, **query: Any) -> requests.Response:
        """:raises TaskFailed, Unreachable:"""
        headers = {"Authorization": f"Bearer {self._job.token}", "Accept": "application/json"}
        url = f"{self._job.organization_url}{path}"
        if "$format" in query:
            headers["Accept"] = "application/zip"
        answer = self._web.patiently(lambda: self._web.once("GET", url, headers, params={**query, "api-version": "7.1"}))
        if answer.status_code != 200:
            raise TaskFailed(str(json_object(answer).get("message") or f"Failed request: ({answer.status_code})"))
        return answer
