# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's own check of options, which raises whatever happens at some values, such as a boolean in place of suboptions."""

from __future__ import annotations

import typing as t

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult

from ..module_utils.engine.argument_spec import ArgumentSpec

RAISED = (ArithmeticError, AttributeError, TypeError, ValueError)


def validated(spec: ArgumentSpec, given: t.Mapping[str, t.Any]) -> ValidationResult:
    """:raises AnsibleError: names the option whose value Ansible cannot check; never the value, which may be a secret."""
    try:
        return ArgumentSpecValidator(**spec.arguments()).validate(given)
    except RAISED:
        names = [name for name, value in given.items() if _raises(spec, {name: value})]
        told = f"{' and '.join(names) or 'An option'} has a value of a type that it cannot have. See the module's documentation."
        raise AnsibleError(told) from None


def _raises(spec: ArgumentSpec, given: dict[str, t.Any]) -> bool:
    try:
        ArgumentSpecValidator(**spec.arguments()).validate(given)
    except RAISED:
        return True
    return False
