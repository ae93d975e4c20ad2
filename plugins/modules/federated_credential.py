# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module federated_credential."""

from __future__ import annotations

DOCUMENTATION = r"""
module: federated_credential
short_description: Manage federated credentials of managed identities and app registrations
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lets a user-assigned managed identity or an app registration be used by whoever holds a token of the given issuer and
    subject, without a secret.
  - Issuer and subject must equal the token's claims to the letter; a different case is a difference.
  - Azure refuses concurrent writes under one managed identity. The tasks of one run take turns, and a refused write is tried
    again.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
options:
  name:
    description: Name of the credential - 3 to 120 letters, digits, hyphens and underscores.
    type: str
    required: true
  managed_identity:
    description: Name of the managed identity. One of O(managed_identity) and O(service_principal) is needed.
    type: str
    aliases: [identity_name]
  resource_group:
    description: Resource group of O(managed_identity), needed with it.
    type: str
    aliases: [identity_resource_group]
  service_principal:
    description: App registration whose credential is meant, by its display name or its client id.
    type: str
  issuer:
    description:
      - The C(iss) claim of the tokens. Needed unless O(state=absent).
      - V((known after apply\)) is taken in check mode.
    type: str
  subject:
    description:
      - The C(sub) claim of the tokens. Needed unless O(state=absent).
      - V((known after apply\)) is taken in check mode.
    type: str
  audience:
    description: The C(aud) claim of the tokens.
    type: str
    default: api://AzureADTokenExchange
"""

EXAMPLES = r"""
- name: Let the service connection sign in as the identity
  vaultpipe.azure.federated_credential:
    name: azure-devops
    managed_identity: id-vaultpipe
    resource_group: rg-vaultpipe
    issuer: https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0
    subject: /eid1/c/pub/t/AAAAAAAAAAAAAAAAAAAAAA/a/AAAAAAAAAAAAAAAAAAAAAA/sc/organization-id/connection-id

- name: The same for an app registration
  vaultpipe.azure.federated_credential:
    name: azure-devops
    service_principal: shop-pipeline
    issuer: https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0
    subject: /eid1/c/pub/t/AAAAAAAAAAAAAAAAAAAAAA/a/AAAAAAAAAAAAAAAAAAAAAA/sc/organization-id/connection-id
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode - none, create, update or delete.
  returned: success
  type: str
  sample: create
federated_credential:
  description: The credential; null when absent.
  returned: success
  type: dict
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
      description: Subject of the tokens.
      type: str
    audience:
      description: Audience of the tokens.
      type: str
  sample:
    id: /subscriptions/.../userAssignedIdentities/id-vaultpipe/federatedIdentityCredentials/azure-devops
    name: azure-devops
    managed_identity: id-vaultpipe
    resource_group: rg-vaultpipe
    issuer: https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0
    subject: /eid1/c/pub/t/AAAAAAAAAAAAAAAAAAAAAA/a/AAAAAAAAAAAAAAAAAAAAAA/sc/organization-id/connection-id
    audience: api://AzureADTokenExchange
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.identity.federated_credential import FederatedCredential


def main() -> None:
    run_module(FederatedCredential)


if __name__ == "__main__":
    main()
