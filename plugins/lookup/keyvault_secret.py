# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup keyvault_secret."""

from __future__ import annotations

DOCUMENTATION = r"""
name: keyvault_secret
short_description: Read secrets of an Azure key vault
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Returns the values of secrets, by one request for each.
  - Tasks and lookups of one run of ansible-playbook share their tokens.
  - A secret that is not there, is disabled or may not be read is an error that names it.
extends_documentation_fragment:
  - vaultpipe.azure.lookup_auth
  - vaultpipe.azure.vault
requirements:
  - azure-keyvault-secrets
options:
  _terms:
    description:
      - Names of secrets, such as V(MySecret), or names and versions, such as V(MySecret/0123456789abcdef0123456789abcdef).
      - Without a version the newest one is read.
    type: list
    elements: str
    required: true
notes:
  - A lookup runs in the controller, each time its expression is evaluated. A variable that holds one asks the vault each time
    it is used; M(ansible.builtin.set_fact) asks once.
  - Set C(no_log) on tasks that would show the value.
  - C(environment) of a task does not reach its lookups. The variables in the descriptions of the options are those that
    ansible-playbook was started with.
  - C(module_defaults) do not reach lookups. Set options once for all of them by the variables or in the section
    C([vaultpipe_azure]) of C(ansible.cfg).
seealso:
  - module: vaultpipe.azure.keyvault_secret_info
"""

EXAMPLES = r"""
- name: Use a secret
  ansible.builtin.uri:
    url: https://shop.example.com/health
    headers:
      Authorization: "Bearer {{ lookup('vaultpipe.azure.keyvault_secret', 'ShopToken', vault_name='kv-shop') }}"
  no_log: true

- name: Use two, one of them in a certain version
  ansible.builtin.set_fact:
    login:
      user: "{{ both[0] }}"
      password: "{{ both[1] }}"
  vars:
    password: Password/0123456789abcdef0123456789abcdef
    both: "{{ query('vaultpipe.azure.keyvault_secret', 'User', password, vault_name='kv-shop') }}"
  no_log: true
"""

RETURN = r"""
_raw:
  description: The values, in the order of the terms.
  type: list
  elements: str
"""

import contextlib
import os
import typing as t

from ansible import constants
from ansible.errors import AnsibleLookupError
from ansible.module_utils.errors import UnsupportedError
from ansible.plugins.lookup import LookupBase

from ..module_utils.clients.context import TaskContext
from ..module_utils.engine.attempt import failure_result, prepare
from ..module_utils.progress import Reporter
from ..module_utils.redaction.masking import secrets_to_redact
from ..module_utils.redaction.messages import safe
from ..module_utils.resources.key_vault.secret.lookup import SPEC, look_up
from ..module_utils.session.session import Session
from ..plugin_utils.validation import validated, with_near_names


class LookupModule(LookupBase):
    def run(self, terms: list[str], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[str]:
        """:raises AnsibleLookupError: the text holds no secret, and no exception is chained to it that would."""
        # Ansible's own reading of a lookup's options ignores those that nobody knows.
        given = {**self._configured(kwargs, variables), **kwargs}
        checked = validated(SPEC, given)
        hidden = secrets_to_redact(map(str, checked._no_log_values), {"terms": terms, **given}, {"terms": {}, **SPEC.options})
        if checked.error_messages:
            told = "; ".join(
                f"Unsupported parameters: {error.args[0]}" if isinstance(error, UnsupportedError) else error.args[0]
                for error in checked.errors
            )
            raise AnsibleLookupError(safe(with_near_names(told, checked, SPEC), hidden))
        options = dict(checked.validated_parameters)
        session = Session(options, constants.DEFAULT_LOCAL_TMP)
        try:
            prepare(options, SPEC, session)
            return look_up(terms, options, TaskContext(session, Reporter(hidden=hidden)))
        except Exception as error:
            told = failure_result(error, session, hidden)["msg"]
        raise AnsibleLookupError(told)

    def _configured(self, given: t.Mapping[str, t.Any], variables: dict[str, t.Any] | None) -> dict[str, t.Any]:
        """Options from variables and ansible.cfg; those of the environment are read where a task's are, with the same order."""
        configured = {}
        for name, rule in SPEC.options.items():
            if given.keys() & {name, *rule.get("aliases", ())}:
                continue
            with _without_empty_variables():
                value, origin = constants.config.get_config_value_and_origin(
                    name, plugin_type="lookup", plugin_name=self._load_name, variables=variables
                )
            if value is not None and origin != "default" and not origin.startswith("env:"):
                configured[name] = self._templar.template(value)
        return configured


@contextlib.contextmanager
def _without_empty_variables() -> t.Iterator[None]:
    """Hides variables of the environment that are empty: Ansible takes them for given, and refuses an empty number."""
    empty = [name for name, value in os.environ.items() if not value]
    for name in empty:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(dict.fromkeys(empty, ""))
