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
  - Sets a secret, or with O(secrets) several of one vault. A new version is made only when the value differs; attributes are
    changed in place.
  - The value is never returned, logged or shown in a diff.
extends_documentation_fragment:
  - vaultpipe.azure.auth
  - vaultpipe.azure.tags
  - vaultpipe.azure.vault
  - vaultpipe.azure.state
  - vaultpipe.azure.attributes
  - vaultpipe.azure.only_managed
requirements:
  - azure-keyvault-secrets
options:
  name:
    description: Name of the secret - letters, digits and hyphens. One of O(name) and O(secrets) is needed.
    type: str
    aliases: [secret_name]
  secret_value:
    description:
      - The value, a text of at most 25 KB. It arrives byte for byte. Needed for a new secret.
      - Without it an existing value stays.
      - What YAML takes for something else than text, such as V(0123) or V(yes), is refused - put it in quotes.
    type: raw
    aliases: [value]
  secrets:
    description:
      - Several secrets, in place of O(name) and O(secret_value) - a mapping of names to values, or a list of dictionaries.
      - Sixteen at a time are read and changed, over connections that stay open, and no faster than the vault takes it - 300 new
        versions and 4,000 other requests in ten seconds.
      - Each one is read, since no list tells values and versions. A wrong option of any is an error before the first request.
      - The other options of the task count for all of them. O(content_type), O(enabled), O(not_before), O(expires) and O(tags)
        count for those that do not have their own.
    type: list
    elements: dict
    suboptions:
      name:
        description: Name of the secret.
        type: str
        required: true
        aliases: [secret_name]
      secret_value:
        description: The value, as O(secret_value). Without it an existing value stays.
        type: raw
        aliases: [value]
      content_type:
        description: What kind of value it is.
        type: str
      enabled:
        description: Whether the value can be read, as O(enabled).
        type: bool
      not_before:
        description: Time before which it should not be used.
        type: str
        aliases: [secret_valid_from]
      expires:
        description: Time after which it should not be used. Null said explicitly takes it away, as O(expires).
        type: str
        aliases: [secret_expiry]
      tags:
        description: Tags of the secret, in place of O(tags).
        type: dict
  on_failure:
    description:
      - What happens to the rest of O(secrets) when one fails - those that are not begun stay as they are, or all are tried.
      - The task fails either way, and RV(keyvault_secrets) tells what was done to each.
    type: str
    choices: [stop, continue]
    default: stop
  exclusive:
    description:
      - Disables or deletes all secrets of the vault that carry the mark of this collection, the tag V(vaultpipe), and are not in
        O(secrets). Those of others stay.
      - They are looked up before the first change, which takes the permission to list, and go after all of O(secrets) have
        succeeded.
    type: str
    choices: [disable, delete]
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

- name: Set several secrets
  vaultpipe.azure.keyvault_secret:
    vault_name: kv-vaultpipe
    secrets:
      ApiKey: "{{ lookup('ansible.builtin.env', 'API_KEY') }}"
      MySecret: "{{ lookup('ansible.builtin.env', 'MY_SECRET') }}"

- name: Set several secrets with attributes, and disable what earlier runs have set beside them
  vaultpipe.azure.keyvault_secret:
    vault_name: kv-vaultpipe
    content_type: text/plain
    secrets:
      - name: ApiKey
        secret_value: "{{ lookup('ansible.builtin.env', 'API_KEY') }}"
        expires: "2099-01-31T12:00:00Z"
      - name: MySecret
        secret_value: "{{ lookup('ansible.builtin.env', 'MY_SECRET') }}"
    exclusive: disable
"""

RETURN = r"""
action:
  description: What was done, or would be done in check mode - none, create, recover, update or delete.
  returned: success, with O(name)
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
keyvault_secrets:
  description:
    - What was done to each of O(secrets), in their order, and to those that go by O(exclusive) after them.
    - When the task fails, those that failed have C(failed) and C(msg), and those that were not begun C(skipped).
  returned: with O(secrets), when at least one has been tried
  type: list
  elements: dict
  contains:
    name:
      description: Name of the secret.
      type: str
    changed:
      description: Whether it was changed, or would be in check mode.
      type: bool
    action:
      description: As RV(action).
      type: str
    keyvault_secret:
      description: As RV(keyvault_secret).
      type: dict
  sample:
    - name: MySecret
      changed: true
      action: create
      keyvault_secret:
        id: https://kv-vaultpipe.vault.azure.net/secrets/MySecret/00000000000000000000000000000000
        name: MySecret
        vault_uri: https://kv-vaultpipe.vault.azure.net/
        version: "00000000000000000000000000000000"
        content_type:
        tags:
          vaultpipe: managed
        enabled: true
        not_before:
        expires:
keyvault_secret:
  description: The secret without its value; null when absent.
  returned: success, with O(name)
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
from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.key_vault.secret.keyvault_secret import KeyVaultSecret


def main() -> None:
    run_module(KeyVaultSecret)


if __name__ == "__main__":
    main()
