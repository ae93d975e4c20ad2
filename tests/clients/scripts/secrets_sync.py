# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Python SDKs for management and secrets, as their users call them. Prints the JSON that the test looks at."""

import json
import os
import sys
import uuid

from azure.core.exceptions import ResourceNotFoundError
from azure.identity import ClientSecretCredential
from azure.keyvault.secrets import SecretClient
from azure.mgmt.authorization import AuthorizationManagementClient
from azure.mgmt.keyvault import KeyVaultManagementClient
from azure.mgmt.msi import ManagedServiceIdentityClient
from azure.mgmt.resource.resources import ResourceManagementClient

subscription, group, vault = (os.environ[name] for name in ("AZURE_SUBSCRIPTION_ID", "GROUP", "VAULT"))
credential = ClientSecretCredential(*(os.environ[f"AZURE_{name}"] for name in ("TENANT_ID", "CLIENT_ID", "CLIENT_SECRET")))
seen: dict[str, object] = {}

groups = ResourceManagementClient(credential, subscription).resource_groups
groups.create_or_update(group, {"location": "westeurope"})
seen["group"] = groups.check_existence(group)

policy = {
    "tenant_id": os.environ["AZURE_TENANT_ID"],
    "object_id": os.environ["CALLER"],
    "permissions": {"secrets": ["all", "purge"]},
}
vaults = KeyVaultManagementClient(credential, subscription).vaults
properties = {
    "tenantId": policy["tenant_id"],
    "enableRbacAuthorization": False,
    "sku": {"family": "A", "name": "standard"},
    "accessPolicies": [{"tenantId": policy["tenant_id"], "objectId": policy["object_id"], "permissions": policy["permissions"]}],
}
made = vaults.begin_create_or_update(group, vault, {"location": "westeurope", "properties": properties}).result()
seen["state"] = made.properties.provisioning_state

identities = ManagedServiceIdentityClient(credential, subscription)
identity = identities.user_assigned_identities.create_or_update(group, "sdk", {"location": "westeurope"})
trust = {"properties": {"issuer": "https://example.org/", "subject": "one", "audiences": ["api://AzureADTokenExchange"]}}
identities.federated_identity_credentials.create_or_update(group, "sdk", "pipeline", trust)
seen["credentials"] = [one.name for one in identities.federated_identity_credentials.list(group, "sdk")]

roles = AuthorizationManagementClient(credential, subscription)
reader = next(iter(roles.role_definitions.list(made.id, filter="roleName eq 'Reader'"))).id
assignment = {
    "properties": {"roleDefinitionId": reader, "principalId": identity.principal_id, "principalType": "ServicePrincipal"}
}
roles.role_assignments.create(made.id, str(uuid.uuid4()), assignment)
seen["roles"] = len(list(roles.role_assignments.list_for_scope(made.id, filter=f"principalId eq '{identity.principal_id}'")))

secrets = SecretClient(made.properties.vault_uri, credential)
secrets.set_secret("greeting", "one")
secrets.set_secret("greeting", "two", content_type="text/plain", tags={"a": "b"})
seen["value"] = secrets.get_secret("greeting").value
seen["versions"] = len(list(secrets.list_properties_of_secret_versions("greeting")))
secrets.begin_delete_secret("greeting").wait()
try:
    secrets.get_secret("greeting")
except ResourceNotFoundError as error:
    seen["missing"] = error.error.code
secrets.begin_recover_deleted_secret("greeting").wait()
seen["names"] = [one.name for one in secrets.list_properties_of_secrets()]
backup = secrets.backup_secret("greeting")
secrets.begin_delete_secret("greeting").wait()
secrets.purge_deleted_secret("greeting")
json.dump({**seen, "backup": len(backup) > 0}, sys.stdout)
