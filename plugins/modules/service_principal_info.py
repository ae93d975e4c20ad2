# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module service_principal_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: service_principal_info
short_description: List app registrations with their service principals
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the app registrations of the tenant with their service principals, or finds those of one display name, which need not
    be unique.
  - The fields are those of M(vaultpipe.azure.service_principal); give RV(service_principals[].app_id) back to it as
    O(vaultpipe.azure.service_principal#module:app_id).
  - Soft-deleted app registrations are not listed. Neither are service principals without an app registration in this tenant.
  - A missing right is an error, never an empty list.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.attributes.info
options:
  name:
    description: Display name of the app registrations.
    type: str
    aliases: [display_name]
  app_id:
    description: Client id of one app registration.
    type: str
  owners:
    description: Whether to return the owners too, which takes a request for each app registration.
    type: bool
    default: false
seealso:
  - module: vaultpipe.azure.service_principal
  - module: vaultpipe.azure.federated_credential_info
"""

EXAMPLES = r"""
- name: Read one by its name
  vaultpipe.azure.service_principal_info:
    name: shop-pipeline
    owners: true
  register: shop

- name: Show who owns it
  ansible.builtin.debug:
    msg: "{{ shop.service_principals | map(attribute='owners') }}"

- name: Read one by its client id
  vaultpipe.azure.service_principal_info:
    app_id: 11111111-2222-3333-4444-555555555555

- name: Read all app registrations of the tenant
  vaultpipe.azure.service_principal_info:
  register: tenant

- name: Name those that this collection made
  ansible.builtin.debug:
    msg: "{{ tenant.service_principals | selectattr('tags', 'contains', 'vaultpipe') | map(attribute='display_name') }}"
"""

RETURN = r"""
service_principals:
  description: The app registrations with their service principals; empty when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    app_id:
      description: Client id, for service connections.
      type: str
    object_id:
      description: Object id of the app registration; not for access policies and role assignments.
      type: str
    principal_id:
      description: Object id of the service principal, for access policies and role assignments; null without one.
      type: str
    tenant_id:
      description: Tenant that it belongs to.
      type: str
    display_name:
      description: Display name.
      type: str
    unique_name:
      description: Unique name; null when it has none.
      type: str
    sign_in_audience:
      description: Who can sign in; V(AzureADMyOrg) is this tenant only.
      type: str
    description:
      description: Description.
      type: str
    notes:
      description: Notes.
      type: str
    service_management_reference:
      description: Reference to a service in an ITSM database.
      type: str
    tags:
      description: Tags, sorted.
      type: list
      elements: str
    owners:
      description: Object ids of the owners; null without O(owners).
      type: list
      elements: str
  sample:
    - app_id: 00000000-0000-0000-0000-000000000000
      object_id: 11111111-1111-1111-1111-111111111111
      principal_id: 22222222-2222-2222-2222-222222222222
      tenant_id: 33333333-3333-3333-3333-333333333333
      display_name: shop-pipeline
      unique_name: vaultpipe-44444444-4444-5444-8444-444444444444
      sign_in_audience: AzureADMyOrg
      description: ""
      notes: ""
      service_management_reference: ""
      tags: [vaultpipe]
      owners: null
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.identity.service_principal_info import (
    ServicePrincipalInfo,
)


def main() -> None:
    run_module(ServicePrincipalInfo)


if __name__ == "__main__":
    main()
