# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where private things stand in requests and answers: what is a secret, who is a person, which id belongs to whom."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from .exchange import Exchange

GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.I)
MAIL = re.compile(r"[\w.+-]+@(?![\w.-]*dev\.azure\.com)[\w-]+(?:\.[\w-]+)+")
"""Not `user@dev.azure.com`, as in a repository's address."""

SECRET_HEADERS = ("authorization", "cookie", "set-cookie", "x-ms-authorization-auxiliary", "x-identity-header", "secret")
SECRET_KEYS = {
    "access_token", "accesstoken", "apitoken", "assertion", "client_assertion", "client_secret", "id_token", "oidctoken",
    "password", "refresh_token", "sastoken", "secret", "secrettext", "serviceprincipalcertificate", "serviceprincipalkey",
    "token",
}  # fmt: skip
"""Of JSON and of forms, in lower case."""
FORM_KEYS = SECRET_KEYS | {"code"}
"""In JSON, `code` is that of an error."""
PERSON_KEYS = {
    "customdisplayname", "directoryalias", "emailaddress", "fullname", "givenname", "mail", "mailaddress", "mailnickname",
    "providerdisplayname", "surname", "uniquename", "userprincipalname",
}  # fmt: skip
MARKS_OF_PERSONS = {"descriptor", "email", "imageurl", "mailaddress", "uniquename", "userprincipalname"}
"""An object with one of these tells about an account; then its name is private, too."""
NAME_KEYS = {"displayname", "name"}
PRINCIPAL_KEYS = {"objectid", "oid", "principalid", "principalobjectid", "spnobjectid"}

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
        try:
            yield base64.b64decode(rest).decode().partition(":")[2]
        except (binascii.Error, ValueError):
            return


def persons(bodies: tuple[Any, Any]) -> Iterator[str]:
    """Names and addresses of people and their accounts."""
    for found in (one for body in bodies for one in objects(body)):
        keys = {key.lower() for key in found}
        private = PERSON_KEYS | (NAME_KEYS if keys & MARKS_OF_PERSONS else set())
        yield from (value for key, value in found.items() if key.lower() in private and isinstance(value, str))


def principals(bodies: tuple[Any, Any]) -> Iterator[str]:
    """Object ids of principals."""
    for found in (one for body in bodies for one in objects(body)):
        yield from (value for key, value in found.items() if key.lower() in PRINCIPAL_KEYS and _is_guid(value))


def tenants(exchange: Exchange, bodies: tuple[Any, Any]) -> Iterator[str]:
    parts = urlsplit(exchange.url)
    if parts.hostname == "login.microsoftonline.com":
        yield from GUID.findall(parts.path.split("/")[1] if parts.path else "")
    for found in (one for body in bodies for one in objects(body)):
        yield from (value for key, value in found.items() if key.lower() in ("tenantid", "tenant") and _is_guid(value))


def subscriptions(exchange: Exchange, bodies: tuple[Any, Any]) -> Iterator[str]:
    yield from re.findall(rf"(?i)/subscriptions/({GUID.pattern})", exchange.url)
    for found in (one for body in bodies for one in objects(body)):
        yield from (value for key, value in found.items() if key.lower() == "subscriptionid" and _is_guid(value))


def organizations(exchange: Exchange) -> Iterator[str]:
    parts = urlsplit(exchange.url)
    if parts.hostname == "dev.azure.com":
        yield from filter(None, parts.path.split("/")[1:2])


def _is_guid(value: Any) -> bool:
    return isinstance(value, str) and GUID.fullmatch(value) is not None
