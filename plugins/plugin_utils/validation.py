# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ansible's own check of options, and what it says of those that it refuses.

It raises whatever happens at some values, such as a boolean in place of suboptions.
"""

from __future__ import annotations

import difflib
import typing as t

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator, ValidationResult

from ..module_utils.engine.argument_spec import ArgumentSpec
from .plain_values import plain

RAISED = (ArithmeticError, AttributeError, TypeError, ValueError)


def validated(spec: ArgumentSpec, given: t.Mapping[str, t.Any]) -> ValidationResult:
    """:raises AnsibleError: names the option whose value Ansible cannot check; never the value, which may be a secret."""
    given = plain(dict(given))
    try:
        return ArgumentSpecValidator(**spec.arguments()).validate(given)
    except RAISED:
        names = [name for name, value in given.items() if _raises(spec, {name: value})]
        told = f"{' and '.join(names) or 'An option'} has a value of a type that it cannot have. See the module's documentation."
        raise AnsibleError(told) from None


def with_near_names(refusal: str, checked: ValidationResult, spec: ArgumentSpec) -> str:
    """Ends the text of a refusal with the known options that were probably meant, where one is alike."""
    known = {name for option, rule in spec.options.items() for name in (option, *rule.get("aliases", ()))}
    unknown = [one for one in checked.unsupported_parameters if isinstance(one, str)]  # an option's own are tuples
    near = sorted({name for one in unknown for name in difflib.get_close_matches(one, known, 1)})
    return f"{refusal.rstrip('.')}. Did you mean {' and '.join(near)}?" if near else refusal


def _raises(spec: ArgumentSpec, given: dict[str, t.Any]) -> bool:
    try:
        ArgumentSpecValidator(**spec.arguments()).validate(given)
    except RAISED:
        return True
    return False
