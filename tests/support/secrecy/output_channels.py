# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The places where a secret could come to light, each with all that it holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Outcome
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess


@dataclass(frozen=True)
class Sink:
    name: str
    content: bytes
    may_be_empty: bool = False
    """Only what is wiped may be; anything else that is empty was not looked at."""


def text(name: str, content: object, **how: Any) -> Sink:
    """Sink with a text, or with anything else as JSON."""
    shown = content if isinstance(content, str) else json.dumps(content, default=str, ensure_ascii=False)
    return Sink(name, b"" if shown in ("[]", "{}") else shown.encode(), **how)


def folder(name: str, path: Path, *, without: Callable[[Path], bool] = lambda path: False, **how: Any) -> Sink:
    """Names and contents of all files below."""
    files = [one for one in sorted(path.rglob("*")) if one.is_file() and not without(one)]
    return Sink(name, b"\n".join(str(one).encode() + b"\n" + one.read_bytes() for one in files), **how)


def results(outcomes: Iterable[Outcome]) -> list[Sink]:
    """Parts of results that people are shown one by one."""
    every = list(outcomes)

    def part(key: str) -> list[Any]:
        return [outcome.result[key] for outcome in every if outcome.result.get(key)]

    return [
        text("differences", part("diff")),
        text("invocations", part("invocation")),
        text("error messages", part("msg")),
        text("warnings", part("warnings")),
        text("results of loops", part("results")),
        text("registered results that a task shows", part("one")),
    ]


def printed(output: str) -> list[Sink]:
    """Parts of what ansible-playbook prints, all runs together."""
    lines = output.splitlines()
    return [
        text("task banners with their arguments", "\n".join(line for line in lines if line.startswith("TASK ["))),
        text("loop labels", "\n".join(line for line in lines if "(item=" in line)),
        text("commands that Ansible runs", "\n".join(line for line in lines if " EXEC " in line)),
        text("differences on the screen", "\n".join(line for line in lines if line[:1] in ("+", "-"))),
        text("errors on the screen", "\n".join(line for line in lines if "FAILED!" in line or "ERROR" in line)),
        text("warnings on the screen", "\n".join(line for line in lines if "WARNING" in line)),
    ]


def emulator(cloud: EmulatorProcess) -> list[Sink]:
    return [
        text("the emulator's requests", [str(request) for request in cloud.requests()]),
        text("the emulator's state", cloud.state()),
        text("the emulator's canonical state", cloud.state(canonical=True)),
    ]


def azure(portal: Portal, vault: str, group: str) -> list[Sink]:
    """Sinks that others see who may look into the subscription and the vault."""
    about = f"/resourceGroups/{group}/providers"
    this, identities = f"{about}/Microsoft.KeyVault/vaults/{vault}", f"{about}/Microsoft.ManagedIdentity/userAssignedIdentities"
    roles = f"{this}/providers/Microsoft.Authorization/roleAssignments"
    answers = {
        "the vault": portal.arm("GET", this),
        "managed identities": portal.arm("GET", identities, version="2023-01-31"),
        "role assignments": portal.arm("GET", roles, version="2022-04-01"),
        "names of secrets": portal.vault("GET", vault, "/secrets"),
        "app registrations": portal.graph("GET", "/applications"),
        "service principals": portal.graph("GET", "/servicePrincipals"),
    }
    return [text(f"Azure: {name}", answer) for name, answer in answers.items()]


def devops(portal: Portal, project: str, repository: str) -> list[Sink]:
    """Sinks that others in the project see, but for the content of artifacts."""

    def get(path: str) -> Any:
        return portal.devops("GET", f"/{project}/_apis/{path}")

    runs = get("build/builds")["value"]
    logs = {run["id"]: get(f"build/builds/{run['id']}/logs")["value"] for run in runs}
    answers: Mapping[str, Any] = {
        "runs": runs,
        "timelines": [get(f"build/builds/{run['id']}/timeline") for run in runs],
        "logs of runs": [get(f"build/builds/{run}/logs/{log['id']}") for run, listed in logs.items() for log in listed],
        "artifacts of runs": [get(f"build/builds/{run['id']}/artifacts") for run in runs],
        "tags of runs": [get(f"build/builds/{run['id']}/tags") for run in runs],
        "pipelines": [get(f"build/definitions/{one['id']}") for one in get("build/definitions")["value"]],
        "service connections": get("serviceendpoint/endpoints"),
        "variable groups": get("distributedtask/variablegroups"),
        "commits": get(f"git/repositories/{repository}/commits"),
        "files": get(f"git/repositories/{repository}/items?recursionLevel=full&includeContent=true"),
    }
    return [text(f"{project}: {name}", answer) for name, answer in answers.items()]
