# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module federated_credential_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: federated_credential_info
short_description: List federated credentials of a managed identity or an app registration
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the federated credentials of a user-assigned managed identity or an app registration, or finds one by its name.
  - What is named like an option of M(vaultpipe.azure.federated_credential) has its value, and can be given back to it.
  - A missing right is an error, never an empty list.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.attributes.info
options:
  managed_identity:
    description: Name of the managed identity. One of O(managed_identity) and O(service_principal) is needed.
    type: str
    aliases: [identity_name]
  resource_group:
    description: Resource group of O(managed_identity), needed with it.
    type: str
    aliases: [identity_resource_group]
  service_principal:
    description: App registration whose credentials are meant, by its display name or its client id.
    type: str
  name:
    description: Name of one credential.
    type: str
seealso:
  - module: vaultpipe.azure.federated_credential
"""

EXAMPLES = r"""
- name: See whom the identity trusts
  vaultpipe.azure.federated_credential_info:
    managed_identity: id-shop
    resource_group: rg-shop
  register: trusted

- name: Remove those of the old issuer
  vaultpipe.azure.federated_credential:
    managed_identity: "{{ item.managed_identity }}"
    resource_group: "{{ item.resource_group }}"
    name: "{{ item.name }}"
    state: absent
  loop: "{{ trusted.federated_credentials }}"
  loop_control:
    label: "{{ item.name }}"
  when: item.issuer is match('https://vstoken.dev.azure.com/')
"""

RETURN = r"""
federated_credentials:
  description: The credentials, each as M(vaultpipe.azure.federated_credential) returns it; empty when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Resource id.
      type: str
    name:
      description: Name.
      type: str
    managed_identity:
      description: The managed identity, as given. Not with O(service_principal).
      type: str
    resource_group:
      description: Resource group of the managed identity, as given. Not with O(service_principal).
      type: str
    service_principal:
      description: The app registration, as given. Only with O(service_principal).
      type: str
    issuer:
      description: Issuer of the tokens.
      type: str
    subject:
      description: Subject of the tokens; null where a flexible credential has an expression in its place.
      type: str
    audience:
      description: Audience of the tokens.
      type: str
  sample:
    - id: /subscriptions/.../userAssignedIdentities/id-shop/federatedIdentityCredentials/azure-shop
      name: azure-shop
      managed_identity: id-shop
      resource_group: rg-shop
      issuer: https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0
      subject: /eid1/c/pub/t/AAAAAAAAAAAAAAAAAAAAAA/a/AAAAAAAAAAAAAAAAAAAAAA/sc/organization-id/connection-id
      audience: api://AzureADTokenExchange
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.identity.federated_credential_info import (
    FederatedCredentialInfo,
)


def main() -> None:
    run_module(FederatedCredentialInfo)


if __name__ == "__main__":
    main()
