# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Microsoft's Ansible collection, unmodified, against the local Azure (docs/reference/clients.md#azcollection)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from ansible_collections.vaultpipe.azure.tests.clients.environments import python_packages, run
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

PLAYBOOK = Path(__file__).parent / "scripts" / "azcollection.yml"
COLLECTION_FOLDER = "ansible_collections/azure/azcollection"


def test_vaults_and_secrets(emulator: EmulatorProcess, portal: Portal, tmp_path: Path, version: Callable[[str], None]) -> None:
    tools = python_packages("azcollection", "ansible", requirements=f"{COLLECTION_FOLDER}/requirements.txt")
    manifest = next(tools.parent.glob(f"lib/python*/site-packages/{COLLECTION_FOLDER}/MANIFEST.json"))
    version(f"azure.azcollection {json.loads(manifest.read_text())['collection_info']['version']}")
    environment = {
        **emulator.environment,
        "PATH": f"{tools}:{emulator.environment['PATH']}",
        "AZURE_SECRET": emulator.environment["AZURE_CLIENT_SECRET"],
        "AZURE_TENANT": emulator.environment["AZURE_TENANT_ID"],
        "CALLER": portal.caller_object_id(),
        "ANSIBLE_HOME": str(tmp_path),
        "ANSIBLE_PYTHON_INTERPRETER": str(tools / "python"),
    }

    def play(*more: str) -> str:
        return run(tools / "ansible-playbook", PLAYBOOK, *more, environment=environment, cwd=tmp_path)

    assert "changed=3" in play()
    emulator.forget_requests()
    assert "changed=0" in play()
    assert emulator.writes() == []
    # Recovered, changed, deleted again and purged between the three deletions.
    assert "changed=7" in play("--extra-vars", "delete=true")
    assert portal.arm("GET", "/resourceGroups", version="2021-04-01")["value"] == []
