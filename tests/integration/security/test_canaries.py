# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random secrets go the whole way, and no place outside the named exceptions ever tells one of them."""

from __future__ import annotations

import base64
import json
import os
import secrets
import subprocess
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import OVERHEARD, emulator_process
from ansible_collections.vaultpipe.azure.tests.support.secrecy import output_channels
from ansible_collections.vaultpipe.azure.tests.support.secrecy.canaries import (
    Canary,
    awkward_text,
    random_word,
    told,
)
from ansible_collections.vaultpipe.azure.tests.support.secrecy.canary_tasks import (
    PROJECT,
    RESOURCES,
    VAULT,
)
from ansible_collections.vaultpipe.azure.tests.support.secrecy.output_channels import Sink
from ansible_collections.vaultpipe.azure.tests.support.secrecy.stage import Stage, acts, at_the_end, loud, while_it_runs
from ansible_collections.vaultpipe.azure.tests.support.secrecy.watching import Watcher

TOKENS = "vaultpipe-token-"
"""Files of the run's token cache, which tell no token."""


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("input", "agent", "home", "temporary", "ansible", "tree", "junit", "facts"):
        (tmp_path / name).mkdir()
    overheard = tmp_path / "input/overheard"
    overheard.touch(mode=0o600)
    processes = overheard.with_name("processes")
    monkeypatch.setenv("TMPDIR", str(tmp_path / "agent"))
    seed = ("--seed", str(secrets.randbits(40)))
    with emulator_process(tmp_path / "emulator", *seed, module=(OVERHEARD, str(overheard), str(processes))) as emulator:
        ansible = Ansible(emulator.environment, tmp_path / "ansible")
        ansible.environment |= loud(tmp_path)
        planted = {name: random_word() for name in ("value", "wrong_secret", "wrong_pat")}
        planted |= {
            "text": awkward_text(),
            "client_secret": emulator.environment["AZURE_CLIENT_SECRET"],
            "pat": emulator.environment["AZURE_DEVOPS_EXT_PAT"],
        }
        known = {"client_id": emulator.environment["AZURE_CLIENT_ID"], "tenant": emulator.environment["AZURE_TENANT_ID"]}
        shown = {name: {"__ansible_unsafe": value} for name, value in planted.items()}
        several = {"Several": shown["value"], "More": shown["text"]}
        (tmp_path / "input/vars.json").write_text(json.dumps({**shown, "known": known, "several": several}))
        yield Stage(tmp_path, emulator, ansible, planted, overheard)


@pytest.mark.long
def test_no_sink_tells_a_secret(stage: Stage, capfd: pytest.CaptureFixture[str]) -> None:
    seen: list[Sink] = []

    def look_around() -> None:
        portal = Portal(stage.emulator.environment)
        seen.extend(output_channels.azure(portal, VAULT, RESOURCES) + output_channels.devops(portal, PROJECT, PROJECT))
        seen.extend(Sink(f"{sink.name}, before the teardown", sink.content) for sink in output_channels.emulator(stage.emulator))

    with Watcher(stage.folder / "temporary", stage.folder / "home") as watched:
        acts(stage, look_around)
    until_gone(stage.folder / "temporary/remote", "ansible-tmp-*")
    seen += while_it_runs(watched) + at_the_end(stage)
    printed = capfd.readouterr()
    seen += [output_channels.text(f"the emulator's {name}", getattr(printed, name), may_be_empty=True) for name in ("out", "err")]

    canaries = stage.canaries()
    assert {canary.what for canary in canaries} >= {*stage.known, "access_token", "oidcToken", "client_assertion"}
    assert any(canary.what.startswith("value of vaultpipe-proof-") for canary in canaries)
    leaks = {sink.name: told(canaries, sink.content) for sink in seen}
    assert not any(leaks.values()), json.dumps({name: places for name, places in leaks.items() if places}, indent=1)
    assert [sink.name for sink in seen if not sink.content and not sink.may_be_empty] == []
    names = {sink.name for sink in seen}
    assert len(names) == len(seen) >= 40, f"{len(names)} sinks"
    assert_token_cache_is_private(watched, stage.folder / "temporary")


def until_gone(folder: Path, pattern: str) -> None:
    """Ansible's own process around an asynchronous job takes its files away within five seconds after the job."""
    deadline = time.monotonic() + 30
    while list(folder.glob(pattern)):
        assert time.monotonic() < deadline, f"{pattern} is still in {folder}"
        time.sleep(0.1)


def assert_token_cache_is_private(watched: Watcher, temporary: Path) -> None:
    """The one place of tokens: readable by the user alone, for as long as the run lasts."""
    caches = [path for path in watched.modes if path.name.startswith(TOKENS)]
    assert caches
    assert {watched.modes[path] for path in caches} == {0o600}
    assert {watched.modes[path.parent] for path in caches} == {0o700}
    assert list(temporary.rglob(f"{TOKENS}*")) == []


def test_the_search_sees_what_leaks(tmp_path: Path) -> None:
    """Without this, the test above could pass because nobody looks."""
    canaries = [
        Canary("word", random_word()),
        Canary("text", awkward_text()),
        Canary("token", f"e30.{random_word()}.{random_word() * 9}"),
    ]
    for canary in canaries:
        last = canary.value.strip().splitlines()[-1]
        shown = [
            last,
            json.dumps(last),
            repr(last),
            quote(last),
            base64.b64encode(f":{last}".encode()).decode(),
            last.encode().hex(),
        ]
        for form in (*shown, last[::-1]):
            assert told(canaries, f"before {form} after".encode()).keys() == {canary.what}
    assert told(canaries, b"nothing of this kind") == {}
    script = 'echo "$2" > "$1/file"; sleep 1; rm "$1/file"; sleep 1'
    with Watcher(tmp_path) as watched:
        command = ["sh", "-c", script, "sh", str(tmp_path), canaries[0].value]
        subprocess.run(command, env={**os.environ, "LEAKS": canaries[0].value}, check=True)
    assert {told(canaries, sink.content) != {} for sink in while_it_runs(watched)} == {True}
