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
    "vaultpipe_proof": "digest",
    "purge": "true",
}
WAYS = {"managed identity": MANAGED_IDENTITY, "service principal": SERVICE_PRINCIPAL}
"""Each with another choice in everything else that changes what is written."""

GROUP = "/subscriptions/[^/]+/resourceGroups/[^/]+"
VAULT = f"{GROUP}/providers/Microsoft.KeyVault/vaults/[^/]+"
IDENTITY = f"{GROUP}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/[^/]+"
ROLES = "/providers/Microsoft.Authorization/roleAssignments/[^/]+"
ORGANIZATION = "/vaultpipe"
PROJECT = "/vaultpipe/[^/]+"
MARK = ("PATCH", f"{ORGANIZATION}/_apis/projects/[^/]+/properties")

APPLICATION = "/v1.0/applications/[^/]+"
DELETED = "/v1.0/directory/deletedItems/[^/]+"
SECRET = "/secrets/[^/]+"
ENDPOINTS = f"{ORGANIZATION}/_apis/serviceendpoint/endpoints"
PERMISSION = ("PATCH", f"{PROJECT}/_apis/pipelines/pipelinePermissions/endpoint/[^/]+")
PUSH = ("POST", f"{PROJECT}/_apis/git/repositories/[^/]+/pushes")
DEFINITION = ("POST", f"{PROJECT}/_apis/build/definitions")
RUN = ("POST", f"{PROJECT}/_apis/build/builds")

CODE_AND_VAULT = [
    ("POST", f"{ORGANIZATION}/_apis/projects"),
    MARK,
    ("POST", f"{PROJECT}/_apis/git/repositories"),
    MARK,
    ("POST", f"{PROJECT}/_apis/git/repositories/[^/]+/importRequests"),
    MARK,
    ("PUT", GROUP),
    ("PUT", VAULT),
]
WRITES: dict[tuple[str, str], list[tuple[str, str]]] = {
    ("setup", "managed identity"): [
        *CODE_AND_VAULT,
        ("PUT", SECRET),
        ("PUT", IDENTITY),
        ("PUT", f"{VAULT}/accessPolicies/add"),
        ("POST", ENDPOINTS),
        ("PUT", f"{IDENTITY}/federatedIdentityCredentials/[^/]+"),
        ("PUT", f"/subscriptions/[^/]+{ROLES}"),
        PUSH,
        DEFINITION,
        PERMISSION,
        RUN,
    ],
    ("setup", "service principal"): [
        *CODE_AND_VAULT,
        ("PUT", f"{VAULT}{ROLES}"),
        ("PUT", SECRET),
        ("PATCH", "/v1.0/applications[(]uniqueName=.*"),
        ("POST", "/v1.0/servicePrincipals"),
        ("PUT", f"{VAULT}{ROLES}"),
        ("POST", ENDPOINTS),
        ("PATCH", f"{APPLICATION}/federatedIdentityCredentials[(].*"),
        ("PUT", f"/subscriptions/[^/]+{ROLES}"),
        DEFINITION,
        PERMISSION,
        ("PUT", SECRET),
        RUN,
        ("DELETE", SECRET),
        ("PUT", f"{PROJECT}/_apis/build/builds/[^/]+/tags/[^/]+"),
        ("DELETE", "/deletedsecrets/[^/]+"),
    ],
    ("teardown", "managed identity"): [
        PERMISSION,
        ("DELETE", f"{PROJECT}/_apis/build/definitions/[^/]+"),
        PUSH,
        ("PUT", f"{VAULT}/accessPolicies/remove"),
        ("DELETE", f"{IDENTITY}/federatedIdentityCredentials/[^/]+"),
        ("DELETE", f"{ENDPOINTS}/[^/]+"),
        ("DELETE", f"/subscriptions/[^/]+{ROLES}"),
        ("DELETE", IDENTITY),
        ("DELETE", SECRET),
        ("DELETE", VAULT),
        ("DELETE", GROUP),
        ("DELETE", f"{PROJECT}/_apis/git/repositories/[^/]+"),
        MARK,
        ("DELETE", f"{ORGANIZATION}/_apis/projects/[^/]+"),
    ],
    ("teardown", "service principal"): [
        PERMISSION,
        ("DELETE", f"{PROJECT}/_apis/build/definitions/[^/]+"),
        ("DELETE", f"{VAULT}{ROLES}"),
        ("DELETE", f"{APPLICATION}/federatedIdentityCredentials/[^/]+"),
        ("DELETE", f"{ENDPOINTS}/[^/]+"),
        ("DELETE", f"/subscriptions/[^/]+{ROLES}"),
        ("DELETE", APPLICATION),
        ("DELETE", DELETED),
        ("DELETE", DELETED),
        ("DELETE", SECRET),
        ("DELETE", "/deletedsecrets/[^/]+"),
        ("DELETE", VAULT),
        ("POST", "/subscriptions/[^/]+/providers/Microsoft.KeyVault/locations/[^/]+/deletedVaults/[^/]+/purge"),
        ("DELETE", GROUP),
        ("DELETE", f"{PROJECT}/_apis/git/repositories/[^/]+"),
        MARK,
        ("DELETE", f"{PROJECT}/_apis/git/recycleBin/repositories/[^/]+"),
        ("DELETE", f"{ORGANIZATION}/_apis/projects/[^/]+"),
    ],
}
"""Methods and paths, in the order in which they are sent."""


@dataclass(frozen=True)
class Cell:
    playbook: str
    way: str
    method: str
    path: str
    nth: int
    """Number of the request among those to that path, from 1."""
    fault: str

    def __str__(self) -> str:
        return f"{self.playbook}, {self.way}: {self.method} {self.path} no. {self.nth}: {self.fault}"


ANOTHER_RUN = Cell("setup", "service principal", *RUN, 1, KILLED)
"""Left out: the key of the digest was known to the killed playbook only, so that the re-run makes another run
(tests/integration/playbooks/test_digest_proof.py)."""
CELLS = [
    cell
    for (playbook, way), writes in WRITES.items()
    for at, (method, path) in enumerate(writes)
    for fault in FAULTS
    if (cell := Cell(playbook, way, method, path, writes[: at + 1].count((method, path)), fault)) != ANOTHER_RUN
]
