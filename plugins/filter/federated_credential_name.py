# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter federated_credential_name."""

from __future__ import annotations

DOCUMENTATION = r"""
name: federated_credential_name
short_description: Name of the federated credential of a service connection
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Gives the connection's own name where a federated credential may have it, else one that follows from it.
  - Two connections never share one.
options:
  _input:
    description: Name of the service connection.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Which trust belongs to a connection
  ansible.builtin.debug:
    msg: "{{ 'shop & co' | vaultpipe.azure.federated_credential_name }}"
"""

RETURN = r"""
_value:
  description: The name.
  type: str
  sample: shop-co-7f83b165
"""

import typing as t

from ..module_utils.resources.identity.credential_name import federated_credential_name


class FilterModule:
    def filters(self) -> dict[str, t.Any]:
        return {"federated_credential_name": federated_credential_name}
