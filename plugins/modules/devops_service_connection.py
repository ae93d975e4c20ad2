# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_service_connection."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_service_connection
short_description: Manage service connections to Azure without a stored credential
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Makes an Azure Resource Manager connection with workload identity federation, and waits until it is ready.
  - Azure DevOps makes issuer and subject. Give both to M(vaultpipe.azure.federated_credential) as they are returned.
  - Connections that are not ready or have failed are found too, so that none is made twice.
  - Only what is given is compared. A connection to another service, or with another scheme, is an error.
  - A new connection's description ends with the mark of this collection, which the result does not show.
  - What Azure DevOps does not show to this identity, for instance because it has the role Reader only, is not compared, and a
    warning says so. Changing anything else is refused then, since it would erase what is not shown.
  - Azure DevOps does not delete a connection while its identity has the federated credential that trusts it. Remove that first
    (M(vaultpipe.azure.federated_credential)); the module waits until Entra has forgotten it.
  - O(only_managed) looks for pipelines that may use the connection, and for variable groups that read their vault through it, in
    O(project) and in those of O(shared_with). Another project that shares the connection counts as using it.
  - Whom the connection signs in as is O(managed_identity), O(service_principal) or O(identity_client_id); O(client_id) and
    O(tenant) are about the task's own sign-in.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
  - vaultpipe.azure.only_managed
  - vaultpipe.azure.only_managed.ignoring
options:
  project:
    description: Name or id of the project.
    type: str
    required: true
  name:
    description: Name of the connection. One of O(name) and O(id) is needed. With O(id) it is the name to have.
    type: str
  id:
    description: Id of an existing connection.
    type: str
  new_name:
    description:
      - Name to give to the connection.
      - With the old issuer (C(vstoken.dev.azure.com)) the subject changes with the name.
    type: str
  description:
    description: Description.
    type: str
  service_management_reference:
    description: Reference to an ITSM database.
    type: str
  managed_identity:
    description: Name of the user-assigned managed identity that pipelines sign in as.
    type: str
  identity_resource_group:
    description: Resource group of O(managed_identity). Without it, the subscription is searched.
    type: str
  identity_subscription_id:
    description:
      - Subscription that holds O(managed_identity), by its GUID or its name, where it is another than that of the connection.
    type: str
  service_principal:
    description: App registration that pipelines sign in as, by its display name or its client id.
    type: str
  identity_client_id:
    description: Client id of the application or managed identity that pipelines sign in as; not its object id.
    type: str
    aliases: [service_principal_id]
  identity_tenant_id:
    description: Tenant of O(identity_client_id). Without it, the subscription's tenant.
    type: str
  subscription_id:
    description:
      - Name or GUID of the subscription that the connection leads to, and that O(managed_identity) is in.
      - A new connection needs it. The environment variable is E(AZURE_SUBSCRIPTION_ID).
    type: str
  subscription_name:
    description: Name of O(subscription_id). Without it, it is looked up in Azure.
    type: str
  resource_group:
    description:
      - Resource group that the connection is limited to. A new connection without it has the whole subscription.
      - An empty text gives an existing connection the whole subscription.
    type: str
  shared_with:
    description:
      - Names or ids of other projects that get the connection as well, under the same name. A project that has it already and is
        not listed keeps it.
      - With O(state=absent), projects that it is taken from together with O(project). It stays in those that are not listed. To
        take it from one of them alone, name that one as O(project).
      - Azure DevOps shares no variable groups; a project that shares the connection needs a variable group of its own.
    type: list
    elements: str
    default: []
  timeout:
    description: Seconds to wait until the connection is ready, shared, or gone.
    type: int
    default: 120
  verify:
    description:
      - Whether to test the connection as C(Verify and save) in the portal does. It writes nothing.
      - The test needs the federated credential, and a role such as Reader at the connection's scope.
      - Azure learns of both with a delay. The module looks whether both are there, and does not wait for what cannot come; of
        O(identity_client_id) it can do so for an application only.
      - In check mode nothing is tested.
    type: bool
    default: false
  verify_timeout:
    description: Seconds that the test may fail before the task does.
    type: int
    default: 300
"""

EXAMPLES = r"""
- name: Make the connection
  vaultpipe.azure.devops_service_connection:
    project: shop
    name: azure-shop
    managed_identity: id-shop
    identity_resource_group: rg-shop
  register: connection

- name: Trust it
  vaultpipe.azure.federated_credential:
    name: azure-shop
    managed_identity: id-shop
    resource_group: rg-shop
    issuer: "{{ connection.service_connection.issuer }}"
    subject: "{{ connection.service_connection.subject }}"

- name: Let the identity see the subscription
  vaultpipe.azure.role_assignment:
    role: Reader
    managed_identity: id-shop

- name: Verify the connection
  vaultpipe.azure.devops_service_connection:
    project: shop
    name: azure-shop
    managed_identity: id-shop
    verify: true

- name: Share it with another project
  vaultpipe.azure.devops_service_connection:
    project: shop
    name: azure-shop
    shared_with: [vaultpipe-demo]

- name: Rename it
  vaultpipe.azure.devops_service_connection:
    project: shop
    name: azure-shop
    new_name: azure-web
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode - none, create, update or delete.
  returned: success
  type: str
  sample: create
kept_because:
  description: Why it stays, in sentences; empty when it does not.
  returned: success, with O(only_managed)
  type: list
  elements: str
  sample: []
left:
  description: Deprecated, the same as RV(kept_because) under its old name. It goes with version 1.0.0.
  returned: success, with O(only_managed)
  type: list
  elements: str
  sample: []
service_connection:
  description:
    - The connection; null when absent. A field that the service does not show to this identity is null.
  returned: success
  type: dict
  contains:
    id:
      description: Id; C((known after apply\)) for a new connection in check mode.
      type: str
    name:
      description: Name in the project.
      type: str
    project:
      description: The project, as given.
      type: str
    description:
      description: Description.
      type: str
    service_management_reference:
      description: Reference to an ITSM database.
      type: str
    identity_client_id:
      description: Client id that pipelines sign in with.
      type: str
    identity_tenant_id:
      description: Tenant of that identity.
      type: str
    subscription_id:
      description: Subscription that the connection leads to.
      type: str
    subscription_name:
      description: Name of the subscription.
      type: str
    resource_group:
      description: Resource group that it is limited to; empty for the whole subscription.
      type: str
    scope:
      description: Resource id of the subscription or resource group that the connection is for.
      type: str
    issuer:
      description: Issuer for the federated credential; C((known after apply\)) for a new connection in check mode.
      type: str
    subject:
      description: Subject for the federated credential, likewise.
      type: str
    url:
      description: Address of Azure Resource Manager.
      type: str
    shared_with:
      description: Names of other projects that have it.
      type: list
      elements: str
    ready:
      description: Whether pipelines can use it.
      type: bool
    verified:
      description: True when O(verify) was asked for and succeeded; C((known after apply\)) in check mode, null without it.
      type: raw
  sample:
    id: 00000000-0000-0000-0000-000000000000
    name: azure-shop
    project: shop
    description: ""
    service_management_reference: ""
    identity_client_id: 00000000-0000-0000-0000-000000000000
    identity_tenant_id: 00000000-0000-0000-0000-000000000000
    subscription_id: 00000000-0000-0000-0000-000000000000
    subscription_name: Shop
    resource_group: ""
    scope: /subscriptions/00000000-0000-0000-0000-000000000000
    issuer: https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0
    subject: /eid1/c/pub/t/AAAAAAAAAAAAAAAAAAAAAA/a/AAAAAAAAAAAAAAAAAAAAAA/sc/00000000-0000-0000-0000-000000000000/id
    url: https://management.azure.com/
    shared_with: []
    ready: true
    verified: true
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.service_connection.devops_service_connection import (
    DevOpsServiceConnection,
)


def main() -> None:
    run_module(DevOpsServiceConnection)


if __name__ == "__main__":
    main()
