# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module service_principal."""

from __future__ import annotations

DOCUMENTATION = r"""
module: service_principal
short_description: Manage app registrations with their service principals
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Makes an app registration for this tenant only (C(AzureADMyOrg)) and its service principal, without any secret.
  - Display names are not unique in Entra. The app registration therefore gets a unique name that follows from its name, by
    which a repeated run finds it again.
  - What this collection makes has the tag V(vaultpipe). An app registration without it is changed only if the signed-in
    identity is one of its owners.
  - The signed-in identity needs the permission C(Application.ReadWrite.OwnedBy) of Microsoft Graph, or the right of users to
    register applications.
  - O(only_managed) looks for federated credentials of the app registration, and for roles in the subscription that somebody else
    gave to its service principal.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
  - vaultpipe.azure.only_managed
  - vaultpipe.azure.only_managed.ignoring
options:
  name:
    description: Display name, of at most 256 characters. One of O(name) and O(app_id) is needed.
    type: str
    aliases: [display_name]
  app_id:
    description:
      - Client id of an existing app registration to adopt. With it O(name) is the display name to have.
      - With O(state=absent) it is deleted, whoever made it.
      - V((known after apply\)) is taken in check mode.
    type: str
  unique_name:
    description:
      - Unique name (C(uniqueName)) of the app registration, which never changes. Set it to give two of them one display name,
        or to rename one.
      - Without it, V(vaultpipe-) and a UUID (version 5, in the namespace of URLs) of C(vaultpipe.azure/service_principal/NAME).
    type: str
  adopt_by_name:
    description:
      - Whether to take an app registration with the display name O(name) that has another unique name, or none.
      - Several with that name are an error.
    type: bool
    default: false
  description:
    description: Description, for the users of the application.
    type: str
  notes:
    description: Notes for those who manage it.
    type: str
  service_management_reference:
    description: Reference to a service in an ITSM database. Some tenants want one.
    type: str
  tags:
    description: The tags, besides V(vaultpipe).
    type: list
    elements: str
  owners:
    description: Object ids of users and service principals that are to be owners of the app registration. No owner is removed.
    type: list
    elements: str
  on_deleted:
    description:
      - What to do when the app registration is soft-deleted, which keeps its app id and unique name for 30 days.
      - V(recover) brings it back, with its service principal and federated credentials.
    type: str
    choices: [recover, fail]
    default: recover
  purge:
    description: With O(state=absent), whether to purge both as well, after an earlier deletion too. There is no way back.
    type: bool
    default: false
  timeout:
    description: Seconds that the directory may take until it knows a new app registration.
    type: int
    default: 180
"""

EXAMPLES = r"""
- name: Make the identity that the pipeline signs in as
  vaultpipe.azure.service_principal:
    name: shop-pipeline
  register: identity

- name: Add an owner to an app registration that somebody else made for us
  vaultpipe.azure.service_principal:
    app_id: 00000000-0000-0000-0000-000000000000
    owners: [11111111-1111-1111-1111-111111111111]

- name: Take it away for good
  vaultpipe.azure.service_principal:
    name: shop-pipeline
    state: absent
    purge: true
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode - none, create, recover, update or delete.
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
service_principal:
  description: Both objects; null when absent.
  returned: success
  type: dict
  contains:
    app_id:
      description: Client id, for service connections.
      type: str
    object_id:
      description: Object id of the app registration; not for access policies and role assignments.
      type: str
    principal_id:
      description: Object id of the service principal, for access policies and role assignments.
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
    app_id: 00000000-0000-0000-0000-000000000000
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
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.identity.service_principal import ServicePrincipal


def main() -> None:
    run_module(ServicePrincipal)


if __name__ == "__main__":
    main()
