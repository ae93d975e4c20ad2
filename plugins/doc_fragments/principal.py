# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that name who gets access, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  object_id:
    description:
      - Object id of the principal - of a service principal, not of its application, and not a client id. Azure does not check it,
        so that a wrong id is given the right without an error.
      - One of O(object_id), O(managed_identity), O(service_principal) and O(entra_group) is needed.
    type: str
    aliases: [principal_id, assignee_object_id]
  managed_identity:
    description:
      - Name of a user-assigned managed identity, whose principal is meant.
    type: str
  service_principal:
    description:
      - App registration whose service principal is meant, by its display name or its client id.
    type: str
  entra_group:
    description:
      - Group of the Entra directory, by its display name or its object id. All of its members get the access, also those who join
        later.
      - By name it is looked up in Microsoft Graph, which takes C(GroupMember.Read.All). An object id is taken as it is.
    type: str
  identity_resource_group:
    description:
      - Resource group of O(managed_identity). Without it the identity is looked up in the subscription by its name.
    type: str
  identity_subscription_id:
    description:
      - Subscription that holds O(managed_identity), by its GUID or its name, where it is another than that of the vault or the
        scope.
    type: str
"""
