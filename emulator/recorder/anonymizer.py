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

from emulator.recorder import secret_locations
from emulator.recorder.exchange import Exchange
from emulator.recorder.well_known import WELL_KNOWN

SHORTEST = 4
"""Characters of a secret or a name that is looked for in all texts; a shorter one goes only where its key says what it is."""
REDACTED = "REDACTED"
TENANT, SUBSCRIPTION = "11111111-1111-1111-1111-{:012}", "00000000-0000-0000-0000-{:012}"
TOKEN = re.compile(r"eyJ[\w-]{8,}\.[\w-]+\.[\w-]*")
SIGNATURE = re.compile(r"(?i)([?&](?:sig|s|c|h|code|token)=)[^&\s\"']+")
"""Signatures of signed addresses: of artifacts, and of operations to poll."""
IP_ADDRESS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
DOMAIN = re.compile(r"(?i)[\w-]+\.onmicrosoft\.com")
OF_DEVOPS = re.compile(r"(?i)dev\.azure\.com|visualstudio\.com|sc://")
OURS = re.compile(rf"{REDACTED}-\d+|person-\d+|person\d+@example\.com")


class StillPrivate(Exception):
    """Raised where the text to be written down still holds something private."""


class Anonymizer:
    """Learns from all exchanges first; only then is anything rewritten."""

    def __init__(self) -> None:
        self._secrets: dict[str, str] = {}
        """Replacements by the exact text of a secret, in each form that it may take."""
        self._others: dict[str, str] = {}
        """Replacements by the text in lower case: people and ids, in each form."""
        self._organizations: set[str] = set()
        self._made: dict[str, int] = {}

    # -- learning -----------------------------------------------------------------------------------------------------

    def learn(self, exchange: Exchange) -> None:
        plain = exchange.plain()
        bodies = (plain["request_body"], plain["response_body"])
        told = secret_locations.whole_text(plain, exchange.answer_headers)
        for text in secret_locations.secrets(exchange, bodies):
            self._secret(text)
            for line in filter(None, (one.strip() for one in text.splitlines())):
                self._secret(line)  # a log shows a value of several lines line by line
        for name in secret_locations.persons(exchange, bodies, told):
            self._person(name)
        for tenant in secret_locations.tenants(exchange, bodies):
            self._guid(tenant, TENANT)
        for subscription in secret_locations.subscriptions(told):
            self._guid(subscription, SUBSCRIPTION)
        self._organizations.update(secret_locations.organizations(exchange))

    def learn_ids(self, exchange: Exchange) -> None:
        """After all tenants and subscriptions are known: every other id that is not Azure's own."""
        for guid in secret_locations.GUID.findall(secret_locations.whole_text(exchange.plain(), exchange.answer_headers)):
            if guid.lower() not in WELL_KNOWN:
                self._guid(guid, str(uuid.uuid4()))

    def _secret(self, text: str) -> None:
        if text in self._secrets:
            return
        stand_in = self._next(REDACTED + "-{}")
        encoded = [encode(text.encode()).decode().rstrip("=") for encode in (base64.b64encode, base64.urlsafe_b64encode)]
        forms = [text, quote(text, safe=""), quote_plus(text), json.dumps(text)[1:-1], *encoded]
        self._secrets.update(dict.fromkeys(forms, stand_in))

    def _person(self, name: str) -> str:
        """A person's id stays an id, since services refuse what is none."""
        if secret_locations.GUID.fullmatch(name):
            self._guid(name, str(uuid.uuid4()))
            return self._others.get(name.lower(), name)
        known = self._others.get(name.lower())
        if known is None:
            known = self._next("person{}@example.com" if "@" in name else "person-{}")
            self._others.update(dict.fromkeys((form.lower() for form in (name, quote(name, safe=""), quote_plus(name))), known))
        return known

    def _guid(self, guid: str, stand_in: str) -> None:
        """Also without hyphens, and as a subject names a tenant (docs/reference/azure_devops.md#subject-encoding)."""
        if guid.lower() in self._others or OURS_IDS.fullmatch(guid):
            return
        known = self._next(stand_in)
        self._others[guid.lower()] = known
        self._others[guid.lower().replace("-", "")] = known.replace("-", "")
        self._secrets[_in_subject(guid)] = _in_subject(known)

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
            for found, key in list(secret_locations.secret_places(exchange.url, body)):
                found[key] = self._secrets[found[key]]
            for found, key in list(secret_locations.person_places(exchange.url, body)):
                found[key] = self._person(found[key])
            for found, key in list(secret_locations.opaque_places(body)):
                found[key] = REDACTED
        entry: dict[str, Any] = self._value(plain)
        told = OURS.sub("", json.dumps(entry, ensure_ascii=False))
        if any(_stands_in(told, text, exact=True) for text in self._secrets) or any(
            _stands_in(told.lower(), text, exact=False) for text in self._others
        ):
            raise StillPrivate(f"The answer to {entry['method']} {entry['url']} would still have told something private.")
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
        text = IP_ADDRESS.sub("192.0.2.1", text)
        text = DOMAIN.sub("example.onmicrosoft.com", text)
        if OF_DEVOPS.search(text):
            for name in self._organizations:
                text = re.sub(rf"(?i)(?<![\w-]){re.escape(name)}(?![\w-])", "organization", text)
        return text


OURS_IDS = re.compile(r"(?i)(?:1{8}-1111-1111-1111|0{8}-0000-0000-0000)-\d{12}")
"""Stand-ins, and ids that were blanked out before."""


def _in_subject(guid: str) -> str:
    return base64.urlsafe_b64encode(uuid.UUID(guid).bytes_le).decode().rstrip("=")


def _pattern(text: str, *, exact: bool) -> re.Pattern[str]:
    """A secret may stand within a word; a name or an id is one."""
    return re.compile(re.escape(text)) if exact else re.compile(rf"(?<![\w-]){re.escape(text)}(?![\w-])", re.I)


def _stands_in(told: str, text: str, *, exact: bool) -> bool:
    return len(text) >= SHORTEST and text in told and _pattern(text, exact=exact).search(told) is not None


def _replaced(text: str, stand_ins: dict[str, str], *, exact: bool) -> str:
    """The longest first, so that no part of one is left."""
    looked_in = text if exact else text.lower()
    found = sorted((one for one in stand_ins if len(one) >= SHORTEST and one in looked_in), key=len, reverse=True)
    for one in found:
        text = _pattern(one, exact=exact).sub(stand_ins[one], text)
    return text
