# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module devops_service_connection_conversion."""

from __future__ import annotations

DOCUMENTATION = r"""
module: devops_service_connection_conversion
short_description: Convert service connections to workload identity federation with the Entra issuer
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Converts Azure Resource Manager connections that have a stored key, or whose tokens the Azure DevOps issuer signs, which
    retires on 2027-07-01. They stay the same connections, so that pipelines, permissions and checks stay as they are.
  - Of each, the identity gets the new federated credential first. Then the connection is converted, and Azure DevOps signs in
    with it as C(Verify and save) does. Only then the credential of the Azure DevOps issuer is removed.
  - A connection that lost its key and does not pass its verification gets the key back. Azure DevOps keeps it for seven days, and
    this module never removes it from the app registration.
  - What was done before a run was killed is found by the next run, which goes on from there.
  - Without the right to add the credential nothing of the connection is changed, and RV(conversion.connections[].hand_over) says
    what somebody else has to add. The next run then goes on. An identity that cannot be read is handed over, too.
  - Reports applications for many tenants, connections to other clouds and those of other types as out of scope.
  - The subject of the Azure DevOps issuer holds the names of organization, project and connection, so that it stops matching when
    one is renamed. RV(conversion.connections[].reason) says so, and converting mends it.
  - Credentials are read and written on managed identities of O(subscription_id), and on app registrations of the caller's tenant.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.attributes
options:
  project:
    description: Name or id of the project. Without it, all projects of the organization that the signed-in identity sees.
    type: str
  name:
    description: Name of the connection. Without it, all of O(project).
    type: str
  propagation:
    description:
      - Seconds to wait after credentials were added, once for all connections, before a connection is converted, since Entra
        learns of them with a delay.
    type: int
    default: 60
  timeout:
    description: Seconds to wait until Azure DevOps has converted them.
    type: int
    default: 600
  verify_timeout:
    description: Seconds that their sign-in may fail before the task does.
    type: int
    default: 300
seealso:
  - module: vaultpipe.azure.federated_credential
    description: Adds what is handed over.
  - module: vaultpipe.azure.wiring_info
    description: Looks at the whole way from a pipeline to its secrets.
"""

EXAMPLES = r"""
- name: Convert one connection
  vaultpipe.azure.devops_service_connection_conversion:
    project: shop
    name: azure-shop
  register: converted

- name: Say what somebody else has to add
  ansible.builtin.debug:
    msg: "{{ converted.conversion.connections | map(attribute='hand_over') | select }}"
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode - none or convert.
  returned: success
  type: str
  sample: convert
conversion:
  description: The conversion.
  returned: success, and when a connection could not be converted
  type: dict
  contains:
    connections:
      description: Connections to Azure with a key or federation, and others with the Azure DevOps issuer, by project and name.
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
          description: Name of the project, of several the first.
          type: str
        projects:
          description: Names of the projects that share it.
          type: list
          elements: str
        scheme:
          description: Authentication scheme before this task, C(ServicePrincipal) with a key; null where it is not shown.
          type: str
        issuer:
          description: Issuer before this task; null with a key.
          type: str
        subject:
          description: Subject before this task; null with a key.
          type: str
        new_issuer:
          description: Issuer after it was converted; C((known after apply\)) in check mode.
          type: str
        new_subject:
          description: Subject after it was converted, likewise.
          type: str
        identity:
          description: Kind and name of the identity that it signs in as; its client id where the identity cannot be read.
          type: str
        identity_client_id:
          description: Client id of the identity.
          type: str
        days_left:
          description: Days until the Azure DevOps issuer retires; null for connections that it does not concern.
          type: int
        eligible:
          description: Whether there was something to do that this task can do.
          type: bool
        status:
          description:
            - C(converted), of eligible ones also in check mode; C(handed over) when somebody else has to add the credential;
              C(failed); C(blocked) when something stands in the way; or C(out of scope).
          type: str
        reason:
          description: Why it is not converted, or what else to know, in sentences; null for nothing.
          type: str
        reverts_until:
          description: Time until which Azure DevOps can give it its key back; null without one.
          type: str
        verified:
          description: True when it was signed in with; null where nothing was done.
          type: raw
        hand_over:
          description: What somebody with rights to the identity has to add to it; null for nothing.
          type: dict
          contains:
            issuer:
              description: Issuer of the federated credential.
              type: str
            subject:
              description: Subject of the federated credential.
              type: str
            audience:
              description: Audience of the federated credential.
              type: str
            identity:
              description: The identity, as above.
              type: str
            client_id:
              description: Client id of the identity.
              type: str
  sample:
    connections:
      - id: 00000000-0000-0000-0000-000000000000
        name: azure-shop
        project: shop
        projects: [shop]
        scheme: WorkloadIdentityFederation
        issuer: https://vstoken.dev.azure.com/00000000-0000-0000-0000-000000000000
        subject: sc://acme/shop/azure-shop
        new_issuer: https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0
        new_subject: /eid1/c/pub/t/AAAAAAAAAAAAAAAAAAAAAA/a/AAAAAAAAAAAAAAAAAAAAAA/sc/00000000-0000-0000-0000-000000000000/id
        identity: managed identity id-shop
        identity_client_id: 00000000-0000-0000-0000-000000000000
        days_left: 212
        eligible: true
        status: converted
        reason: null
        reverts_until: null
        verified: true
        hand_over: null
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.service_connection.conversion.devops_service_connection_conversion import (
    DevOpsServiceConnectionConversion,
)


def main() -> None:
    run_module(DevOpsServiceConnectionConversion)


if __name__ == "__main__":
    main()
