# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module secret_readers_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: secret_readers_info
short_description: Find out which pipelines can read which secrets
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Follows every way from a pipeline by a service connection and its identity to the secrets of a key vault, in one project or in
    the whole organization, and says what is careless about it. Changes nothing, and reads no secret's value.
  - A pipeline can read what its service connection's identity can, whether or not its file does, since whoever changes the file
    can add a step. So what it may use counts, and what it does use is told beside it.
  - What is refused or does not answer is in RV(unseen), and the rest is looked at all the same. A missing project is an error.
  - Up to 16 requests are under way at once.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.devops
  - vaultpipe.azure.attributes.info
options:
  project:
    description: Name or id of one project. Without it, all projects of the organization that the identity sees.
    type: str
  vault_name:
    description: Name of one key vault. Without it, all vaults of the subscription.
    type: str
seealso:
  - module: vaultpipe.azure.wiring_info
    description: Says whether one pipeline gets its secrets, and what stands in the way.
"""

EXAMPLES = r"""
- name: Find out who can read the secrets of a vault
  vaultpipe.azure.secret_readers_info:
    project: shop
    vault_name: kv-shop
  register: audit

- name: Show what is grave
  ansible.builtin.debug:
    msg: "{{ audit.findings | selectattr('severity', 'eq', 'high') | map(attribute='message') }}"
"""

RETURN = r"""
readers:
  description: The ways to secrets, one for each vault, identity, service connection and project.
  returned: success
  type: list
  elements: dict
  contains:
    vault:
      description: Name of the vault.
      type: str
    secrets:
      description: Names of the secrets that can be read.
      type: list
      elements: str
    by:
      description: C(access policy), or the name of the role that gives the access.
      type: str
    is_conditional:
      description: Whether a condition limits that role; only Azure can tell what it leaves.
      type: bool
    identity:
      description: Kind and name of the identity.
      type: str
    connection:
      description: Name of the service connection in that project.
      type: str
    project:
      description: Name of the project.
      type: str
    all_pipelines:
      description: Whether every pipeline of the project may use the connection.
      type: bool
    pipelines:
      description: Names of the pipelines that may use it.
      type: list
      elements: str
    reading:
      description: Names of those whose steps or variable groups read the vault with it.
      type: list
      elements: str
  sample:
    - vault: kv-shop
      secrets: [ApiKey]
      by: access policy
      is_conditional: false
      identity: managed identity id-shop
      connection: azure-shop
      project: shop
      all_pipelines: false
      pipelines: [shop]
      reading: [shop]
graph:
  description: The same as a graph, also with what leads to no secret.
  returned: success
  type: dict
  contains:
    nodes:
      description:
        - Projects, pipelines, connections, identities, vaults and secrets. Each has C(id), C(kind) and C(name), and what else is
          known.
      type: list
      elements: dict
    edges:
      description:
        - From who reads to what is read, by C(from) and C(to). The C(relation) is C(belongs to), C(may use), C(names),
          C(signs in as), C(has access to) with C(permissions) and C(by), or C(holds).
      type: list
      elements: dict
  sample:
    nodes:
      - {id: "identity:00000000-0000-0000-0000-000000000000", kind: identity, name: managed identity id-shop}
      - {id: "vault:kv-shop", kind: vault, name: kv-shop}
    edges:
      - from: identity:00000000-0000-0000-0000-000000000000
        to: vault:kv-shop
        relation: has access to
        permissions: [get, list]
        by: access policy
findings:
  description: What breaks a guard rail, the gravest first.
  returned: success
  type: list
  elements: dict
  contains:
    rule:
      description: The guard rail, one of RV(rules).
      type: str
    severity:
      description: C(low), C(medium) or C(high).
      type: str
    kind:
      description: C(pipeline), C(connection), C(identity) or C(secret).
      type: str
    name:
      description: Name of the thing; of a secret with its vault in front.
      type: str
    project:
      description: Project of a pipeline or a connection; null for others.
      type: str
    file:
      description: File of a pipeline in its repository; null for others.
      type: str
    message:
      description: A sentence about it.
      type: str
    advice:
      description: A sentence on what to do.
      type: str
    task:
      description:
        - List of tasks of this collection in YAML that mend it, in order; empty where no module does. Words in capitals stand for
          what only you know.
      type: str
  sample:
    - rule: open-to-all-pipelines
      severity: high
      kind: connection
      name: azure-shop
      project: shop
      file:
      message: Every pipeline of shop may use the service connection azure-shop.
      advice: Permit the pipelines that use the connection one by one, and take the permission of all away.
      task: |-
        - vaultpipe.azure.devops_pipeline_permission:
            organization: "https://dev.azure.com/acme"
            project: shop
            resource_type: endpoint
            resource: azure-shop
            all_pipelines: true
            state: absent
rules:
  description: All guard rails.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Name of the guard rail.
      type: str
    severity:
      description: Severity of what breaks it.
      type: str
    title:
      description: A sentence on what is to be so.
      type: str
    advice:
      description: A sentence on what to do where it is not.
      type: str
  sample:
    - id: open-to-all-pipelines
      severity: high
      title: A service connection is open to the pipelines that need it, and to no others.
      advice: Permit the pipelines that use the connection one by one, and take the permission of all away.
unseen:
  description: What could not be looked at, so that nothing is said about it.
  returned: success
  type: list
  elements: dict
  contains:
    what:
      description: The thing.
      type: str
    why:
      description: What stood in the way.
      type: str
  sample:
    - what: secrets of kv-shop
      why: Could not list the secrets of https://kv-shop.vault.azure.net/.
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.wiring.audit.secret_readers_info import SecretReadersInfo


def main() -> None:
    run_module(SecretReadersInfo)


if __name__ == "__main__":
    main()
