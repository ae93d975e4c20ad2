# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keeping secrets out of results, alike in the controller and in a module process.

Results hold no secret by design, unless the user asks the task for it. Ansible's own masking also replaces every
occurrence of a secret's value, so that a secret "get" would turn a list of permissions into stars. So options are masked
by name, and only failures, which may repeat a service's words, are searched for values besides: for those that are long
enough to be no ordinary word and that no other option tells anyway, such as the vault's own name.
"""

from __future__ import annotations

import base64
import functools
import html
import json
import re
import sys
import typing as t
from urllib.parse import quote, quote_plus

MASK = "VALUE_SPECIFIED_IN_NO_LOG_PARAMETER"
"""Ansible's own word for what is hidden."""
STARS = "********"
"""In place of a secret's value in a text."""
SHORTEST_REDACTED = 8
URL_SAFE = str.maketrans("+/", "-_")
USER_INFO = re.compile(r"(://)(?:[^/@:\s]*:[^\s\"'<>]*|[^/@\s]+)@")
"""A password may hold a slash or an @; what follows the last @ is the host."""
QUERY = re.compile(r"([?&][\w.-]*(?:token|sig|secret|passw|pwd|key|code|auth|credential)[\w.-]*=)[^&#\s\"'<>]+", re.IGNORECASE)
HEADER = re.compile(r"\b(Bearer|Basic)(\s+)[\w.~+/=-]{8,}", re.IGNORECASE)
JWT = re.compile(r"\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*")

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


def secrets_to_redact(secrets: t.Iterable[str], options: Options, spec: Spec) -> set[str]:
    """The values to replace wherever they occur in a failure, in whatever form (`redacted`).

    :param options: the task's; what one of them says openly is no secret.
    """
    open_texts = list(_open_texts(options, spec))
    return {secret for secret in secrets if len(secret) >= SHORTEST_REDACTED and not any(secret in text for text in open_texts)}


def _open_texts(options: Options, spec: Spec) -> t.Iterator[str]:
    """Texts that the options say openly; of one with suboptions, those of the suboptions that do."""
    rules = {name: rule for option, rule in spec.items() for name in (option, *rule.get("aliases", ()))}
    for name, value in options.items():
        rule = rules.get(name, {"no_log": True})
        if "options" in rule:
            for held in value if isinstance(value, list) else [value]:
                if isinstance(held, dict):
                    yield from _open_texts(held, rule["options"])
        elif not rule.get("no_log"):
            yield without_passwords(str(value))


def _shown(spec: Spec) -> set[str]:
    return {name for option, rule in spec.items() if not rule.get("no_log") for name in (option, *rule.get("aliases", ()))}


def redacted(text: str, secrets: t.Iterable[str]) -> str:
    """The text without any form of the secrets."""
    return without(text, all_forms(secrets, len(text)))


def without(text: str, forms: t.Iterable[str]) -> str:
    """The text without the forms, which are in the order of `all_forms`."""
    # One pattern of all forms would take seconds to compile for a secret of some thousand lines.
    for form in forms:
        text = text.replace(form, STARS)
    return text


def all_forms(secrets: t.Iterable[str], longest: int) -> list[str]:
    """Forms of all secrets that a text of so many characters may hold; the longest first, since one may be part of another."""
    room = 1 << max(longest, 1).bit_length()  # few numbers, so that the forms are found again
    return sorted({form for secret in secrets for form in forms_of(secret, room)}, key=len, reverse=True)


@functools.lru_cache(maxsize=64)
def forms_of(secret: str, room: int = sys.maxsize) -> frozenset[str]:
    """Forms in which a service may say a value back: as it stands, without blanks around it, line by line, escaped or encoded.

    :param room: characters of the longest form that counts; of a large secret, all others would take a multiple of its size.
    """
    pieces = {piece for piece in (secret, secret.strip(), *map(str.strip, secret.splitlines())) if len(piece) <= room}
    forms = {form for piece in pieces for form in _escaped(piece)}
    # The last is the header of a personal access token. To say base64 takes no fewer characters than its text has, but for ends.
    for whole in (secret, secret.strip(), f":{secret}"):
        if len(whole) <= room + SHORTEST_REDACTED:
            forms.update(_encoded(whole.encode(errors="surrogatepass")))
    return frozenset(form for form in forms if len(form) >= SHORTEST_REDACTED)


def _escaped(text: str) -> t.Iterator[str]:
    once = {text, json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]}
    for form in once:
        yield from (form, json.dumps(form)[1:-1])  # JSON within a text of JSON
    yield from (repr(text)[1:-1], ascii(text)[1:-1], html.escape(text), text.replace("\n", "\r\n"))
    encoded = text.encode(errors="surrogatepass")
    for form in (quote(encoded, safe=""), quote(encoded), quote_plus(encoded)):
        yield from (form, re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), form))


def _encoded(content: bytes) -> t.Iterator[str]:
    """Within a longer text too, at each of the three places where a byte can stand in base64."""
    for skipped in range(3):
        aligned = content[(3 - skipped) % 3 :]
        whole = base64.b64encode(aligned[: len(aligned) - len(aligned) % 3]).decode()
        yield from (whole, whole.translate(URL_SAFE))
    yield from (base64.b64encode(content).decode(), content.hex(), content.hex().upper())


def without_passwords(text: str) -> str:
    """An address may hold a user and a password or a token, in options that refuse such ones too; a text, a header."""
    text = USER_INFO.sub(rf"\1{MASK}@", text)
    text = HEADER.sub(rf"\1\2{MASK}", QUERY.sub(rf"\1{MASK}", text))
    return JWT.sub(MASK, text)
