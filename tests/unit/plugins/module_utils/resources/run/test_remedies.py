# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts of Entra, vaults and agents lead to the link that is broken and to what mends it
(docs/reference/pipeline_task.md#messages)."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.run.remedies import remedy_of
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.shared.sign_in_errors import broken_link

POLICY = "The user, group or application 'appid=1;oid=2' does not have secrets list permission on key vault 'kv;location=x'."
RBAC = (
    "Caller is not authorized to perform action on resource.\r\nAction: 'Microsoft.KeyVault/vaults/secrets/readMetadata/action'"
)
CONNECTION = "references service connection azure which could not be found. The service connection does not exist"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (POLICY, "kv_access_policy"),
        (RBAC, "Key Vault Secrets User"),
        ('a: "Operation get is not allowed on a disabled secret."', "enabled: true"),
        ("Client address is not authorized and caller is not a trusted service.", "network_acls"),
        ("Public network access is disabled and request is not from a trusted service", "public_network_access"),
        ('nope: "A secret with (name/id) nope was not found in this key vault."', "SecretsFilter"),
        ("No hosted parallelism has been purchased or granted.", "https://aka.ms/azpipelines-parallelism-request"),
        (CONNECTION, "devops_pipeline_permission"),
        (
            "AADSTS700213: No matching federated identity record found for presented assertion subject 'x'.",
            "federated_credential",
        ),
        ("AADSTS700016: Application with identifier 'x' was not found in the directory 'y'.", "client id"),
        ("Variable group prod could not be found. It has not been authorized for use.", "resource_type: variablegroup"),
        (
            "Could not find a pool with name mine. The pool does not exist or has not been authorized for use.",
            "resource_type: queue",
        ),
        ("Bash exited with code '3'.", ""),
    ],
)
def test_remedy(text: str, words: str) -> None:
    remedy = remedy_of(text)
    assert words in remedy
    assert bool(remedy) == bool(words)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("AADSTS700211: ...", "issuer"),
        ("AADSTS700212: ...", "audience"),
        ("AADSTS700213: ...", "subject"),
        ("AADSTS7002138: ...", "subject"),
        ("AADSTS70021: ...", "credential"),
        ("AADSTS70025: ...", "credential"),
        ("AADSTS700016: ...", "identity"),
        ("AADSTS90002: ...", "tenant"),
        ("AADSTS70052: ...", "identity"),
        ("Failed to query service connection API: 'https://...'. Status Code: 'Forbidden', Response from server: ''", "role"),
        ("The client 'x' does not have authorization: AuthorizationFailed", "role"),
        ("Something else", "unknown"),
    ],
)
def test_broken_link(text: str, name: str) -> None:
    assert broken_link(text).name == name
