# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that name a key vault, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  vault_name:
    description:
      - Name of the key vault. One of O(vault_name) and O(vault_uri) is needed.
    type: str
  vault_uri:
    description:
      - Address of the key vault, such as V(https://example.vault.azure.net/).
    type: str
    aliases: [keyvault_uri, vault_url]
"""
