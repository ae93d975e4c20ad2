# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stand-ins for everything private, the same for the same thing in all of a session."""

from __future__ import annotations

import base64
import json
import re
import uuid
from typing import Any
from urllib.parse import quote, quote_plus

from . import places
from .exchange import Exchange

SHORTEST = 4
"""Characters of a secret or a name that is looked for in all texts; a shorter one goes only where its key says what it is."""
REDACTED = "REDACTED"
TOKEN = re.compile(r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*")
SIGNATURE = re.compile(r"(?i)([?&](?:sig|s|c|h|code|token)=)[^&\s\"']+")
"""Of signed addresses: of artifacts, and of operations to poll."""
CLIENT_ADDRESS = re.compile(r"(?i)(client address[^0-9]{0,20})(?:\d{1,3}\.){3}\d{1,3}")
OF_DEVOPS = re.compile(r"(?i)dev\.azure\.com|visualstudio\.com")


class StillPrivate(Exception):
    """What would be written down still holds something private."""


class StandIns:
    """Learns from all exchanges first; only then is anything rewritten."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}
        """By the exact text, in each form that it may take."""
        self._others: dict[str, str] = {}
        """By the text in lower case: people, ids."""
        self._organizations: set[str] = set()
        self._made: dict[str, int] = {}

    # -- learning -----------------------------------------------------------------------------------------------------

    def learn(self, exchange: Exchange) -> None:
        plain = exchange.plain()
        bodies = (plain["request_body"], plain["response_body"])
        for text in places.secrets(exchange, bodies):
            self._secret(text)
        for name in places.persons(bodies):
            self._person(name)
        for address in places.MAIL.findall(json.dumps(plain, ensure_ascii=False)):
            self._person(address)
        for tenant in places.tenants(exchange, bodies):
            self._id(tenant, "11111111-1111-1111-1111-{:012}")
        for subscription in places.subscriptions(exchange, bodies):
            self._id(subscription, "00000000-0000-0000-0000-{:012}")
        for principal in places.principals(bodies):
            self._id(principal, str(uuid.uuid4()))
        self._organizations.update(places.organizations(exchange))

    def _secret(self, text: str) -> None:
        if text in self._secrets:
            return
        stand_in = self._next("secret-{}")
        encoded = [encode(text.encode()).decode().rstrip("=") for encode in (base64.b64encode, base64.urlsafe_b64encode)]
        forms = [text, quote(text, safe=""), quote_plus(text), json.dumps(text)[1:-1], *encoded]
        self._secrets.update(dict.fromkeys(forms, stand_in))

    def _person(self, name: str) -> None:
        if places.GUID.fullmatch(name) or name.lower() in self._others:
            return
        self._others[name.lower()] = self._next("person{}@example.com" if "@" in name else "person-{}")

    def _id(self, guid: str, stand_in: str) -> None:
        """An id may also stand without its hyphens (facts/api.md §7)."""
        if guid.lower() in self._others:
            return
        known = self._others[guid.lower()] = self._next(stand_in)
        self._others[guid.lower().replace("-", "")] = known.replace("-", "")

    def _next(self, template: str) -> str:
        self._made[template] = self._made.get(template, -1) + 1
        return template.format(self._made[template])

    # -- rewriting ----------------------------------------------------------------------------------------------------

    def rewritten(self, exchange: Exchange) -> dict[str, Any]:
        """A recording's entry, with nothing private.

        :raises StillPrivate: something of it would have stayed.
        """
        plain = exchange.plain()
        for body in (plain["request_body"], plain["response_body"]):
            for found, key in list(places.secret_places(exchange.url, body)):
                found[key] = self._secrets[found[key]]
        entry: dict[str, Any] = self._value(plain)
        told = json.dumps(entry, ensure_ascii=False)
        if any(text in told for text in self._secrets if len(text) >= SHORTEST):
            raise StillPrivate(f"The answer to {entry['method']} {entry['url']} would still have told a secret.")
        return entry

    def _value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {self._text(key): self._value(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._value(inner) for inner in value]
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        text = _replaced(text, self._secrets, exact=True)
        text = _replaced(text, self._others, exact=False)
        text = TOKEN.sub(REDACTED, text)
        text = SIGNATURE.sub(rf"\1{REDACTED}", text)
        text = CLIENT_ADDRESS.sub(r"\g<1>192.0.2.1", text)
        if OF_DEVOPS.search(text):
            for name in self._organizations:
                text = re.sub(rf"(?i)(?<![\w-]){re.escape(name)}(?![\w-])", "organization", text)
        return text


def _replaced(text: str, stand_ins: dict[str, str], *, exact: bool) -> str:
    """The longest first, so that no part of one is left. A secret may stand within a word; a name or an id is one."""
    looked_in, (before, after) = (text, ("", "")) if exact else (text.lower(), (r"(?<![\w-])", r"(?![\w-])"))
    found = sorted((one for one in stand_ins if len(one) >= SHORTEST and one in looked_in), key=len, reverse=True)
    for one in found:
        text = re.sub(f"{before}{re.escape(one)}{after}", stand_ins[one], text, flags=0 if exact else re.I)
    return text
