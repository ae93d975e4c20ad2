# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Texts about a failure, a warning or progress: first without secrets, then as plain text.

The order matters: what makes text plain, or cuts it, would change a secret so that it is not found any more.
"""

from __future__ import annotations

import typing as t

from .masking import all_forms, without, without_passwords
from .plain_text import plain


def safe(told: t.Any, secrets: t.Collection[str]) -> t.Any:
    """The text, or all texts of a result."""
    forms = all_forms(secrets, max(map(len, _texts(told)), default=0))
    return _safe(told, forms)


def _safe(told: t.Any, forms: t.Sequence[str]) -> t.Any:
    if isinstance(told, str):
        return plain(without_passwords(without(told, forms)))
    if isinstance(told, dict):
        return {_safe(name, forms): _safe(value, forms) for name, value in told.items()}
    return [_safe(one, forms) for one in told] if isinstance(told, list | tuple) else told


def _texts(told: t.Any) -> t.Iterator[str]:
    if isinstance(told, str):
        yield told
    elif isinstance(told, dict):
        for pair in told.items():
            yield from _texts(pair)
    elif isinstance(told, list | tuple):
        for one in told:
            yield from _texts(one)
