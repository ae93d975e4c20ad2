# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every request of the tutorial, and every answer to it, is what the vendors' specifications allow."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.helpers.ansible_runs import Ansible
from ansible_collections.vaultpipe.azure.tests.helpers.emulator_process import COLLECTION, emulator_process

SPECIFICATIONS = COLLECTION.parent / "shared" / "specs"
CHECKING = "ansible_collections.vaultpipe.azure.tests.helpers.checking_emulator"

# Mistakes of the specifications.
FOLDED = {
    "Artifacts_List",
    "Commits_Get Push Commits",
    "Items_List",
    "Endpoints_Get Service Endpoints With Refreshed Authentication",
}
"""Operations that hide another one with the same path, which is the one that is meant."""
MISTAKES = re.compile(
    r"Definitions_Create: request: \$\.process\.\w+ is unknown"  # the base class stands for what derives from it
    r"|Definitions_Create: request: \$\.triggers\[\]\.settingsSourceType is unknown"  # likewise
    r"|Pushes_Create: request: \$\.commits\[0\]\.changes\[0\]\.item does not fit type: .*"  # a parameter of the type is lost
    r"|Endpointproxy_Execute Service Endpoint Request: answer 200: \$\.result does not fit type: .*"  # it is any JSON
    r"|Projects_Set Project Properties: request: \$ does not fit type: .*"  # a JSON patch is a list
)

WAYS = {
    "managed identity, policy, YAML": ("managed_identity", "policy", "yaml"),
    "service principal, roles, classic": ("service_principal", "rbac", "classic"),
}


@pytest.mark.skipif(not SPECIFICATIONS.is_dir(), reason="the vendors' specifications are not beside the project")
@pytest.mark.parametrize("way", WAYS)
def test_the_whole_tutorial(tmp_path: Path, way: str) -> None:
    findings = tmp_path / "findings"
    identity, access, pipeline = WAYS[way]
    choices = {"vaultpipe_identity_type": identity, "vaultpipe_access": access, "vaultpipe_pipeline_type": pipeline}
    checking = (CHECKING, str(SPECIFICATIONS), str(findings))
    with emulator_process(tmp_path / "emulator", module=checking) as emulator:
        ansible = Ansible(emulator.environment, tmp_path)
        for playbook in ("setup", "setup", "teardown"):
            play = ansible.playbook(
                f"vaultpipe.azure.{playbook}", extra_vars={"vaultpipe_artifact_dir": str(tmp_path / "artifact"), **choices}
            )
            assert play.returncode == 0, play.output
    checked = [json.loads(line) for line in findings.read_text().splitlines()]
    found = {f"{one['operation']}: {said}" for one in checked for said in one["objections"] if one["operation"] not in FOLDED}
    objections = sorted(one for one in found if not MISTAKES.fullmatch(one))
    assert not objections, "\n".join(objections)
    assert len({one["operation"] for one in checked}) > 30, "the check hardly looked at anything"
