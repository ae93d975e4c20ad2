# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`python -m emulator record`, with a second local Azure standing in for the real one."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION, EmulatorProcess, emulator_process
from ansible_collections.vaultpipe.azure.tests.support.specifications.beside import REPLAYER

BOUND = 300
JANE = f"Jane{secrets.token_hex(4)} Canary"
MAIL = f"{JANE.replace(' ', '.').lower()}@contoso.example"
AS_JANE = """
import os, requests
token = requests.post(
    f"https://login.microsoftonline.com/{os.environ['AZURE_TENANT_ID']}/oauth2/v2.0/token",
    {"grant_type": "client_credentials", "client_id": os.environ["AZURE_CLIENT_ID"],
      "client_secret": os.environ["AZURE_CLIENT_SECRET"], "scope": "499b84ac-1321-427f-aa17-267ca6975798/.default"},
).json()["access_token"]
repositories = os.environ["AZURE_DEVOPS_ORG_URL"] + "/vaultpipe-demo/_apis/git/repositories/pipelines-dotnet-core"
asked = {"headers": {"Authorization": f"Bearer {token}"}, "params": {"api-version": "7.1"}}
refs = requests.get(f"{repositories}/refs", **asked).json()["value"]
main = next(one for one in refs if one["name"].endswith("/main"))
change = {"changeType": "add", "item": {"path": "/jane.txt"}, "newContent": {"content": "hello", "contentType": "rawtext"}}
author = {"name": os.environ["JANE"], "email": os.environ["MAIL"]}
push = {"refUpdates": [{"name": main["name"], "oldObjectId": main["objectId"]}],
        "commits": [{"comment": f"by {os.environ['MAIL']}", "author": author, "changes": [change]}]}
requests.post(f"{repositories}/pushes", json=push, **asked).raise_for_status()
requests.get(f"{repositories}/commits", **asked).raise_for_status()
"""


def record(environment: Mapping[str, str], out: Path, *command: str, status: int = 0) -> str:
    """Runs `record` and returns what it says on stderr."""
    added = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "JANE": JANE, "MAIL": MAIL}
    done = subprocess.run(
        [sys.executable, "-m", "emulator", "record", "--out", str(out), "--name", "test", "--", *command],
        cwd=COLLECTION, env={**environment, **added, "VAULTPIPE_TEST_OUTCOMES": os.devnull}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=BOUND, check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    return done.stderr


@pytest.mark.devops_auth("entra")
def test_the_tutorial_is_recorded_without_what_is_private(emulator: EmulatorProcess, ansible: Ansible, tmp_path: Path) -> None:
    value, out = f"canary-{secrets.token_hex(8)}", tmp_path / "recordings"
    variables = tmp_path / "vars.json"
    variables.write_text(json.dumps({"vaultpipe_secret_value": value, "vaultpipe_artifact_dir": str(tmp_path / "artifact")}))
    pushing = tmp_path / "as_jane.py"
    pushing.write_text(AS_JANE)
    play = f"ansible-playbook vaultpipe.azure.setup -e @{variables} && {sys.executable} {pushing}"
    said = record(ansible.environment, out, "sh", "-c", play)
    assert "This is the REAL cloud" in said

    files = sorted(path for path in out.rglob("*") if path.is_file())
    areas = {path.parent.name for path in files}
    assert {"keyvault-secrets", "keyvault-arm", "authorization", "azure-devops-git", "azure-devops-serviceendpoint"} <= areas
    told = "\n".join(path.read_text() for path in files)
    environment = emulator.environment
    private = [value, JANE, MAIL, *(environment[name] for name in ("AZURE_CLIENT_SECRET", "AZURE_DEVOPS_EXT_PAT"))]
    private += [environment["AZURE_TENANT_ID"], environment["AZURE_SUBSCRIPTION_ID"], "eyJ"]
    assert [one for one in private if one.lower() in told.lower()] == []
    assert "person-" in told
    assert "REDACTED-" in told

    if REPLAYER.is_dir():
        judge(out)


def judge(recordings: Path) -> None:
    """A fresh local Azure must answer as the one did that was recorded."""
    results = recordings.parent / "results.json"
    with emulator_process(recordings.parent / "fresh") as fresh:
        # The control API's address is private, and the replayer finds it behind what it takes for the proxy's.
        proxy = ("--proxy", fresh.control.removesuffix("/_emulator"))
        command = [
            sys.executable,
            str(REPLAYER / "replay.py"),
            "--patience",
            "3",
            *proxy,
            "--json",
            str(results),
            str(recordings),
        ]
        environment = {**os.environ, **fresh.environment}
        subprocess.run(command, env=environment, capture_output=True, timeout=BOUND, check=False)
    found = json.loads(results.read_text())["all"]
    assert found["judged"] > 20
    # Not all: once Azure DevOps has shown the caller's id, the replayer takes him for a stranger to the vault (conformance.rst).
    assert found["shape"] / found["judged"] > 0.8, found


def test_other_hosts_are_refused_and_the_commands_status_is_kept(emulator: EmulatorProcess, tmp_path: Path) -> None:
    script = "import requests,sys\ntry: requests.get('https://example.org')\nexcept requests.RequestException as e: sys.exit(7)"
    record(emulator.environment, tmp_path / "out", sys.executable, "-c", script, status=7)
    assert not (tmp_path / "out").exists()
    assert emulator.requests() == []


@pytest.mark.parametrize(
    "arguments", [["--name", "n", "--", "true"], ["--out", "o", "--", "true"], ["--out", "o", "--name", "n"]]
)
def test_what_is_missing_is_named(arguments: list[str]) -> None:
    command = [sys.executable, "-m", "emulator", "record", *arguments]
    done = subprocess.run(command, cwd=COLLECTION, capture_output=True, text=True, timeout=BOUND, check=False)
    assert done.returncode == 2
    assert "--out" in done.stderr or "--name" in done.stderr or "needs a command after --" in done.stderr
