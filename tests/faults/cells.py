# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The cells of the crash matrix: each write request of set-up and teardown with each fault."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

KILLED = "playbook killed"
REQUEST_TIMEOUT = 3.0
"""Seconds that our requests wait for an answer."""
BROKEN = {"error": {"code": "Broken", "message": "for a test"}}
FAULTS: dict[str, dict[str, Any] | None] = {
    "500": {"status": 500, "body": BROKEN},
    "503": {"status": 503, "body": BROKEN},
    "429": {"status": 429, "body": BROKEN},
    "429 with Retry-After": {"status": 429, "body": BROKEN, "headers": {"retry-after": "1"}},
    "dropped before the effect": {"drop": "before"},
    "dropped after the effect": {"drop": "after"},
    "answered after the time-out": {"delay": 2 * REQUEST_TIMEOUT},
    KILLED: None,
}

MANAGED_IDENTITY = {
    "vaultpipe_identity_type": "managed_identity",
    "vaultpipe_access": "policy",
    "vaultpipe_pipeline_type": "yaml",
}
SERVICE_PRINCIPAL = {
    "vaultpipe_identity_type": "service_principal",
    "vaultpipe_access": "rbac",
    "vaultpipe_pipeline_type": "classic",
}
WAYS = {"managed identity": MANAGED_IDENTITY, "service principal": SERVICE_PRINCIPAL}

GROUP = "/subscriptions/[^/]+/resourceGroups/[^/]+"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/[^/]+"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/[^/]+"
ROLES = "/providers/Microsoft.Authorization/roleAssignments/[^/]+"
ORGANIZATION = "/vaultpipe"
PROJECT = "/vaultpipe/[^/]+"
MARK = ("PATCH", f"{ORGANIZATION}/_apis/projects/[^/]+/properties")

WRITES: dict[tuple[str, str], list[tuple[str, str]]] = {
    ("setup", "managed identity"): [
        ("POST", f"{ORGANIZATION}/_apis/projects"),
        MARK,
        ("POST", f"{PROJECT}/_apis/git/repositories"),
        MARK,
        ("POST", f"{PROJECT}/_apis/git/repositories/[^/]+/importRequests"),
        ("PUT", GROUP),
        ("PUT", VAULT),
        ("PUT", "/secrets/[^/]+"),
        ("PUT", IDENTITY),
        ("PUT", f"{VAULT}/accessPolicies/add"),
        ("POST", f"{ORGANIZATION}/_apis/serviceendpoint/endpoints"),
        ("PUT", f"{IDENTITY}/federatedIdentityCredentials/[^/]+"),
        ("PUT", f"/subscriptions/[^/]+{ROLES}"),
        ("POST", f"{PROJECT}/_apis/git/repositories/[^/]+/pushes"),
        ("POST", f"{PROJECT}/_apis/build/definitions"),
        ("PATCH", f"{PROJECT}/_apis/pipelines/pipelinePermissions/endpoint/[^/]+"),
        ("POST", f"{PROJECT}/_apis/build/builds"),
    ],
    ("setup", "service principal"): [
        ("PUT", f"{VAULT}{ROLES}"),
        ("PUT", f"{VAULT}{ROLES}"),
        ("PATCH", "/v1.0/applications[(]uniqueName=.*"),
        ("POST", "/v1.0/servicePrincipals"),
        ("PATCH", "/v1.0/applications/[^/]+/federatedIdentityCredentials[(].*"),
        ("POST", f"{PROJECT}/_apis/build/definitions"),
    ],
    ("teardown", "managed identity"): [
        ("PATCH", f"{PROJECT}/_apis/pipelines/pipelinePermissions/endpoint/[^/]+"),
        ("DELETE", f"{PROJECT}/_apis/build/definitions/[^/]+"),
        ("POST", f"{PROJECT}/_apis/git/repositories/[^/]+/pushes"),
        ("PUT", f"{VAULT}/accessPolicies/remove"),
        ("DELETE", f"{IDENTITY}/federatedIdentityCredentials/[^/]+"),
        ("DELETE", f"{ORGANIZATION}/_apis/serviceendpoint/endpoints/[^/]+"),
        ("DELETE", f"/subscriptions/[^/]+{ROLES}"),
        ("DELETE", IDENTITY),
        ("DELETE", "/secrets/[^/]+"),
        ("DELETE", VAULT),
        ("DELETE", GROUP),
        ("DELETE", f"{PROJECT}/_apis/git/repositories/[^/]+"),
        MARK,
        ("DELETE", f"{ORGANIZATION}/_apis/projects/[^/]+"),
    ],
    ("teardown", "service principal"): [
        ("DELETE", f"{VAULT}{ROLES}"),
        ("DELETE", "/v1.0/applications/[^/]+/federatedIdentityCredentials/[^/]+"),
        ("DELETE", "/v1.0/applications/[^/]+"),
    ],
}
"""Methods and paths, in their order, each as often as it is sent. The second way lists only what the first does not send."""


@dataclass(frozen=True)
class Cell:
    playbook: str
    way: str
    method: str
    path: str
    nth: int
    """Which of the requests to that path, from 1."""
    fault: str

    def __str__(self) -> str:
        return f"{self.playbook}, {self.way}: {self.method} {self.path} no. {self.nth}: {self.fault}"


CELLS = [
    Cell(playbook, way, method, path, writes[: at + 1].count((method, path)), fault)
    for (playbook, way), writes in WRITES.items()
    for at, (method, path) in enumerate(writes)
    for fault in FAULTS
]
