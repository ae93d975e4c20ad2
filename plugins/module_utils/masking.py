# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeping secrets out of results, alike through both front doors.

Results hold no secret by design, unless the user asks the task for it. Ansible's own masking also replaces every
occurrence of a secret's value, so that a secret "get" would turn a list of permissions into stars. So options are masked
by name, and only failures, which may repeat a service's words, are searched for values besides: for those that are long
enough to be no ordinary word and that no other option tells anyway, such as the vault's own name.
"""

from __future__ import annotations

import re
import typing as t

MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
"""As Ansible shows it."""
SHORTEST_SEARCHED = 8
USER_INFO = re.compile(r"(://)[^/@\s]+@")

Options = t.Mapping[str, t.Any]
Spec = t.Mapping[str, t.Mapping[str, t.Any]]


def masked_options(options: Options, spec: Spec) -> dict[str, t.Any]:
    """The options as `invocation` may show them; an unknown one may be a secret with a slip in its name."""
    hidden = hidden_options(options, spec)
    return {
        name: MASK if name in hidden else without_passwords(value) if isinstance(value, str) else value
        for name, value in options.items()
    }


def hidden_options(options: Options, spec: Spec) -> list[str]:
    """Names of those that `invocation` may not show."""
    shown = _shown(spec)
    return [name for name, value in options.items() if name not in shown and value is not None]


def searched(secrets: t.Iterable[str], options: Options, spec: Spec) -> set[str]:
    """The values to replace wherever they occur in a failure.

    :param options: the task's; what one of them says openly is no secret.
    """
    open_texts = [str(value) for name, value in masked_options(options, spec).items() if name in _shown(spec)]
    return {secret for secret in secrets if len(secret) >= SHORTEST_SEARCHED and not any(secret in text for text in open_texts)}


def _shown(spec: Spec) -> set[str]:
    return {name for option, rule in spec.items() if not rule.get("no_log") for name in (option, *rule.get("aliases", ()))}


def without_passwords(text: str) -> str:
    """An address may hold a user and a password, in options that refuse such ones too."""
    return USER_INFO.sub(rf"\1{MASK}@", text)
