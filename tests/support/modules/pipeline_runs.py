# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks on the runs of one pipeline, and the runs that it has."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import given

MODULE = "devops_pipeline_run"
PROJECT = "shop"
RUN: dict[str, Any] = {"project": PROJECT, "pipeline": "ci", "timeout": 60}


def yaml(*scripts: str, pool: str = "vmImage: ubuntu-latest", publish: bool = False) -> str:
    """A pipeline of shell lines, which publishes out.txt as the artifact drop."""
    steps = "".join(f"- script: {script}\n  displayName: 'Step {number}'\n" for number, script in enumerate(scripts, start=1))
    if publish:
        steps += "- task: PublishBuildArtifacts@1\n  inputs:\n    PathtoPublish: out.txt\n    ArtifactName: drop\n"
    return f"trigger:\n- main\npool:\n  {pool}\nsteps:\n{steps}"


def given_file(content: str) -> dict[str, Any]:
    files = {"azure-pipelines.yml": content}
    return given("devops_repository", project=PROJECT, name=PROJECT, branch="main", files=files)


def given_pipeline(*scripts: str, **how: Any) -> list[dict[str, Any]]:
    """File first, pipeline second: the push starts nothing."""
    return [
        given("devops_project", name=PROJECT),
        given_file(yaml(*scripts, **how)),
        given("devops_pipeline", project=PROJECT, name="ci", repository=PROJECT, yaml_path="azure-pipelines.yml"),
    ]


def runs(portal: Portal) -> list[dict[str, Any]]:
    """The newest first."""
    found: list[dict[str, Any]] = portal.devops("GET", f"/{PROJECT}/_apis/build/builds")["value"]
    return found
