# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A secret that a variable gives, looked at as it was written: before Ansible makes anything of it, or tells its line."""

from __future__ import annotations

import re
import typing as t

from ansible.errors import AnsibleError

from ..module_utils.resources.key_vault.secret_value import NO_TEXTS

SIGNS = ("{{", "{%", "{#")
EXPRESSION = re.compile(r"\s*\{\{((?!\{\{|\{%|\{#).)*\}\}\s*", re.DOTALL)
LOOKUP = re.compile(r"\b(lookup|query|q)\s*\(")
"""An expression with one holds no secret itself, so Ansible may tell why it fails."""


def fault(name: str, given: t.Any, evaluate: t.Callable[[t.Any], t.Any]) -> str:
    """Describes what is wrong with the secret of that variable, without telling it; empty when nothing is.

    :param evaluate: makes of a template what Ansible makes of it.
    """
    if isinstance(given, str) and _is_template(given):
        if not EXPRESSION.fullmatch(given):
            return (
                f"{name} holds {', '.join(sign for sign in SIGNS if sign in given)}, which Ansible would take for a template. "
                f"Write it as {name}: !unsafe 'the value'; or, if it is a template, as one expression with nothing around it."
            )
        try:
            given = evaluate(given)
        except AnsibleError:
            if LOOKUP.search(given):
                return ""
            return (
                f"{name} is an expression in braces that cannot be evaluated. Correct it; or, if it is the value itself, "
                f"write it as {name}: !unsafe 'the value'."
            )
    called = next((called for kind, called in NO_TEXTS.items() if isinstance(given, kind)), None)
    return (
        f"{name} is not a text but {called}, and its exact spelling is lost. Put it in quotes where it is written."
        if called
        else ""
    )


def _is_template(text: str) -> bool:
    return any(sign in text for sign in SIGNS) and not _is_unsafe(text)


def _is_unsafe(text: str) -> bool:
    """Tells whether Ansible leaves it alone, as by `!unsafe`."""
    try:
        from ansible.template import is_trusted_as_template
    except ImportError:  # ansible-core below 2.19 marks what is unsafe, later ones what is safe.
        return bool(getattr(text, "__UNSAFE__", False))
    return not is_trusted_as_template(text)
