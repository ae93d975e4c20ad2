# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pipelines in YAML: what the tutorial's kind of file says (one stage; no templates)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import yaml

from emulator.job_protocol.jobs import Variable
from emulator.services.azure_devops.model.pipelines.pipeline import (
    AuthoredJob,
    AuthoredStep,
    Pipeline,
    PipelineInvalid,
    Trigger,
)
from emulator.services.azure_devops.model.pipelines.template_parameters import expand
from emulator.services.azure_devops.model.pipelines.yaml_nodes import Reader

PLACE_KEYS = frozenset({"pool", "variables", "steps", "jobs", "stages"})
ROOT_KEYS = PLACE_KEYS | {"name", "trigger", "pr", "appendCommitMessageToRunName", "lockBehavior"}
NOT_EMULATED = {"parameters", "resources", "extends", "schedules", "strategy", "container", "services", "template", "deployment"}
JOB_KEYS = frozenset(
    {"job", "displayName", "pool", "variables", "steps", "condition", "timeoutInMinutes", "cancelTimeoutInMinutes",
     "dependsOn", "continueOnError", "workspace"}
)  # fmt: skip
STAGE_KEYS = frozenset({"stage", "displayName", "pool", "variables", "jobs", "condition", "dependsOn"})
STEP_KEYS = frozenset(
    {"name", "displayName", "condition", "enabled", "continueOnError", "env", "timeoutInMinutes",
     "retryCountOnTaskFailure", "target"}
)  # fmt: skip
CHECKOUT_KEYS = frozenset(
    {"checkout", "displayName", "clean", "fetchDepth", "fetchFilter", "fetchTags", "lfs", "submodules", "persistCredentials",
     "path", "sparseCheckoutDirectories", "sparseCheckoutPatterns", "workspaceRepo", "condition", "enabled", "name", "env",
     "continueOnError", "timeoutInMinutes", "retryCountOnTaskFailure", "target"}
)  # fmt: skip
OTHER_STEPS = frozenset(
    {"powershell", "pwsh", "download", "downloadBuild", "getPackage", "reviewApp", "restoreCache", "saveCache"}
)
MOST_RETRIES = 10
SHORT_FORMS = {"script": ("CmdLine", "2"), "bash": ("Bash", "3"), "publish": ("PublishPipelineArtifact", "1")}
KEYS_OF_SCRIPTS, KEYS_OF_PUBLISH = frozenset({"workingDirectory", "failOnStderr"}), frozenset({"artifact"})


def parse(text: str, path: str, parameters: Mapping[str, str] | None = None) -> Pipeline:
    """The pipeline in a file.

    :param path: Only for the errors, `/azure-pipelines.yml`.
    :param parameters: Values that the run was queued with.
    :raises PipelineInvalid: what Azure refuses, or what is not emulated.
    """
    reader = Reader(path)
    entries = _entries(reader, expand(reader, reader.root(text), parameters or {}), ROOT_KEYS)
    if not {"steps", "jobs", "stages"} & set(entries):
        raise PipelineInvalid(f"{path}: Unexpected end of file: one of 'steps', 'jobs' or 'stages' is required.")
    reader.unless(entries, "pipelines", "lockBehavior")
    trigger = _trigger(reader, entries["trigger"]) if "trigger" in entries else Trigger()
    pipeline = Pipeline((), trigger=trigger, number_format=reader.optional(entries, "name", reader.text, None))
    shared = _shared(reader, entries, AuthoredJob(()))
    pipeline = replace(pipeline, root_variables=shared.variables, root_groups=shared.groups)
    if "stages" in entries:
        stage = _entries(reader, _only_stage(reader, entries["stages"]), STAGE_KEYS)
        if "jobs" not in stage:
            raise reader.fail(entries["stages"], "A stage needs 'jobs'.")
        reader.unless(stage, "stages", "dependsOn")
        pipeline = replace(
            pipeline,
            stage=reader.optional(stage, "stage", reader.text, "__default"),
            stage_display_name=reader.optional(stage, "displayName", reader.text, None),
            stage_condition=_condition(reader, stage),
        )
        entries, shared = stage, _shared(reader, stage, shared)
    if "jobs" not in entries:
        return replace(pipeline, jobs=(_with_steps(reader, entries["steps"], shared),))
    jobs = reader.items(entries["jobs"])
    if not jobs:
        raise reader.fail(entries["jobs"], "A stage needs at least one job.")
    named = "Job" if len(jobs) == 1 else "Job{}"
    return replace(pipeline, jobs=tuple(_job(reader, job, shared, named.format(one)) for one, job in enumerate(jobs, start=1)))


def _entries(reader: Reader, node: yaml.Node, allowed: frozenset[str]) -> dict[str, yaml.Node]:
    """A mapping's values; says of what it knows but cannot do that it is not emulated."""
    entries = reader.entries(node)
    for name, value in entries.items():
        if name in NOT_EMULATED:
            raise reader.not_emulated(value, f"'{name}' in pipelines")
    return reader.entries(node, allowed)


def _shared(reader: Reader, entries: dict[str, yaml.Node], outer: AuthoredJob) -> AuthoredJob:
    """A job as a root, a stage or the job itself makes it out of what stands around: pool and variables."""
    if "pool" in entries:
        outer = _pool(reader, entries["pool"], outer)
    return _variables(reader, entries["variables"], outer) if "variables" in entries else outer


def _job(reader: Reader, node: yaml.Node, shared: AuthoredJob, unnamed: str) -> AuthoredJob:
    """:param unnamed: the name of a job that its author gave none. No source confirms the numbers of several."""
    entries = _entries(reader, node, JOB_KEYS)
    if "steps" not in entries:
        raise reader.fail(node, "A job needs 'steps'.")
    # What `workspace` may clean is always clean: each job has a folder of its own.
    reader.unless(entries, "jobs", cancelTimeoutInMinutes="5")
    name = reader.optional(entries, "job", reader.text, unnamed) or unnamed
    job = replace(
        _shared(reader, entries, shared),
        name=name,
        display_name=reader.optional(entries, "displayName", reader.text, name),
        depends_on=_names(reader, entries["dependsOn"]) if "dependsOn" in entries else (),
        condition=_condition(reader, entries),
        continue_on_error=reader.optional(entries, "continueOnError", reader.flag, False),
        timeout_in_minutes=reader.optional(entries, "timeoutInMinutes", reader.number, 60),
    )
    return _with_steps(reader, entries["steps"], job)


def _names(reader: Reader, node: yaml.Node) -> tuple[str, ...]:
    """One name or a list of them; an empty one is none, as `dependsOn: []` is."""
    if isinstance(node, yaml.ScalarNode):
        return (reader.text(node),) if reader.text(node) else ()
    return tuple(reader.text(one) for one in reader.items(node))


def _with_steps(reader: Reader, node: yaml.Node, job: AuthoredJob) -> AuthoredJob:
    steps = reader.items(node)
    if not steps:
        raise reader.fail(node, "A job needs at least one step.")
    authored = [_step(reader, step) for step in steps if "checkout" not in reader.entries(step)]
    checkouts = [_entries(reader, step, CHECKOUT_KEYS) for step in steps if "checkout" in reader.entries(step)]
    for one in checkouts:
        reader.unless(
            one, "checkout", "path", "fetchFilter", "sparseCheckoutDirectories", "sparseCheckoutPatterns", "workspaceRepo",
            "condition", "name", "env", "continueOnError", "timeoutInMinutes", "retryCountOnTaskFailure", "target",
            "displayName", lfs="false", submodules="false", persistCredentials="false", enabled="true",
        )  # fmt: skip
    kinds = [reader.text(one["checkout"]) for one in checkouts]
    if set(kinds) - {"self", "none"}:
        raise reader.not_emulated(node, "the checkout of other repositories")
    return replace(job, steps=tuple(authored), checks_out="none" not in kinds)


def _condition(reader: Reader, entries: dict[str, yaml.Node]) -> str:
    condition: str = reader.optional(entries, "condition", reader.text, "")
    return condition.strip() or "succeeded()"


def _only_stage(reader: Reader, node: yaml.Node) -> yaml.Node:
    items = reader.items(node)
    if len(items) != 1:
        raise reader.not_emulated(node, f"pipelines with {len(items)} stages; it runs one")
    return items[0]


def _trigger(reader: Reader, node: yaml.Node) -> Trigger | None:
    """`none`, a list of branches, or `branches:` with include and exclude."""
    if isinstance(node, yaml.ScalarNode):
        value = reader.text(node)
        return None if value == "none" else Trigger((value,))
    if isinstance(node, yaml.SequenceNode):
        return Trigger(tuple(reader.text(one) for one in reader.items(node)))
    entries = reader.entries(node, frozenset({"batch", "branches", "paths", "tags"}))
    reader.unless(entries, "triggers", "paths", "tags", batch="false")
    if "branches" not in entries:
        return Trigger()
    branches = reader.entries(entries["branches"], frozenset({"include", "exclude"}))
    lists = {name: tuple(reader.text(one) for one in reader.items(value)) for name, value in branches.items()}
    return Trigger(lists.get("include", ("*",)), lists.get("exclude", ()))


def _pool(reader: Reader, node: yaml.Node, job: AuthoredJob) -> AuthoredJob:
    if isinstance(node, yaml.ScalarNode):
        return replace(job, pool=reader.text(node), vm_image=None)
    entries = reader.entries(node, frozenset({"name", "vmImage", "demands"}))
    reader.unless(entries, "pools", "demands")
    image = reader.optional(entries, "vmImage", reader.text, None)
    if image is not None and not image.lower().startswith("ubuntu"):
        raise reader.not_emulated(entries["vmImage"], f"agents with {image}; it has ubuntu only")
    return replace(job, pool=reader.optional(entries, "name", reader.text, None), vm_image=image)


def _variables(reader: Reader, node: yaml.Node, job: AuthoredJob) -> AuthoredJob:
    """The short form, name to value, or the list of name, value and group entries."""
    variables, groups = dict(job.variables), list(job.groups)
    if isinstance(node, yaml.MappingNode):
        variables |= {name: Variable(value) for name, value in reader.texts(node).items()}
        return replace(job, variables=variables)
    for item in reader.items(node):
        entries = _entries(reader, item, frozenset({"name", "value", "group", "readonly"}))
        if "group" in entries:
            groups.append(reader.text(entries["group"]))
        elif {"name", "value"} <= set(entries):
            fixed = reader.optional(entries, "readonly", reader.flag, False)
            variables[reader.text(entries["name"])] = Variable(reader.text(entries["value"]), is_read_only=fixed)
        else:
            raise reader.fail(item, "A variable needs 'name' and 'value', or 'group'.")
    return replace(job, variables=variables, groups=tuple(groups))


def _step(reader: Reader, node: yaml.Node) -> AuthoredStep:
    given = reader.entries(node)
    other = next((name for name in given if name in OTHER_STEPS), None)
    if other:
        raise reader.not_emulated(node, f"'{other}' steps")
    kind = next((name for name in ("task", *SHORT_FORMS) if name in given), None)
    if kind is None:
        raise reader.fail(node, "A step needs a kind.")
    own = frozenset({"inputs"}) if kind == "task" else KEYS_OF_PUBLISH if kind == "publish" else KEYS_OF_SCRIPTS
    entries = _entries(reader, node, STEP_KEYS | own | {kind})
    reader.unless(entries, "steps", target="host")
    if kind == "task":
        inputs = reader.optional(entries, "inputs", reader.texts, {})
        task, found, version = reader.text(entries["task"]).partition("@")
        if not found or not version:
            raise reader.fail(entries["task"], f"The task reference '{task}' names no version, as in '{task}@1'.")
    else:
        task, version = SHORT_FORMS[kind]
        inputs = {"path" if kind == "publish" else "script": reader.text(entries[kind])}
        inputs |= {"targetType": "inline"} if kind == "bash" else {}
        for name in sorted(own & set(entries)):
            inputs[name] = reader.text(entries[name])
    return AuthoredStep(
        task=task,
        version_spec=version,
        inputs=inputs,
        name=reader.optional(entries, "name", reader.text, None),
        display_name=reader.optional(entries, "displayName", reader.text, None),
        condition=reader.optional(entries, "condition", reader.text, "succeeded()") or "succeeded()",
        enabled=reader.optional(entries, "enabled", reader.flag, True),
        continue_on_error=reader.optional(entries, "continueOnError", reader.flag, False),
        env=reader.optional(entries, "env", reader.texts, {}),
        timeout_in_minutes=reader.optional(entries, "timeoutInMinutes", reader.number, 0),
        retries=min(int(reader.optional(entries, "retryCountOnTaskFailure", reader.number, 0)), MOST_RETRIES),
        is_script=kind in ("script", "bash"),
    )
