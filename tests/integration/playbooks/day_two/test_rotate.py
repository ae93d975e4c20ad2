# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A rotation proves the new value by a run before it disables the old one, and goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

ROTATE = "vaultpipe.azure.rotate"
VAULT, SECRET, PROJECT = "kv-vaultpipe-demo", "MySecret", "vaultpipe-demo"
RANDOM: dict[str, Any] = {"vaultpipe_generate": {"length": 24}, "vaultpipe_min_age_days": 0}
FIRST = "the-first-value-4711"

Rotate = Callable[..., Play]


@pytest.fixture
def proof(request: pytest.FixtureRequest) -> str:
    return str(getattr(request, "param", "digest"))


@pytest.fixture
def rotate(ansible: Ansible, emulator: EmulatorProcess, set_ups: SetUps, proof: str, tmp_path: Path) -> Rotate:
    """The playbook on the whole tutorial."""
    emulator.restore(set_ups(vaultpipe_proof=proof, vaultpipe_secret_value=FIRST).snapshot)

    def run(check: bool = False, environment: Mapping[str, str] | None = None, **variables: Any) -> Play:
        chosen = {"vaultpipe_proof": proof, "vaultpipe_artifact_dir": str(tmp_path / "artifact"), **variables}
        return ansible.playbook(ROTATE, check=check, extra_vars=chosen, environment=environment)

    return run


def enabled(portal: Portal) -> list[bool]:
    versions: list[dict[str, Any]] = portal.vault("GET", VAULT, f"/secrets/{SECRET}/versions")["value"]
    return sorted(version["attributes"]["enabled"] for version in versions)


def runs(portal: Portal) -> list[str]:
    """Results of the runs, the newest first."""
    return [build["result"] for build in portal.devops("GET", f"/{PROJECT}/_apis/build/builds")["value"]]


@pytest.mark.parametrize("proof", ["digest", "artifact"], indirect=True)
def test_a_generated_value(rotate: Rotate, emulator: EmulatorProcess, portal: Portal) -> None:
    before = emulator.state()
    planned = rotate(check=True, **RANDOM)
    assert planned.returncode == 0, planned.output
    assert planned.recap["changed"] > 0
    assert emulator.state() == before

    rotated = rotate(vaultpipe_valid_days=20, **RANDOM)
    assert rotated.returncode == 0, rotated.output
    value = portal.vault("GET", VAULT, f"/secrets/{SECRET}")["value"]
    assert len(value) == RANDOM["vaultpipe_generate"]["length"]
    assert enabled(portal) == [False, True]
    assert runs(portal) == ["succeeded", "succeeded"]
    assert f"{SECRET} expires on " in rotated.output
    assert value not in rotated.output

    again = rotate(vaultpipe_generate={})
    assert (again.returncode, again.recap["changed"]) == (0, 0), again.output


def test_a_given_value(rotate: Rotate, portal: Portal) -> None:
    unchanged = rotate(vaultpipe_secret_value=FIRST)
    assert (unchanged.returncode, unchanged.recap["changed"]) == (0, 0), unchanged.output
    rotated = rotate(vaultpipe_secret_value="the-second-value-4711")
    assert rotated.returncode == 0, rotated.output
    assert portal.vault("GET", VAULT, f"/secrets/{SECRET}")["value"] == "the-second-value-4711"
    assert enabled(portal) == [False, True]
    assert "No secret of kv-vaultpipe-demo expires in the next 30 days." in rotated.output


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue"])
def test_what_expires_soon_does_not_depend_on_the_time_zone(rotate: Rotate, portal: Portal, zone: str) -> None:
    for name, hours in {"Soon": 20, "Later": 28}.items():
        expires = datetime.now(UTC) + timedelta(hours=hours)
        portal.vault("PUT", VAULT, f"/secrets/{name}", {"value": "x", "attributes": {"exp": int(expires.timestamp())}})
    looked = rotate(environment={"TZ": zone}, vaultpipe_secret_value=FIRST, vaultpipe_expiring_days=1)
    assert looked.returncode == 0, looked.output
    assert "Soon expires on " in looked.output
    assert "Later expires on " not in looked.output


def test_a_failing_pipeline_leaves_the_old_version(rotate: Rotate, portal: Portal) -> None:
    policies = f"/resourceGroups/rg-vaultpipe-demo/providers/Microsoft.KeyVault/vaults/{VAULT}"
    vault = portal.arm("GET", policies)
    others = [one for one in vault["properties"]["accessPolicies"] if one["objectId"] == portal.caller_object_id()]
    kept = vault["properties"]["accessPolicies"]
    portal.arm("PATCH", policies, {"properties": {"accessPolicies": others}})

    failed = rotate(**RANDOM)
    assert failed.returncode != 0
    assert enabled(portal) == [True, True]
    (said,) = [outcome for outcome in failed if outcome.failed and "is not proven" in outcome.msg]
    assert "The versions before it stay enabled: " in said.msg
    assert "Mend what failed and run again; the rotation goes on where it stopped." in said.msg

    portal.arm("PATCH", policies, {"properties": {"accessPolicies": kept}})
    mended = rotate(**RANDOM)
    assert mended.returncode == 0, mended.output
    assert enabled(portal) == [False, True]


def test_a_policy_that_is_none(rotate: Rotate, emulator: EmulatorProcess) -> None:
    refused = rotate(vaultpipe_generate={"length": "many"})
    assert refused.returncode != 0
    assert "vaultpipe_generate" in refused.output
    assert emulator.writes() == []
