# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup variable_faults."""

from __future__ import annotations

DOCUMENTATION = r"""
name: variable_faults
short_description: Find what is wrong with the variables of the playbooks
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Looks at the variables of the playbooks, such as V(vaultpipe.azure.setup), and returns a sentence for each fault that can be
    seen without a request.
  - A secret is looked at as it was written, before Ansible makes anything of it. No sentence tells it.
options:
  _terms:
    description:
      - Variables as an argument specification has them, by name. Those after the first describe variables that are known and not
        looked at.
    type: list
    elements: dict
    required: true
"""

EXAMPLES = r"""
- name: Check one name
  ansible.builtin.assert:
    that: faults | length == 0
    fail_msg: "{{ faults | join(' ') }}"
    quiet: true
  vars:
    faults: "{{ query('vaultpipe.azure.variable_faults', {'vaultpipe_vault_name': {'type': 'str'}}) }}"
"""

RETURN = r"""
_raw:
  description: The sentences.
  type: list
  elements: str
"""

import typing as t

from ansible.errors import AnsibleError
from ansible.plugins.lookup import LookupBase

from ..plugin_utils import given_names, given_text


class LookupModule(LookupBase):
    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[str]:
        given = variables or {}
        described: dict[str, t.Any] = terms[0]
        secrets = [name for name, rules in described.items() if rules.get("no_log") and name in given]
        faults = [given_text.fault(name, given[name], self._templar.template) for name in secrets]
        names = {name: self._evaluated(given[name]) for name in described if name in given and name not in secrets}
        faults += given_names.unknown_names(given, [name for term in terms for name in term])
        faults += given_names.left_to_fill_in(names) + given_names.broken_rules(names)
        return [fault for fault in faults if fault]

    def _evaluated(self, value: t.Any) -> t.Any:
        """None where Ansible cannot; it tells why when the variable is used."""
        try:
            return self._templar.template(value)
        except AnsibleError:
            return None
