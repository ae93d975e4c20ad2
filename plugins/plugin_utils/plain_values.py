# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options as Python's own types, in place of Ansible's subclasses of them.

The clients of the vendors look at the exact type of a value (docs/reference/ansible.md#tagged-values). A module process gets its
options as JSON, so this is for what runs in the controller.
"""

from __future__ import annotations

import typing as t


def plain(value: t.Any) -> t.Any:
    """The same value, and all that it holds, without a subclass of str, int, float, list or dict."""
    if isinstance(value, dict):
        return {plain(name): plain(held) for name, held in value.items()}
    if isinstance(value, list):
        return [plain(held) for held in value]
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int.__int__(value)
    return float.__float__(value) if isinstance(value, float) else value
