# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Steps that run AzureKeyVault@2, and the errors that they leave."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.actors.agent_jobs import (
    ENDPOINT_ID,
    JobRecord,
    step,
)
from emulator.job_protocol.jobs import Step


def key_vault(**inputs: str) -> Step:
    given = {"ConnectedServiceName": ENDPOINT_ID, "KeyVaultName": "kv", "SecretsFilter": "*", "RunAsPreJob": "false"}
    return step("Azure Key Vault", "AzureKeyVault", inputs=given | inputs)


def errors(record: JobRecord) -> list[str]:
    return [issue.message for issue in record["Azure Key Vault"].issues]
