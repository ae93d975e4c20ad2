# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module wiring_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: wiring_info
short_description: Look at every link from a pipeline to its secrets
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Looks at each link by which a pipeline gets secrets from a key vault without a stored credential, and says of each whether
    it is right, broken or could not be looked at. Changes nothing, and reads no secret's value.
  - For a broken link it gives the tasks of this collection and the commands of C(az) that mend it.
  - A look that is refused or fails is V(unknown), and names the right that is missing. A link that can be told only with another
    one, such as the credential of an identity that is not there, is V(unknown) too, so that only the cause is V(broken).
  - A missing project is an error.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.attributes.info
options:
  project:
    description: Name or id of the project.
    type: str
    required: true
  pipeline:
    description: Name or number of the pipeline.
    type: str
    required: true
  folder:
    description: Folder of the pipeline. Without it O(pipeline) is looked for in all folders.
    type: str
  repository:
    description: Repository of the pipeline, which the remedy for a missing pipeline names. Without it, the project's own.
    type: str
  yaml_path:
    description: Path of the pipeline's file, which the remedy for a missing pipeline names.
    type: str
  service_connection:
    description: Name or id of the service connection that the pipeline reads the vault with.
    type: str
    required: true
  variable_group:
    description: Name of the variable group that the pipeline reads the vault through, if it does.
    type: str
  managed_identity:
    description:
      - Name of the managed identity that the connection should sign in as.
      - Without O(managed_identity) and O(service_principal), the identity that the connection has is taken for the right one.
    type: str
  identity_resource_group:
    description: Resource group of O(managed_identity). Without it, the subscription is searched.
    type: str
  service_principal:
    description: App registration that the connection should sign in as, by its display name or its client id.
    type: str
  vault_name:
    description: Name of the key vault.
    type: str
    required: true
  resource_group:
    description: Resource group of the key vault. Without it, the subscription is searched.
    type: str
  secrets:
    description: Names of the secrets that the pipeline reads.
    type: list
    elements: str
    required: true
seealso:
  - module: vaultpipe.azure.devops_service_connection
    description: Its option O(vaultpipe.azure.devops_service_connection#module:verify) lets Azure DevOps sign in.
"""

EXAMPLES = r"""
- name: Look at the wiring
  vaultpipe.azure.wiring_info:
    project: shop
    pipeline: shop
    service_connection: azure-shop
    vault_name: kv-shop
    secrets: [ApiKey]
  register: wiring

- name: Say what is broken
  ansible.builtin.debug:
    msg: "{{ wiring.links | selectattr('status', 'eq', 'broken') | map(attribute='fact') }}"
"""

RETURN = r"""
links:
  description: The links, in the order from the pipeline to its secrets.
  returned: success
  type: list
  elements: dict
  contains:
    name:
      description:
        - The link - C(pipeline), C(connection), C(permission) of the pipeline to use the connection, C(variable group) and
          C(variable group permission) where there is one, C(identity), C(credential), C(role), C(vault), C(network),
          C(access) to the secrets, and C(secret) with the name of each.
      type: str
    status:
      description: C(ok), C(broken) or C(unknown).
      type: str
    fact:
      description: A sentence about it, for C(unknown) with what stood in the way.
      type: str
    remedy:
      description: What mends a broken link; null for others. Words in capitals stand for what only you know.
      type: dict
      contains:
        task:
          description: List of tasks of this collection in YAML; empty where no module does it.
          type: str
        az:
          description: Lines for a shell.
          type: str
    thing:
      description: Name of the thing that the link leads to; null for what is between two things.
      type: str
    until:
      description: Date, or date and time, at which a right link ends, such as a secret's expiry; null where no end is known.
      type: str
  sample:
    - name: role
      status: broken
      thing: null
      until: null
      fact: id-shop has no role that lets it read /subscriptions/00000000-0000-0000-0000-000000000000.
      remedy:
        task: |-
          - vaultpipe.azure.role_assignment:
              role: Reader
              scope: "/subscriptions/00000000-0000-0000-0000-000000000000"
              managed_identity: id-shop
              identity_resource_group: rg-shop
        az: >-
          az role assignment create --role Reader --scope /subscriptions/00000000-0000-0000-0000-000000000000
          --assignee-object-id 11111111-1111-1111-1111-111111111111 --assignee-principal-type ServicePrincipal
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.wiring.wiring_info import WiringInfo


def main() -> None:
    run_module(WiringInfo)


if __name__ == "__main__":
    main()
