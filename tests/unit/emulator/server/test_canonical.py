# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The canonical state is equal for equal histories, whatever the ids."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps
from emulator.server.canonical import canonical


def canonical_state(seed: int) -> dict[str, Any]:
    devops = LocalDevOps(seed=seed)
    identity = devops.azure.identity("one")
    devops.azure.vault(name="kv-canonical")
    devops.azure.data("PUT", "/secrets/one", {"value": "canary"}, vault="kv-canonical")
    devops.push("/azure-pipelines.yml", "steps:\n- script: echo\n")
    connection = devops.connection("azure")
    devops.authorize(connection["id"], devops.definition())
    given = connection["authorization"]["parameters"]
    credential = {
        "issuer": given["workloadIdentityFederationIssuer"],
        "subject": given["workloadIdentityFederationSubject"],
        "audiences": ["api://AzureADTokenExchange"],
    }
    path = f"{identity}/federatedIdentityCredentials/azure"
    made = devops.azure.arm("PUT", path, {"properties": credential}, version="2023-01-31")
    assert made.status == 201, made.body
    return canonical(devops.cloud.state())


def test_two_seeds_give_one_canonical_state() -> None:
    first, second = canonical_state(1), canonical_state(2)
    assert first == second
    assert "canary" not in repr(first)
