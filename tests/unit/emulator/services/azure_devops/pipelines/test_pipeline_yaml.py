# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tutorial's kind of pipeline file, and what is said about others."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import TUTORIAL
from emulator.job_protocol.jobs import Variable
from emulator.services.azure_devops.model.pipelines.pipeline import PipelineInvalid
from emulator.services.azure_devops.model.pipelines.pipeline_yaml import parse

STEPS = "steps:\n- script: echo hello\n"
PATH = "/azure-pipelines.yml"


def refused(text: str) -> str:
    with pytest.raises(PipelineInvalid) as caught:
        parse(text, PATH)
    return str(caught.value)


def test_the_tutorials_file() -> None:
    pipeline = parse(TUTORIAL, PATH)
    (job,) = pipeline.jobs
    step = job.steps[0]
    assert (step.task, step.version_spec, step.display_name) == ("AzureKeyVault", "2", "Azure Key Vault")
    assert step.inputs == {
        "azureSubscription": "connection",
        "KeyVaultName": "kv-test",
        "SecretsFilter": "*",
        "RunAsPreJob": "false",
    }
    assert (job.vm_image, job.name, pipeline.stage) == ("ubuntu-latest", "Job", "__default")


def test_script_and_bash_are_short_for_tasks() -> None:
    text = "steps:\n- script: one\n  workingDirectory: sub\n- bash: two\n  env: {A: b}\n  condition: always()\n  enabled: false\n"
    script, bash = parse(text, PATH).jobs[0].steps
    assert (script.task, script.inputs, script.is_script) == ("CmdLine", {"script": "one", "workingDirectory": "sub"}, True)
    assert (bash.task, bash.inputs["targetType"], bash.env) == ("Bash", "inline", {"A": "b"})
    assert (bash.condition, bash.enabled) == ("always()", False)


@pytest.mark.parametrize(
    ("trigger", "main", "topic"),
    [
        ("", True, True),
        ("trigger: none\n", False, False),
        ("trigger:\n- main\n", True, False),
        ("trigger:\n  branches:\n    include: ['*']\n    exclude: [topic/*]\n", True, False),
    ],
)
def test_triggers_by_branch(trigger: str, main: bool, topic: bool) -> None:
    found = parse(trigger + STEPS, PATH).trigger
    assert bool(found and found.fires("refs/heads/main")) is main
    assert bool(found and found.fires("refs/heads/topic/one")) is topic


def test_a_stage_with_a_job_hands_its_settings_down() -> None:
    text = """\
variables: {outer: one, both: one}
stages:
- stage: Build
  jobs:
  - job: Only
    displayName: The only one
    timeoutInMinutes: 5
    pool: Default
    variables:
    - {name: both, value: two}
    - group: shared
    steps:
    - checkout: none
    - script: echo
"""
    pipeline = parse(text, PATH)
    (job,) = pipeline.jobs
    assert (pipeline.stage, job.name, job.display_name) == ("Build", "Only", "The only one")
    assert (job.pool, job.timeout_in_minutes, job.checks_out) == ("Default", 5, False)
    assert job.variables == {"outer": Variable("one"), "both": Variable("two")}
    assert job.groups == ("shared",)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("steps:\n- script: a\n  nonsense: b\n", "(Line: 3, Col: 3)", "Unexpected value 'nonsense'"),
        ("trigger: none\ntrigger: none\n" + STEPS, "(Line: 2, Col: 1)", "'trigger' is already defined"),
        ("steps:\n- task: CmdLine\n", "(Line: 2, Col: 9)", "names no version"),
        ("steps:\n- script: a\n  enabled: maybe\n", "(Line: 3, Col: 12)", "Unexpected value 'maybe'"),
        ("steps: [\n", "(Line: 2, Col: 1)", ""),
        ("- a\n", "", "A mapping was expected"),
        ("pool: Default\n", "", "'steps', 'jobs' or 'stages'"),
        ("steps: []\n", "(Line: 1, Col: 8)", "at least one step"),
    ],
)
def test_mistakes_are_named_with_their_place(text: str, where: str, what: str) -> None:
    message = refused(text)
    assert message.startswith(PATH)
    assert where in message
    assert what in message


@pytest.mark.parametrize(
    "text",
    [
        "parameters:\n- name: a\n  type: object\n" + STEPS,
        "extends: {template: a.yml}\n",
        "steps:\n- script: ${{ variables.a }}\n",
        "steps:\n- pwsh: echo\n",
        "pool: {vmImage: windows-latest}\n" + STEPS,
        "stages:\n- stage: a\n  jobs: [job: a, steps: [script: a]]\n- stage: b\n  jobs: [job: b, steps: [script: b]]\n",
        "trigger:\n  paths: {include: [a]}\n" + STEPS,
    ],
)
def test_what_is_not_emulated_says_so(text: str) -> None:
    assert "does not emulate" in refused(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("steps:\n- download: current\n  artifact: drop\n", "'download' steps"),
        ("steps:\n- checkout: self\n  path: elsewhere\n- script: a\n", "'path' of checkout"),
        ("steps:\n- checkout: self\n  persistCredentials: true\n- script: a\n", "'persistCredentials' of checkout"),
        ("pool: {name: p, demands: [x]}\n" + STEPS, "'demands' of pools"),
        ("trigger: {batch: true}\n" + STEPS, "'batch' of triggers"),
        ("lockBehavior: runLatest\n" + STEPS, "'lockBehavior' of pipelines"),
        ("stages:\n- stage: A\n  dependsOn: B\n  jobs: []\n", "'dependsOn' of stages"),
        ("jobs:\n- job: A\n  cancelTimeoutInMinutes: 1\n  steps: [script: a]\n", "'cancelTimeoutInMinutes' of jobs"),
        ("steps:\n- script: a\n  target: box\n", "'target' of steps"),
    ],
)
def test_nothing_is_taken_and_passed_over(text: str, what: str) -> None:
    assert f"The local Azure does not emulate {what}." in refused(text)


def test_what_is_kept_of_a_file() -> None:
    pipeline = parse(
        "name: $(Date:yyyy)\nvariables: [{name: a, value: b, readonly: yes}]\nstages:\n- stage: S\n  displayName: Shown\n"
        "  condition: eq(1, 1)\n  jobs:\n  - job: A\n    condition: always()\n    steps:\n"
        "    - checkout: self\n      clean: true\n"
        "    - script: a\n      enabled: off\n      retryCountOnTaskFailure: 12\n",
        PATH,
    )
    (job,) = pipeline.jobs
    assert (pipeline.number_format, pipeline.stage_condition, job.condition) == ("$(Date:yyyy)", "eq(1, 1)", "always()")
    assert (pipeline.stage_display_name, pipeline.root_variables) == ("Shown", {"a": Variable("b", is_read_only=True)})
    assert (job.steps[0].enabled, job.steps[0].retries) == (False, 10)


def test_publish_is_short_for_a_task() -> None:
    (step,) = parse("steps:\n- publish: out/a.txt\n  artifact: drop\n", PATH).jobs[0].steps
    assert (step.task, step.version_spec, step.inputs) == (
        "PublishPipelineArtifact",
        "1",
        {"path": "out/a.txt", "artifact": "drop"},
    )
    for text in ("steps:\n- publish: a\n  workingDirectory: b\n", "steps:\n- script: a\n  inputs: {b: c}\n"):
        assert "Unexpected value" in refused(text)


def test_several_jobs_and_what_they_wait_for() -> None:
    jobs = parse(
        "variables: {a: b}\njobs:\n- job: One\n  steps: [script: a]\n- steps: [script: b]\n  dependsOn: One\n"
        "- job: Three\n  dependsOn: [One, Job2]\n  continueOnError: true\n  condition: ' '\n  steps: [script: c]\n",
        PATH,
    ).jobs
    assert [(job.name, job.depends_on) for job in jobs] == [("One", ()), ("Job2", ("One",)), ("Three", ("One", "Job2"))]
    assert (jobs[2].continue_on_error, jobs[2].condition, jobs[2].variables) == (True, "succeeded()", {"a": Variable("b")})
