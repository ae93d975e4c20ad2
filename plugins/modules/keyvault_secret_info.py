# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module keyvault_secret_info."""

from __future__ import annotations

DOCUMENTATION = r"""
module: keyvault_secret_info
short_description: List secrets of an Azure key vault
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Lists the secrets of a key vault, or finds one by its name.
  - Values are read and returned only with O(values=true). Set C(no_log) on such a task.
  - What is named like an option of M(vaultpipe.azure.keyvault_secret) has its value, and can be given back to it.
  - A missing right, or a vault that does not answer, is an error, never an empty list. Soft-deleted secrets are not listed.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.vault
  - vaultpipe.azure.attributes.info
requirements:
  - azure-keyvault-secrets
options:
  name:
    description: Name of one secret. Without it all are listed, also those that belong to certificates.
    type: str
    aliases: [secret_name]
  values:
    description:
      - Whether to return values too.
      - It takes the permission C(get), and one request for each enabled secret. Without it C(list) is enough.
    type: bool
    default: false
  deleted:
    description:
      - Whether to return soft-deleted secrets instead, without values.
      - Each also has C(recovery_level), which holds C(Purgeable) if the vault lets it be purged.
    type: bool
    default: false
seealso:
  - module: vaultpipe.azure.keyvault_secret
  - plugin: vaultpipe.azure.keyvault_secret
    plugin_type: lookup
"""

EXAMPLES = r"""
- name: See when secrets expire
  vaultpipe.azure.keyvault_secret_info:
    vault_name: kv-shop
  register: shop

- name: Read one with its value
  vaultpipe.azure.keyvault_secret_info:
    vault_name: kv-shop
    name: ShopToken
    values: true
  register: token
  no_log: true

- name: Copy it to another vault
  vaultpipe.azure.keyvault_secret:
    vault_name: kv-shop-test
    name: "{{ token.keyvault_secrets[0].name }}"
    secret_value: "{{ token.keyvault_secrets[0].secret_value }}"
    content_type: "{{ token.keyvault_secrets[0].content_type }}"
"""

RETURN = r"""
keyvault_secrets:
  description: The secrets, each as M(vaultpipe.azure.keyvault_secret) returns it; empty when there is none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: Address of the version, or of the secret where the version is not known.
      type: str
    name:
      description: Name.
      type: str
    vault_uri:
      description: Address of the vault.
      type: str
    version:
      description: The newest version. The service does not tell it in a list of all secrets; then it is null.
      type: str
    content_type:
      description: What kind of value it is.
      type: str
    tags:
      description: Tags.
      type: dict
    enabled:
      description: Whether the value can be read.
      type: bool
    not_before:
      description: Time before which it should not be used.
      type: str
    expires:
      description: Time after which it should not be used.
      type: str
    secret_value:
      description: The value; null when the secret is disabled.
      returned: with O(values=true)
      type: str
  sample:
    - id: https://kv-shop.vault.azure.net/secrets/ShopToken/00000000000000000000000000000000
      name: ShopToken
      vault_uri: https://kv-shop.vault.azure.net/
      version: "00000000000000000000000000000000"
      content_type: text/plain
      tags: {}
      enabled: true
      not_before:
      expires: "2027-01-31T12:00:00Z"
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.key_vault.secret.keyvault_secret_info import (
    KeyVaultSecretInfo,
)


def main() -> None:
    run_module(KeyVaultSecretInfo)


if __name__ == "__main__":
    main()
