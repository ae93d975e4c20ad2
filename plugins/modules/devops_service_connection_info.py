# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_service_connection_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_service_connection_info
short_description: List service connections to Azure without a stored credential
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the Azure Resource Manager connections with workload identity federation that a project has, or finds one by its name.
  - Those that are not ready, or have failed, are listed too. Connections of other types or with other schemes are not.
  - What is named like an option of M(vaultpipe.azure.devops_service_connection) has its value, and can be given back to it.
  - A missing right, project or organization is an error, never an empty list.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.attributes.info
options:
  project:
    description: Name or id of the project.
    type: str
    required: true
  name:
    description: Name of one connection.
    type: str
seealso:
  - module: vaultpipe.azure.devops_service_connection
"""

EXAMPLES = r"""
- name: Read a connection
  vaultpipe.azure.devops_service_connection_info:
    project: shop
    name: azure-shop
  register: found

- name: Trust it
  vaultpipe.azure.federated_credential:
    name: azure-shop
    managed_identity: id-shop
    resource_group: rg-shop
    issuer: "{{ found.service_connections[0].issuer }}"
    subject: "{{ found.service_connections[0].subject }}"
"""

RETURN = r"""
service_connections:
  description:
    - The connections, each as M(vaultpipe.azure.devops_service_connection) returns it, but for C(verified); empty when there
      is none.
    - A field that the service does not show to this identity is null.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Id.
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
      description: Issuer for the federated credential.
      type: str
    subject:
      description: Subject for the federated credential.
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
  sample:
    - id: 00000000-0000-0000-0000-000000000000
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
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.service_connection.devops_service_connection_info import (
    DevOpsServiceConnectionInfo,
)


def main() -> None:
    run_module(DevOpsServiceConnectionInfo)


if __name__ == "__main__":
    main()
