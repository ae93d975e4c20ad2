# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The stage of the canaries: what is played there, and every place where a secret could come out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.starts import HELPERS
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import OVERHEARD, EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.support.secrecy import output_channels
from ansible_collections.vaultpipe.azure.tests.support.secrecy.canaries import (
    Canary,
    with_overheard,
)
from ansible_collections.vaultpipe.azure.tests.support.secrecy.canary_tasks import (
    PROJECT,
    RESOURCES,
    VAULT,
    asynchronous,
    echoed,
    failed,
    ordinary,
    refused,
)
from ansible_collections.vaultpipe.azure.tests.support.secrecy.output_channels import Sink
from ansible_collections.vaultpipe.azure.tests.support.secrecy.watching import Watcher

SETUP, VERIFY, TEARDOWN = "vaultpipe.azure.setup", "vaultpipe.azure.verify", "vaultpipe.azure.teardown"
# The exceptions, and no others (docs: authentication.rst, "Where secrets are").
USERS_VARIABLES = ("AZURE_CLIENT_SECRET", "AZURE_DEVOPS_EXT_PAT")
"""Variables that the user himself put into the environment."""
STEPS_VARIABLES = ("PROOF_VALUE", "PROOF_KEY")
"""Variables that the pipeline maps into the environment of one step of its job, beside the job's folder.

An agent hands each input of a task over in the environment (microsoft/azure-pipelines-agent#5606), so any step that uses a secret
has it there, that of the tutorial too.
"""
ARTIFACT = "artifact of the tutorial"
"""The folder that the tutorial's artifact, which is the secret, is unpacked into."""


@dataclass
class Stage:
    """One cloud, one user, and the folders of both."""

    folder: Path
    emulator: EmulatorProcess
    ansible: Ansible
    known: dict[str, str]
    """The canaries by the names of the variables that hold them."""
    overheard: Path
    plays: dict[str, Play] = field(default_factory=dict)

    def run(self, name: str, run: Callable[[], Play], **environment: str) -> Play:
        before = dict(self.ansible.environment)
        self.ansible.environment |= environment
        self.plays[name] = run()
        self.ansible.environment = before
        return self.plays[name]

    def tasks(self, tasks: list[dict[str, Any]], **how: Any) -> Play:
        return self.ansible.play(tasks, vars_files=[str(self.folder / "input/vars.json")], **how)

    def canaries(self) -> list[Canary]:
        """Secrets that were planted, and all that the cloud gave out or got."""
        return with_overheard(self.known, self.overheard.read_bytes())


def variables(stage: Path, secret: str, proof: str, **changes: str) -> dict[str, Any]:
    names = ("project", "repository", "identity_name", "service_connection", "pipeline")
    return {
        **{f"vaultpipe_{name}": PROJECT for name in names},
        "vaultpipe_organization": "vaultpipe",
        "vaultpipe_subscription": "{{ lookup('ansible.builtin.env', 'AZURE_SUBSCRIPTION_ID') }}",
        "vaultpipe_repository_import_url": "https://github.com/MicrosoftDocs/pipelines-dotnet-core",
        "vaultpipe_location": "westeurope",
        "vaultpipe_resource_group": RESOURCES,
        "vaultpipe_vault_name": VAULT,
        "vaultpipe_secret_name": "MySecret",
        "vaultpipe_secret_value": {"__ansible_unsafe": secret},
        "vaultpipe_identity_type": "managed_identity",
        "vaultpipe_access": "policy",
        "vaultpipe_pipeline_type": "yaml",
        "vaultpipe_proof": proof,
        "vaultpipe_artifact_dir": str(stage / (ARTIFACT if proof == "artifact" else "digest")),
        **changes,
    }


def loud(folder: Path) -> dict[str, str]:
    """All that Ansible can be asked to tell, and its folders where they can be looked into."""
    return {
        "ANSIBLE_VERBOSITY": "4",
        "ANSIBLE_DIFF_ALWAYS": "1",
        "ANSIBLE_DISPLAY_ARGS_TO_STDOUT": "1",
        "ANSIBLE_INJECT_INVOCATION": "1",
        "ANSIBLE_LOG_PATH": str(folder / "ansible.log"),
        "ANSIBLE_LOG_VERBOSITY": "5",
        "ANSIBLE_CALLBACKS_ENABLED": "task_outcomes,ansible.builtin.junit,ansible.builtin.tree",
        "ANSIBLE_CALLBACK_TREE_DIR": str(folder / "tree"),
        "JUNIT_OUTPUT_DIR": str(folder / "junit"),
        "ANSIBLE_CACHE_PLUGIN": "jsonfile",
        "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(folder / "facts"),
        "ANSIBLE_RETRY_FILES_ENABLED": "1",
        "ANSIBLE_RETRY_FILES_SAVE_PATH": str(folder / "retry"),
        "ANSIBLE_ACTION_PLUGINS": str(HELPERS / "action"),
        "ANSIBLE_LOCAL_TEMP": str(folder / "temporary/local"),
        "ANSIBLE_REMOTE_TEMP": str(folder / "temporary/remote"),
        "ANSIBLE_ASYNC_DIR": str(folder / "temporary/async"),
        "TMPDIR": str(folder / "temporary"),
        "HOME": str(folder / "home"),
        "PYTHONPATH": str(HELPERS / "stand_in"),
        "VAULTPIPE_TEST_SYSLOG": str(folder / "syslog"),
        "VAULTPIPE_RETRY_DELAY": "0.1",
    }


def acts(stage: Stage, before_teardown: Callable[[], None]) -> None:
    """Everything that users do, and everything that goes wrong."""

    def playbook(name: str, book: str, proof: str, secret: str, **changes: str) -> None:
        file = stage.folder / f"input/{proof}.json"
        file.write_text(json.dumps(variables(stage.folder, secret, proof, **changes)))
        play = stage.run(name, lambda: stage.ansible.playbook(book), VAULTPIPE_VARS=str(file))
        assert play.returncode == 0, play.output

    playbook("set-up with a digest", SETUP, "digest", stage.known["text"])
    results = {f"vaultpipe_{name}_file": str(stage.folder / f"ansible/results.{name}") for name in ("json", "junit")}
    playbook("verification", VERIFY, "digest", stage.known["text"], **results)
    services = {"controller": ("vault", "several", "lookup", "devops", "sign-in"), "module": ("vault", "sign-in")}
    for execution in ("controller", "module"):
        tasks = [*ordinary(), *refused(), *failed(services[execution]), *echoed()]
        play = stage.run(f"tasks, {execution}", lambda: stage.tasks(tasks, execution=execution))  # noqa: B023 - run at once
        good, bad = play[: len(ordinary())], play[len(ordinary()) : len(ordinary()) + len(refused())]
        assert [(one.name, one.msg) for one in good if one.failed] == []
        assert [one.name for one in bad if not one.failed] == []
    for look in ("minimal", "oneline"):
        stage.run(f"callback {look}", lambda: stage.tasks([*ordinary()[:6], *refused()[:6]]), ANSIBLE_STDOUT_CALLBACK=look)
    stage.run("results in YAML", lambda: stage.tasks([*ordinary()[:6], *refused()[:6]]), ANSIBLE_CALLBACK_RESULT_FORMAT="yaml")
    play = stage.run("asynchronous jobs", lambda: stage.tasks(asynchronous()))
    assert [one.failed for one in play] == [False, True], play.output
    other = {"service_connection": "two", "pipeline": "two", "pipeline_type": "classic", "identity_type": "service_principal"}
    changes = {f"vaultpipe_{name}": value for name, value in other.items()} | {"vaultpipe_identity_name": "two"}
    playbook("set-up with an artifact", SETUP, "artifact", stage.known["value"], vaultpipe_secret_name="Other", **changes)
    before_teardown()
    playbook("teardown", TEARDOWN, "digest", stage.known["text"], purge="true")


def while_it_runs(watched: Watcher) -> list[Sink]:
    """Sinks that bystanders saw."""

    def of_ansible(seen: Mapping[tuple[str, ...], set[bytes]]) -> list[bytes]:
        return [one for above, many in seen.items() if not any(OVERHEARD in command for command in above) for one in many]

    variables = [pair for pair in of_ansible(watched.variables) if pair.partition(b"=")[0].decode() not in USERS_VARIABLES]
    return [
        Sink("arguments of Ansible's processes", b"\n".join(of_ansible(watched.arguments))),
        Sink("environment of Ansible's processes", b"\n".join(variables)),
        Sink(
            "temporary files meanwhile",
            b"\n".join(
                str(path).encode() + b"\n" + content for path, contents in watched.contents.items() for content in contents
            ),
        ),
    ]


def of_the_agent(file: Path) -> list[Sink]:
    """Its processes, each as it was started."""
    started = [json.loads(line) for line in file.read_text().splitlines()]
    spared = (*USERS_VARIABLES, *STEPS_VARIABLES)
    environments = [{name: value for name, value in (given or {}).items() if name not in spared} for _arguments, given in started]
    return [
        output_channels.text("arguments of the agent's processes", [arguments for arguments, _given in started]),
        output_channels.text("environment of the agent's processes", environments),
    ]


def at_the_end(stage: Stage) -> list[Sink]:
    """Sinks that stay."""
    folder = stage.folder
    plays: Mapping[str, Play] = stage.plays
    every = [outcome for play in plays.values() for outcome in play]
    return [
        *(output_channels.text(f"{name}: output", play.output) for name, play in plays.items()),
        *(output_channels.text(f"{name}: results as JSON", [outcome.result for outcome in play]) for name, play in plays.items()),
        *output_channels.printed("\n".join(play.output for play in plays.values())),
        *output_channels.results(every),
        *output_channels.emulator(stage.emulator),
        *of_the_agent(stage.overheard.with_name("processes")),
        Sink("Ansible's log", (folder / "ansible.log").read_bytes()),
        Sink("syslog", (folder / "syslog").read_bytes()),
        Sink("the emulator's log", (folder / "emulator/emulator.log").read_bytes()),
        output_channels.folder("callback junit", folder / "junit"),
        output_channels.folder("callback tree", folder / "tree"),
        output_channels.folder("fact cache", folder / "facts"),
        output_channels.folder("retry files", folder / "retry", may_be_empty=True),
        output_channels.folder("the user's home", folder / "home", may_be_empty=True),
        output_channels.folder("the folder of Ansible", folder / "ansible"),
        output_channels.folder("temporary files at the end", folder / "temporary", may_be_empty=True),
        output_channels.folder("the agent's temporary files at the end", folder / "agent", may_be_empty=True),
        output_channels.folder("AZURE_CONFIG_DIR", Path(stage.emulator.environment["AZURE_CONFIG_DIR"]), may_be_empty=True),
        output_channels.folder(
            "AZURE_DEVOPS_CACHE_DIR", Path(stage.emulator.environment["AZURE_DEVOPS_CACHE_DIR"]), may_be_empty=True
        ),
        output_channels.folder("the artifact with the digest", folder / "digest"),
        # The rest of the folder, but for what the user wrote and what the emulator's user reads.
        output_channels.folder("the emulator's folder", folder / "emulator", without=lambda path: path.name == "env"),
    ]
