# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random values planted where secrets go, and the search for them in whatever form they could come out."""

from __future__ import annotations

import base64
import html
import json
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote, quote_plus

SHORTEST = 8
"""Characters of a line that tell a secret; shorter ones are found by accident."""
BEFORE = 120
"""Bytes that a report shows before a secret."""
SIGNATURE = 40
"""Characters of a token's signature that tell it from all others."""
JWT = re.compile(r"[\w-]+\.[\w-]+\.[\w-]+")


@dataclass(frozen=True)
class Canary:
    """A secret of this run and what it is."""

    what: str
    value: str

    @cached_property
    def forms(self) -> frozenset[bytes]:
        """Each of its lines as it is, escaped for JSON, Python, HTML and addresses, in base64, in hex and backwards."""
        if JWT.fullmatch(self.value):
            pieces = [self.value.rpartition(".")[2][:SIGNATURE]]
        else:
            pieces = [line for line in re.split(r"[\r\n]+", self.value) if len(line) >= SHORTEST]
        return frozenset(form for piece in pieces for form in _forms(piece))

    def place_in(self, content: bytes) -> str | None:
        """Words before it in the content, for whoever has to find the leak."""
        place = next((content.find(form) for form in self.forms if form in content), None)
        return None if place is None else content[max(0, place - BEFORE) : place].decode(errors="replace")


def random_word() -> str:
    """Letters and digits, so that any shell and any service takes them."""
    return f"canary{secrets.token_hex(12)}"


def awkward_text() -> str:
    """Several lines that every escape changes in its own way."""
    words = [random_word() for _number in range(3)]
    return f'{words[0]} "ä" \\ %41\n{{{{ 7 * 7 }}}} {words[1]} <b>&\r\n  {words[2]} it\'s $HOME\n'


def with_overheard(planted: Mapping[str, str], wire: bytes) -> list[Canary]:
    """Canaries that were planted, and all that the cloud gave out or got.

    :param wire: lines of secret_capturing.py.
    """
    pairs = {*planted.items(), *(tuple(json.loads(line)) for line in wire.splitlines())}
    return [Canary(*pair) for pair in sorted(pairs) if len(pair[1]) >= SHORTEST]


def _forms(text: str) -> Iterator[bytes]:
    escaped = [
        text, text[::-1], json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], repr(text)[1:-1],
        ascii(text)[1:-1], html.escape(text), quote(text, safe=""), quote(text), quote_plus(text),
    ]  # fmt: skip
    yield from (form.encode() for form in escaped)
    yield text.encode().hex().encode()
    yield from _base64(text.encode())


def _base64(value: bytes) -> Iterator[bytes]:
    """Within a longer encoded text too, at each of the three places where a byte can stand in it."""
    for shift in range(3):
        whole = value[(3 - shift) % 3 :]
        encoded = base64.b64encode(whole[: len(whole) // 3 * 3])
        yield encoded
        yield encoded.translate(bytes.maketrans(b"+/", b"-_"))


def told(canaries: Iterable[Canary], content: bytes) -> dict[str, str]:
    """Canaries that the content tells, with the words before them."""
    places = {canary.what: canary.place_in(content) for canary in canaries}
    return {what: place for what, place in places.items() if place is not None}
