# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module keyvault_secret_rotation."""

from __future__ import annotations

DOCUMENTATION = r"""
module: keyvault_secret_rotation
short_description: Rotate secrets of an Azure key vault in two phases
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Begins a rotation with a new version of the secret, and finishes it by disabling the versions before.
  - Between the two whoever uses the secret is tried with the new value. Until the rotation is finished, the versions before stay
    enabled, and the new one carries the tag C(vaultpipe-rotation), by which the next run knows that a rotation is under way.
  - The playbook C(vaultpipe.azure.rotate) runs the pipeline and proves the value between the two.
  - The value is never returned, logged or shown in a diff.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.vault
  - vaultpipe.azure.attributes
requirements:
  - azure-keyvault-secrets
options:
  name:
    description: Name of the secret, which must be there.
    type: str
    required: true
    aliases: [secret_name]
  phase:
    description:
      - V(begin) writes the new version where one is due. Its content type and tags are those of the version before.
      - V(finish) disables all versions before the new one, if a rotation is under way. It looks at no value.
    type: str
    choices: [begin, finish]
    required: true
  secret_value:
    description:
      - The new value. It is due when it differs from the newest version's.
      - With O(phase=begin) this or O(generate) is needed.
    type: raw
    aliases: [value]
  generate:
    description:
      - Has a random value generated, when the newest version is old enough by O(min_age_days) and no rotation is under way.
      - Nobody is told the value; the lookup P(vaultpipe.azure.keyvault_secret#lookup) reads it from the vault.
    type: dict
    suboptions:
      length:
        description: Number of characters, at least 8.
        type: int
        default: 32
      characters:
        description: The characters to choose from, of printable ASCII.
        type: str
        default: abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789
  min_age_days:
    description: With O(generate), days that the newest version must have reached. V(0) makes a new version each time.
    type: int
    default: 30
  valid_days:
    description: Days after which the new version expires. Without it the new version has no expiry date.
    type: int
  version:
    description: With O(phase=finish), the version that was tried. Where the newest is another one by now, nothing is disabled.
    type: str
seealso:
  - module: vaultpipe.azure.keyvault_secret
"""

EXAMPLES = r"""
- name: Give the secret a new random value, unless it is younger than 90 days
  vaultpipe.azure.keyvault_secret_rotation:
    vault_name: kv-shop
    name: ApiKey
    phase: begin
    generate:
      length: 40
    min_age_days: 90
    valid_days: 120
  register: begun

- name: Give the secret a value that somebody else has made
  vaultpipe.azure.keyvault_secret_rotation:
    vault_name: kv-shop
    name: ApiKey
    phase: begin
    secret_value: "{{ lookup('ansible.builtin.env', 'MY_SECRET') }}"

- name: Disable the old values, now that the new one is in use
  vaultpipe.azure.keyvault_secret_rotation:
    vault_name: kv-shop
    name: ApiKey
    phase: finish
    version: "{{ begun.keyvault_secret_rotation.version }}"
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode - none, begin or finish.
  returned: success
  type: str
  sample: begin
keyvault_secret_rotation:
  description: The secret's versions after it, without their values.
  returned: success
  type: dict
  contains:
    id:
      description: Address of the newest version.
      type: str
      returned: success
    name:
      description: Name of the secret.
      type: str
      returned: success
    vault_uri:
      description: Address of the vault.
      type: str
      returned: success
    version:
      description: The newest version.
      type: str
      returned: success
    expires:
      description: Time after which the newest version should not be used, or null.
      type: str
      returned: success
    pending:
      description: Whether a rotation is under way, so that the versions before are still enabled.
      type: bool
      returned: success
    enabled_before:
      description: Older versions that are still enabled, in the order of their names.
      type: list
      elements: str
      returned: success
  sample:
    id: https://kv-shop.vault.azure.net/secrets/ApiKey/00000000000000000000000000000000
    name: ApiKey
    vault_uri: https://kv-shop.vault.azure.net/
    version: "00000000000000000000000000000000"
    expires: "2027-01-31T12:00:00Z"
    pending: true
    enabled_before: ["11111111111111111111111111111111"]
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.key_vault.secret.keyvault_secret_rotation import (
    KeyVaultSecretRotation,
)


def main() -> None:
    run_module(KeyVaultSecretRotation)


if __name__ == "__main__":
    main()
