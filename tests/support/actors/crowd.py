# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An organization with many pipelines, connections and vaults, made by hand."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.actors.old_connections import (
    GROUP,
    IDENTITIES,
    LOCATION,
    Json,
    OldConnections,
    identity_path,
)

PIPELINES, CONNECTIONS, VAULTS, PROJECTS = 200, 60, 20, 4
SECRETS = 3
"""In each vault."""
ZERO = "0" * 40


class Crowd(OldConnections):
    """Pipelines, connections and vaults, each pipeline with a file of its own and one connection, by turns."""

    def make(self) -> None:
        projects = [f"crowd-{number}" for number in range(PROJECTS)]
        made = [self._connection(projects[number % PROJECTS], number) for number in range(CONNECTIONS)]
        principals = [
            self.portal.arm("GET", identity_path(f"id-{number}"), version=IDENTITIES)["properties"]["principalId"]
            for number in range(CONNECTIONS)
        ]
        for number in range(VAULTS):
            self._vault(number, principals[number::VAULTS])
        for project in projects:
            self._pipelines(project, [one for one in range(PIPELINES) if projects[one % PROJECTS] == project])
        self.emulator.clock(advance=120)
        for number, one in enumerate(made):
            self._permit(projects[number % PROJECTS], one)

    def _connection(self, project: str, number: int) -> Json:
        client_id = self.identity(f"id-{number}")
        made = self._made(project, f"azure-{number}", "WorkloadIdentityFederation", client_id, {})
        self.trust(f"id-{number}", "azure", self.now(project, made))
        return made

    def _vault(self, number: int, principals: list[str]) -> None:
        name, everything = f"kv-crowd-{number}", {"secrets": ["get", "list", "set"]}
        readers = [
            {"tenantId": self.portal.tenant, "objectId": one, "permissions": {"secrets": ["get", "list"]}} for one in principals
        ]
        own = {"tenantId": self.portal.tenant, "objectId": self.portal.caller_object_id(), "permissions": everything}
        properties = {
            "tenantId": self.portal.tenant, "sku": {"family": "A", "name": "standard"}, "accessPolicies": [own, *readers],
            "enableRbacAuthorization": False,
        }  # fmt: skip
        path = f"/resourceGroups/{GROUP}/providers/Microsoft.KeyVault/vaults/{name}"
        self.portal.arm("PUT", path, {"location": LOCATION, "properties": properties})
        self.emulator.clock(advance=60)
        for secret in range(SECRETS):
            self.portal.vault("PUT", name, f"/secrets/Secret{secret}", {"value": "value"})

    def _pipelines(self, project: str, numbers: list[int]) -> None:
        repository = self.portal.devops("GET", f"/{project}/_apis/git/repositories")["value"][0]
        queue = self.portal.devops("GET", f"/{project}/_apis/distributedtask/queues")["value"][0]["id"]
        changes = [
            {
                "changeType": "add", "item": {"path": f"/{number}.yml"},
                "newContent": {"content": self._steps(number), "contentType": "rawtext"},
            }
            for number in numbers
        ]  # fmt: skip
        update = {"name": "refs/heads/main", "oldObjectId": ZERO}
        push = {"refUpdates": [update], "commits": [{"comment": "Add the pipelines", "changes": changes}]}
        self.portal.devops("POST", f"/{project}/_apis/git/repositories/{repository['id']}/pushes", push)
        code = {"id": repository["id"], "name": repository["name"], "type": "TfsGit", "defaultBranch": "refs/heads/main"}
        for number in numbers:
            process = {"type": 2, "yamlFilename": f"{number}.yml"}
            body = {
                "name": f"pipeline-{number}", "path": "\\", "type": "build", "process": process, "repository": code,
                "queue": {"id": queue},
            }  # fmt: skip
            self.portal.devops("POST", f"/{project}/_apis/build/definitions", body)

    @staticmethod
    def _steps(number: int) -> str:
        own = number % CONNECTIONS
        inputs = f"{{azureSubscription: azure-{own}, KeyVaultName: kv-crowd-{own % VAULTS}, SecretsFilter: Secret0}}"
        return f"steps:\n- task: AzureKeyVault@2\n  inputs: {inputs}\n"

    def _permit(self, project: str, connection: Json) -> None:
        listed = self.portal.devops("GET", f"/{project}/_apis/build/definitions")["value"]
        number = int(connection["name"].rpartition("-")[2])
        using = [one for one in listed if int(one["name"].rpartition("-")[2]) % CONNECTIONS == number]
        body = {"pipelines": [{"id": one["id"], "authorized": True} for one in using]}
        path = f"/{project}/_apis/pipelines/pipelinepermissions/endpoint/{connection['id']}"
        self.portal.devops("PATCH", path, body, version="7.1-preview.1")
