# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The value of a secret: any text, which arrives byte for byte (docs/reference/key_vault.md#secret-values)."""

from __future__ import annotations

import typing as t

from ansible.module_utils.common.text.converters import to_text

from ...errors import UsageError

LARGEST = 25 * 1024
"""Bytes of a value (docs/reference/key_vault.md#secret-values; the service counts 25 KB)."""
NO_TEXTS: dict[type, str] = {
    bool: "a truth value",
    int: "a number",
    float: "a number",
    dict: "a dictionary",
    list: "a list",
}
"""Types that YAML or a template can make of a text without quotes. How it was written nobody knows any more."""


def secret_text(given: t.Any) -> str:
    """The option's value as text; Ansible's own kinds of text are some.

    :raises UsageError: it is no text any more, or none that a vault takes. The message does not tell it.
    """
    for kind, called in NO_TEXTS.items():
        if isinstance(given, kind):
            raise UsageError(
                f"secret_value is {called}, not a text, and its exact spelling is lost.",
                "Put it in quotes where it is written, and end a template with the filter string, or to_json if JSON is wanted.",
            )
    try:
        text: str = to_text(given, nonstring="simplerepr")
        size = len(text.encode())
    except UnicodeEncodeError:
        raise UsageError("secret_value has half of a surrogate pair, which UTF-8 cannot hold.", "Correct it.") from None
    if size > LARGEST:
        raise UsageError(f"secret_value has {size} bytes, but a secret holds at most {LARGEST}.", "Shorten it.")
    return text
