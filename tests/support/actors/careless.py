# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Changes by hand of the demo's wiring, each of which breaks one guard rail; and those by which the demo keeps all."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.broken_wirings import (
    CONNECTION,
    FUTURE,
    IDENTITIES,
    IDENTITY_PATH,
    PAST,
    PIPELINE,
    PROJECT,
    SECRET,
    VAULT,
    Breaker,
)
from ansible_collections.vaultpipe.azure.tests.support.actors.old_connections import OldConnections

CONTRIBUTOR = "b24988ac-6180-42a0-ab88-20f7382dd24c"
SECRETS_OFFICER = "b86a8fe4-44ce-4948-aee5-eccb2c155cd7"
BRANCH_CONTROL = {"id": "86b05a0c-73e6-4f7d-b3cf-e38f3b39a75b", "name": "evaluatebranchProtection", "version": "0.0.1"}
CHECKS = f"/{PROJECT}/_apis/pipelines/checks/configurations"
READS = f"""\
steps:
- task: AzureKeyVault@2
  inputs: {{azureSubscription: {CONNECTION}, KeyVaultName: {VAULT}, SecretsFilter: FILTER}}
"""
PUBLISHES = """\
- publish: secret.txt
  artifact: drop
"""


class Careless(Breaker):
    """Somebody in a hurry."""

    @property
    def old(self) -> OldConnections:
        return OldConnections(self.portal, self.emulator)

    def be_careful(self) -> None:
        """Keeps every guard rail."""
        self.write(SECRET)
        for one in self.portal.vault("GET", VAULT, "/secrets")["value"]:
            self.portal.vault("PATCH", VAULT, f"/secrets/{one['id'].rpartition('/')[2]}/", {"attributes": {"exp": FUTURE}})
        self.check("refs/heads/main")

    def write(self, wanted: str, more: str = "") -> None:
        """Makes it the pipeline's file that it reads these secrets."""
        repository = self.pipeline()["repository"]
        path = f"/{PROJECT}/_apis/git/repositories/{repository['id']}"
        tip = self.portal.devops("GET", f"{path}/refs?filter=heads/main")["value"][0]["objectId"]
        content = {"content": READS.replace("FILTER", f"'{wanted}'") + more, "contentType": "rawtext"}
        file = f"/{self.pipeline()['process']['yamlFilename'].lstrip('/')}"
        change = {"changeType": "edit", "item": {"path": file}, "newContent": content}
        commit = {"comment": "[skip ci] Change the steps", "changes": [change]}
        update = {"name": "refs/heads/main", "oldObjectId": tip}
        self.portal.devops("POST", f"{path}/pushes", {"refUpdates": [update], "commits": [commit]})

    def check(self, branches: str) -> None:
        connection = self.connection()
        settings = {
            "displayName": "Branch control", "definitionRef": BRANCH_CONTROL,
            "inputs": {"allowedBranches": branches, "ensureProtectionOfBranch": "true"},
        }  # fmt: skip
        body = {
            "type": {"id": "fe1de3ee-a436-41b4-bb20-f6eb4cb879a7", "name": "Task Check"}, "settings": settings, "timeout": 43200,
            "resource": {"type": "endpoint", "id": connection["id"], "name": CONNECTION},
        }  # fmt: skip
        self.portal.devops("POST", CHECKS, body, version="7.1-preview.1")

    def uncheck(self) -> None:
        listed = f"{CHECKS}?resourceType=endpoint&resourceId={self.connection()['id']}"
        for one in self.portal.devops("GET", listed, version="7.1-preview.1")["value"]:
            self.portal.devops("DELETE", f"{CHECKS}/{one['id']}", version="7.1-preview.1")

    def permit_all(self) -> None:
        path = f"/{PROJECT}/_apis/pipelines/pipelinepermissions/endpoint/{self.connection()['id']}"
        self.portal.devops("PATCH", path, {"allPipelines": {"authorized": True}}, version="7.1-preview.1")

    def forbid(self) -> None:
        self.revoke("endpoint", self.connection()["id"])

    def share(self) -> None:
        self.old.share(self.connection(), "another", CONNECTION)

    def with_key(self) -> dict[str, Any]:
        client_id, key = self.old.application("sp-key")
        return self.old.with_key("another", "with-key", client_id, key)

    def of_old_issuer(self) -> dict[str, Any]:
        return self.old.trusted_one("another", "of-old-issuer", "id-old")

    def trust_nobody(self) -> None:
        trust = {
            "issuer": f"https://login.microsoftonline.com/{self.portal.tenant}/v2.0",
            "subject": f"/eid1/c/pub/t/x/a/y/sc/{uuid.uuid4()}/{uuid.uuid4()}", "audiences": ["api://AzureADTokenExchange"],
        }  # fmt: skip
        path = f"{IDENTITY_PATH}/federatedIdentityCredentials/nobody"
        self.portal.arm("PUT", path, {"properties": trust}, version=IDENTITIES)

    def set_anew(self) -> None:
        self.portal.vault("PUT", VAULT, f"/secrets/{SECRET}", {"value": "another"})

    def rule_subscription(self) -> None:
        self.assign(self.identity()["principalId"], CONTRIBUTOR)


Carelessness = Callable[[Careless], object]
OF_IDENTITY = "managed identity id-vaultpipe-demo"

CASES: dict[str, tuple[Carelessness, str, str]] = {
    "open-to-all-pipelines": (lambda by: by.permit_all(), "high", CONNECTION),
    "broad-role": (lambda by: by.rule_subscription(), "high", OF_IDENTITY),
    "published-secret": (lambda by: by.write(SECRET, f"- script: echo $({SECRET}) > secret.txt\n{PUBLISHES}"), "high", PIPELINE),
    "all-secrets": (lambda by: by.write("*"), "medium", PIPELINE),
    "more-than-get-and-list": (lambda by: by.policy("add", secrets=["set"]), "medium", OF_IDENTITY),
    "no-branch-control": (lambda by: by.uncheck(), "medium", CONNECTION),
    "expired-secret": (lambda by: by.secret(exp=PAST), "medium", f"{VAULT}/{SECRET}"),
    "unused-credential": (lambda by: by.trust_nobody(), "medium", OF_IDENTITY),
    "unused-connection": (lambda by: by.forbid(), "low", CONNECTION),
    "endless-secret": (lambda by: by.set_anew(), "low", f"{VAULT}/{SECRET}"),
}
"""Each alone, in the demo's project: the change, the severity and the name of what it is about."""
ELSEWHERE: dict[str, tuple[Carelessness, str, str]] = {
    "stored-key": (lambda by: by.with_key(), "high", "with-key"),
    "old-issuer": (lambda by: by.of_old_issuer(), "medium", "of-old-issuer"),
    "shared-identity": (lambda by: by.share(), "medium", OF_IDENTITY),
}
"""Guard rails that take a second project, in which the new connection also lacks checks and pipelines."""
