# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Places of private things in requests and answers: what is a secret, who is a person, which id belongs to whom."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from emulator.recorder.exchange import Exchange

GUID = re.compile(r"(?<![0-9a-f])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9a-f])", re.I)
MAIL = re.compile(r"[\w.+-]+(?:@|%40)(?![\w.-]*dev\.azure\.com)[\w-]+(?:\.[\w-]+)+")
"""Not `user@dev.azure.com`, as in a repository's address."""

SECRET_HEADERS = ("authorization", "cookie", "set-cookie", "x-ms-authorization-auxiliary", "x-identity-header", "secret")
SECRET_KEYS = {
    "access_token", "accesstoken", "apitoken", "assertion", "client_assertion", "client_secret", "id_token", "oidctoken",
    "password", "refresh_token", "sastoken", "secret", "secrettext", "serviceprincipalcertificate", "serviceprincipalkey",
    "token",
}  # fmt: skip
"""Keys of secrets in JSON and in forms, in lower case."""
FORM_KEYS = SECRET_KEYS | {"code"}
"""In JSON, `code` is that of an error."""
PERSON_KEYS = {
    "customdisplayname", "defaultdomain", "directoryalias", "emailaddress", "fullname", "givenname", "mail", "mailaddress",
    "mailnickname", "providerdisplayname", "publisherdomain", "surname", "uniquename", "userprincipalname",
}  # fmt: skip
"""Names of people and of their accounts' domains."""
MARKS_OF_PERSONS = {"descriptor", "email", "imageurl", "mailaddress", "uniquename", "userprincipalname"}
"""An object with one of these tells about an account; then its name is private, too."""
NAME_KEYS = {"displayname", "name"}
OPAQUE_KEYS = {"avatar", "descriptor", "imageurl", "subjectdescriptor"}
"""Keys whose values stand for a person in other words."""
OF_PEOPLE = re.compile(r"(?i)/(users|me)([/?(]|$)")

Place = tuple[dict[str, Any], str]
"""An object and one of its keys."""


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """All of a JSON value, at every depth."""
    if isinstance(value, dict):
        yield value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for one in inner:
        yield from objects(one)


def secret_places(url: str, body: Any) -> Iterator[Place]:
    """Texts in a JSON body that are secrets: by their key, the values of a vault, and what Azure DevOps marks as secret."""
    of_vault = (urlsplit(url).hostname or "").endswith(".vault.azure.net")
    for found in objects(body):
        marked = bool(found.get("isSecret"))
        for key, value in found.items():
            if isinstance(value, str) and value and (key.lower() in SECRET_KEYS or (key == "value" and (of_vault or marked))):
                yield found, key


def person_places(url: str, body: Any) -> Iterator[Place]:
    """Texts in a JSON body that name people, their accounts or their domains."""
    of_people = urlsplit(url).hostname == "graph.microsoft.com" and OF_PEOPLE.search(url)
    for found in objects(body):
        named = of_people or MARKS_OF_PERSONS & {key.lower() for key in found}
        private = PERSON_KEYS | (NAME_KEYS if named else set())
        yield from ((found, key) for key, value in found.items() if key.lower() in private and isinstance(value, str) and value)


def opaque_places(body: Any) -> Iterator[Place]:
    """The texts themselves, or the addresses in links."""
    for found in objects(body):
        opaque = {key: value for key, value in found.items() if key.lower() in OPAQUE_KEYS}
        yield from ((found, key) for key, value in opaque.items() if isinstance(value, str))
        yield from ((value, "href") for value in opaque.values() if isinstance(value, dict) and "href" in value)


def secrets(exchange: Exchange, bodies: tuple[Any, Any]) -> Iterator[str]:
    """Everything secret that an exchange shows."""
    for headers in (exchange.request_headers, exchange.answer_headers):
        for name in SECRET_HEADERS:
            yield from _of_header(headers.get(name, ""))
    forms = [exchange.request_body.decode("latin-1")] if "form" in exchange.request_headers.get("content-type", "") else []
    for text in (*forms, urlsplit(exchange.url).query):
        yield from (value for name, value in parse_qsl(text) if name.lower() in FORM_KEYS)
    for body in bodies:
        yield from (found[key] for found, key in secret_places(exchange.url, body))


def _of_header(text: str) -> Iterator[str]:
    scheme, _space, rest = text.partition(" ")
    yield from filter(None, (rest or scheme,))
    if scheme.lower() == "basic":
        yield _basic(rest)[1]


def _basic(text: str) -> tuple[str, str]:
    """User and password."""
    try:
        user, _colon, password = base64.b64decode(text).decode().partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return user, password


def persons(exchange: Exchange, bodies: tuple[Any, Any], told: str) -> Iterator[str]:
    """Names and addresses of people and their accounts.

    :param told: all of the exchange as one text.
    """
    for body in bodies:
        yield from (found[key] for found, key in person_places(exchange.url, body))
    yield from (unquote(address) for address in MAIL.findall(told))
    scheme, _space, rest = exchange.request_headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        yield from filter(None, (_basic(rest)[0],))


def tenants(exchange: Exchange, bodies: tuple[Any, Any]) -> Iterator[str]:
    parts = urlsplit(exchange.url)
    if parts.hostname == "login.microsoftonline.com":
        yield from GUID.findall(parts.path)
    yield from GUID.findall(exchange.answer_headers.get("www-authenticate", ""))
    for found in (one for body in bodies for one in objects(body)):
        named = (value for key, value in found.items() if key.lower().endswith(("tenantid", "organizationid")) or key == "tenant")
        yield from (value for value in named if isinstance(value, str) and GUID.fullmatch(value))


def subscriptions(told: str) -> Iterator[str]:
    yield from re.findall(rf"(?i)/subscriptions/({GUID.pattern})", told)


def organizations(exchange: Exchange) -> Iterator[str]:
    parts = urlsplit(exchange.url)
    if parts.hostname == "dev.azure.com":
        yield from filter(None, parts.path.split("/")[1:2])


def whole_text(plain: dict[str, Any], headers: Any) -> str:
    """Everything of an exchange that ids and addresses are looked for in."""
    return json.dumps([plain, dict(headers)], ensure_ascii=False)
