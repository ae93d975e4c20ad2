# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps of a pipeline, with the connections, vaults and secrets that they name, and what they publish.

Pipelines are read as they are written: templates are not opened, and a name made of variables is none.
"""

from __future__ import annotations

import re
import typing as t

from ....sdk import required
from .estate import Read

with required("PyYAML"):
    import yaml

    Loader: t.Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Inputs = t.Mapping[str, str]
VAULT_TASK = "azurekeyvault"
VAULT_TASK_ID = "1e244d32-2dd4-4165-96fb-b7441ca9331e"
"""Id of the task AzureKeyVault, by which classic pipelines name it."""
CONNECTION_INPUTS = ("azuresubscription", "connectedservicename", "connectedservicenamearm", "azureresourcemanagerconnection")
"""Inputs by which tasks name a connection to Azure."""
PUBLISHING = ("publishbuildartifacts", "publishpipelineartifact", "publish", "2ff763a7-ce83-4e1f-bc89-0ae63477cebe")
SCRIPTS = ("script", "bash", "pwsh", "powershell")
INTO_FILE = re.compile(r">|\btee\b|out-file|set-content|add-content", re.IGNORECASE)
DIGESTED = re.compile(r"sha\d+|md5|openssl|get-filehash|hmac", re.IGNORECASE)
"""Commands after which a file has a digest and not the value."""
MACRO = re.compile(r"\$\(([\w.-]+)\)")


class Step(t.NamedTuple):
    """A step: its task in lower case without version, its inputs by name in lower case, and its environment."""

    task: str
    inputs: Inputs
    env: Inputs


class Steps(t.NamedTuple):
    """All steps of a pipeline, with names of what else it takes in."""

    steps: tuple[Step, ...]
    groups: tuple[str, ...]
    """Variable groups, by name."""
    templates: tuple[str, ...]


def steps_of_file(text: str) -> Steps:
    """:raises ValueError: it is no YAML."""
    try:
        whole = yaml.load(text, Loader)  # noqa: S506 - either loader makes plain data only
    except (yaml.YAMLError, RecursionError) as error:
        raise ValueError("it is no YAML") from error
    steps, groups, templates = [], [], []
    for one in _mappings(whole):
        if isinstance(one.get("template"), str):
            templates.append(one["template"])
        if isinstance(one.get("group"), str):
            groups.append(one["group"])
        task = next((name for name in ("task", *SCRIPTS, "publish") if isinstance(one.get(name), str)), None)
        if task is not None:
            inputs = _texts(one.get("inputs"))
            if task != "task":
                inputs = {"script" if task in SCRIPTS else "path": one[task]}
            steps.append(Step(_plain(one[task] if task == "task" else task), inputs, _texts(one.get("env"), keep_case=True)))
    return Steps(tuple(steps), tuple(groups), tuple(templates))


def steps_of_process(process: t.Mapping[str, t.Any]) -> Steps:
    """The enabled steps of a classic pipeline's agent jobs."""
    steps = [
        Step(
            str((one.get("task") or {}).get("id")).lower(),
            _texts(one.get("inputs")),
            _texts(one.get("environment"), keep_case=True),
        )
        for phase in process.get("phases") or []
        for one in phase.get("steps") or []
        if one.get("enabled", True)
    ]
    return Steps(tuple(steps), (), ())


def reads_of(steps: t.Iterable[Step]) -> tuple[Read, ...]:
    """The steps that read a vault."""
    return tuple(
        Read(
            _connection(one),
            one.inputs.get("keyvaultname", ""),
            tuple(part.strip() for part in (one.inputs.get("secretsfilter") or "*").split(",") if part.strip()),
            "AzureKeyVault",
        )
        for one in steps
        if one.task in (VAULT_TASK, VAULT_TASK_ID)
    )


def connections_of(steps: t.Iterable[Step]) -> frozenset[str]:
    """Connections that any of the steps names, in lower case."""
    return frozenset(filter(None, (_connection(one).lower() for one in steps)))


def published_by(steps: t.Sequence[Step], secrets: t.Container[str]) -> tuple[str, ...]:
    """Secrets that a script seems to write to a file, in a pipeline that publishes files.

    :param secrets: names in lower case.
    """
    if not any(one.task in PUBLISHING for one in steps):
        return ()
    found = {name for one in steps for name in _written(one) if name.lower() in secrets}
    return tuple(sorted(found))


def _written(step: Step) -> t.Iterator[str]:
    held = {name: macro[1] for name, value in step.env.items() if (macro := MACRO.fullmatch(value.strip()))}
    for line in (step.inputs.get("script") or "").splitlines():
        if INTO_FILE.search(line) and not DIGESTED.search(line):
            yield from MACRO.findall(line)
            yield from (secret for name, secret in held.items() if re.search(rf"[$%:{{]{re.escape(name)}\b", line))


def _connection(step: Step) -> str:
    return next((step.inputs[name] for name in CONNECTION_INPUTS if step.inputs.get(name)), "")


def _plain(task: str) -> str:
    """`AzureKeyVault@2` without case and version; an extension's tasks have its name in front."""
    return task.partition("@")[0].rpartition(".")[2].strip().lower()


def _texts(given: t.Any, keep_case: bool = False) -> dict[str, str]:
    if not isinstance(given, dict):
        return {}
    scalars = {name: value for name, value in given.items() if isinstance(value, (str, int, float))}
    return {str(name) if keep_case else str(name).lower(): str(value) for name, value in scalars.items()}


def _mappings(whole: t.Any) -> t.Iterator[dict[t.Any, t.Any]]:
    """Every mapping in it once, in order; anchors may make one show in many places."""
    seen: set[int] = set()
    waiting = [whole]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, (dict, list)) or id(one) in seen:
            continue
        seen.add(id(one))
        if isinstance(one, dict):
            yield one
        waiting.extend(reversed(list(one.values()) if isinstance(one, dict) else one))
