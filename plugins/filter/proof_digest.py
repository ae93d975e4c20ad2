# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter proof_digest."""

from __future__ import annotations

DOCUMENTATION = r"""
name: proof_digest
short_description: Digest by which a pipeline proves that it got a value
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Gives HMAC-SHA256 of a value under a key, both as UTF-8.
  - Without the key nobody can try values against the digest, however weak they are.
positional: _input, key
options:
  _input:
    description: The value.
    type: str
    required: true
  key:
    description: The key.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Compare what the pipeline published
  ansible.builtin.assert:
    that: published == value | vaultpipe.azure.proof_digest(key)
    quiet: true
  no_log: true
"""

RETURN = r"""
_value:
  description: The digest, 64 hexadecimal digits.
  type: str
"""

import hashlib
import hmac
import typing as t


def proof_digest(value: str, key: str) -> str:
    return hmac.new(key.encode(), value.encode(), hashlib.sha256).hexdigest()


class FilterModule:
    def filters(self) -> dict[str, t.Any]:
        return {"proof_digest": proof_digest}
