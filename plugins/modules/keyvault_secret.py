# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module keyvault_secret."""

from __future__ import annotations

DOCUMENTATION = r"""
module: keyvault_secret
short_description: Manage secrets of an Azure key vault
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Sets a secret. A new version is made only when the value differs; attributes are changed in place.
  - The value is never returned, logged or shown in a diff.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.tags
  - vaultpipe.azure.vault
  - vaultpipe.azure.attributes
  - vaultpipe.azure.only_managed
requirements:
  - azure-keyvault-secrets
options:
  name:
    description: Name of the secret - letters, digits and hyphens.
    type: str
    required: true
    aliases: [secret_name]
  secret_value:
    description:
      - The value, a text of at most 25 KB. It arrives byte for byte. Needed for a new secret.
      - Without it an existing value stays.
      - What YAML takes for something else than text, such as V(0123) or V(yes), is refused - put it in quotes.
    type: raw
    aliases: [value]
  content_type:
    description: What kind of value it is, such as V(text/plain).
    type: str
  enabled:
    description:
      - Whether the value can be read. A new secret is enabled.
      - A disabled secret does not reveal its value. With V(true) it is enabled and then compared; with V(false) its value is left
        as it is; without this option, giving O(secret_value) for a disabled secret is an error.
    type: bool
  not_before:
    description: Time before which it should not be used, such as V(2027-01-31T12:00:00Z).
    type: str
    aliases: [secret_valid_from]
  expires:
    description:
      - Time after which it should not be used.
      - Null said explicitly, or an empty text, takes the date away, which takes a new version with the same value.
      - A new value whose task does not name it keeps a date that is still to come, and has none if it is past.
    type: str
    aliases: [secret_expiry]
  on_deleted:
    description: What to do when the name belongs to a soft-deleted secret.
    type: str
    choices: [recover, purge, fail]
    default: recover
  purge:
    description: With O(state=absent), whether to purge the secret too, also one that was deleted before.
    type: bool
    default: false
  timeout:
    description: Seconds to wait for a deletion, recovery or purge to take effect.
    type: int
    default: 120
"""

EXAMPLES = r"""
- name: Set the secret
  vaultpipe.azure.keyvault_secret:
    vault_name: kv-vaultpipe
    name: MySecret
    secret_value: "{{ lookup('ansible.builtin.env', 'MY_SECRET') }}"
    content_type: text/plain
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
keyvault_secret:
  description: The secret without its value; null when absent.
  returned: success
  type: dict
  sample:
    id: https://kv-vaultpipe.vault.azure.net/secrets/MySecret/00000000000000000000000000000000
    name: MySecret
    vault_uri: https://kv-vaultpipe.vault.azure.net/
    version: "00000000000000000000000000000000"
    content_type: text/plain
    tags:
      vaultpipe: managed
    enabled: true
    not_before:
    expires:
"""

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.module_entry import run_module
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.secret.keyvault_secret import KeyVaultSecret


def main() -> None:
    run_module(KeyVaultSecret)


if __name__ == "__main__":
    main()
