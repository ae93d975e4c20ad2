# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Proofs of one pipeline at the same time: one that ends may take another's key for a left one, which then proves once more."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.interrupt import pause_at
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

VAULT, SECRET, PROJECT = "kv-vaultpipe-demo", "MySecret", "vaultpipe-demo"
VALUE = "the value that both prove"
KEYS = "/secrets/vaultpipe-proof-"


@pytest.fixture
def cloud(emulator: EmulatorProcess, set_ups: SetUps) -> EmulatorProcess:
    emulator.restore(set_ups(vaultpipe_proof="digest", vaultpipe_secret_value=VALUE).snapshot)
    return emulator


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A proof whether it is needed or not."""
    variables = {
        "pipeline_run_project": PROJECT,
        "pipeline_run_pipeline": PROJECT,
        "pipeline_run_secrets": [{"vault_name": VAULT, "name": SECRET}],
        "pipeline_run_proof": "digest",
        "pipeline_run_expected_value": VALUE,
        "pipeline_run_when": "always",
    }
    return written(tmp_path / "prove.json", "pipeline_run", variables)


def reading(names: str, folder: Path) -> Path:
    """A playbook that lets the pipeline read the secrets of these names."""
    variables = {
        "pipeline_name": PROJECT,
        "pipeline_project": PROJECT,
        "pipeline_repository": "pipelines-dotnet-core",
        "pipeline_service_connection": "azure-vaultpipe-demo",
        "pipeline_vault_name": VAULT,
        "pipeline_secret_name": SECRET,
        "pipeline_secrets_filter": names,
        "pipeline_proof": "digest",
    }
    return written(folder / "reading.json", "pipeline", variables)


def written(book: Path, role: str, variables: dict[str, Any]) -> Path:
    task = {"ansible.builtin.import_role": {"name": f"vaultpipe.azure.{role}"}, "vars": variables}
    book.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [task]}]))
    return book


def artifact(folder: Path) -> dict[str, Any]:
    return {"pipeline_run_artifact_dir": str(folder / "artifact")}


def keys(cloud: EmulatorProcess) -> list[str]:
    """Names of the keys in the vault and in the recycle bin."""
    live, deleted = (cloud.state()[part]["vaults"] for part in ("live", "recycle_bin"))
    secrets = [one["name"] for vault in live["vaults"] for one in vault["secrets"]] + [one["name"] for one in deleted["secrets"]]
    return [name for name in secrets if name != SECRET]


def runs(portal: Portal) -> list[tuple[str, bool]]:
    """Result of each run that we asked for, and whether it counts as proven; the set-up's own comes first."""
    builds = portal.devops("GET", f"/{PROJECT}/_apis/build/builds")["value"]
    return [(one["result"], "vaultpipe-proven" in one["tags"]) for one in reversed(builds) if one["reason"] == "manual"]


def recap(output: str) -> dict[str, int]:
    return {name: int(number) for name, number in re.findall(r"(\w+)=(\d+)", output.rpartition("PLAY RECAP")[2])}


def test_one_that_lost_its_key_to_another_proves_once_more(
    ansible: Ansible, cloud: EmulatorProcess, portal: Portal, book: Path, tmp_path: Path
) -> None:
    def has_put_its_key() -> bool:
        return any(request.path.startswith(KEYS) for request in cloud.writes())

    def prove_beside() -> None:
        (tmp_path / "other").mkdir()
        other = Ansible(cloud.environment, tmp_path / "other").playbook(str(book), extra_vars=artifact(tmp_path / "other"))
        assert other.returncode == 0, other.output

    output = pause_at(ansible, str(book), artifact(tmp_path), has_put_its_key, prove_beside)
    assert output is not None
    assert (recap(output)["failed"], recap(output)["rescued"]) == (0, 1), output
    assert runs(portal) == [("succeeded", True), ("succeeded", True), ("succeeded", False), ("succeeded", True)]
    assert keys(cloud) == []


@pytest.mark.parametrize(("read", "result"), [("*", "succeeded"), (SECRET, "failed")])
def test_one_that_loses_every_key_says_so(
    ansible: Ansible, cloud: EmulatorProcess, portal: Portal, book: Path, tmp_path: Path, read: str, result: str
) -> None:
    """The vault takes each key, and has it no more when the pipeline reads: whatever there is, or names that have to be there."""
    if read != "*":
        made = ansible.playbook(str(reading(read, tmp_path)))
        assert made.returncode == 0, made.output
    stored = {"value": "x", "id": f"https://{VAULT}.vault.azure.net{KEYS}x/{'0' * 32}", "attributes": {"enabled": True}}
    cloud.fault({"method": "PUT", "path": f"{KEYS}.*"}, {"status": 200, "body": stored}, times=9)
    play = ansible.playbook(str(book), extra_vars=artifact(tmp_path))
    assert play.returncode != 0
    said = [outcome.msg for outcome in play if outcome.failed][-1]
    assert f"took the key of this proof out of the vault {VAULT} before the pipeline had read it, 3 times" in said
    assert runs(portal)[1:] == [(result, False)] * 3


def test_another_value_is_not_proven_once_more(
    ansible: Ansible, cloud: EmulatorProcess, portal: Portal, book: Path, tmp_path: Path
) -> None:
    portal.vault("PUT", VAULT, f"/secrets/{SECRET}", {"value": "of somebody else"})
    play = ansible.playbook(str(book), extra_vars=artifact(tmp_path))
    assert play.returncode != 0
    assert runs(portal)[1:] == [("succeeded", False)]
    first, last = [outcome for outcome in play if outcome.failed]
    assert first.msg == last.msg, "the reason is the last that is said, too"
    assert keys(cloud) == []
