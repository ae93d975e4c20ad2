# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are masked by option, and long ones wherever they are."""

from __future__ import annotations

import base64
import json
import re
import time
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.argument_spec import AUTH, DEVOPS
from ansible_collections.vaultpipe.azure.plugins.module_utils.redaction.masking import (
    MASK,
    masked_options,
    redacted,
    secrets_to_redact,
    without_passwords,
)
from ansible_collections.vaultpipe.azure.plugins.module_utils.redaction.messages import safe


def test_options_and_their_aliases_are_masked() -> None:
    options = {"client_id": "a", "secret": "a", "pat": "a", "personal_access_token": "a", "tenant": None}
    masked = masked_options(options, (AUTH + DEVOPS).options)
    assert masked == {"client_id": "a", "secret": MASK, "pat": MASK, "personal_access_token": MASK, "tenant": None}


def test_an_option_that_is_not_set_stays_so() -> None:
    assert masked_options({"secret": None}, AUTH.options) == {"secret": None}


def test_only_long_values_are_searched_for() -> None:
    assert secrets_to_redact({"get", "western", "a-long-secret"}, {}, AUTH.options) == {"a-long-secret"}


def test_what_another_option_says_openly_is_no_secret() -> None:
    options = {"client_id": "open-as-day", "tags": {"a": ["of the kv-shop-test"]}, "secret": "of-the-secret"}
    spec = {**AUTH.options, "tags": {"type": "dict"}}
    assert secrets_to_redact({"open-as-day", "kv-shop-test", "of-the-secret"}, options, spec) == {"of-the-secret"}


def test_an_option_with_a_slip_in_its_name_is_masked() -> None:
    assert masked_options({"secrte": "a"}, AUTH.options) == {"secrte": MASK}


def test_a_password_in_an_address_is_masked() -> None:
    shown = masked_options({"organization": "https://me:hunter2@dev.azure.com/shop"}, DEVOPS.options)
    assert shown == {"organization": f"https://{MASK}@dev.azure.com/shop"}


VALUES = (
    "-----BEGIN KEY-----\ncanary-line-one\ncanary-line-two\n-----END KEY-----\n",
    'pa"ss\\canary-quoted',
    "pä&<canary>-umlaut",
    "canary/plain+1 2",
)
FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "stripped": str.strip,
    "JSON": json.dumps,
    "JSON with umlauts": lambda value: json.dumps(value, ensure_ascii=False),
    "JSON in JSON": lambda value: json.dumps(json.dumps({"value": value})),
    "a line": lambda value: (value.splitlines() * 2)[1],
    "other line ends": lambda value: value.replace("\n", "\r\n"),
    "in a path": quote,
    "in a query": quote_plus,
    "in an address": lambda value: re.sub("%..", lambda found: found[0].lower(), quote(value, safe="")),
    "base64": lambda value: base64.b64encode(value.encode()).decode(),
    "base64 for addresses": lambda value: base64.urlsafe_b64encode(value.encode()).decode(),
    "in a header": lambda value: base64.b64encode(f":{value}".encode()).decode(),
    "within base64": lambda value: base64.b64encode(f'{{"a": "{value}"}}'.encode()).decode(),
    "hex": lambda value: value.encode().hex(),
}


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("form", FORMS)
def test_no_form_of_a_value_is_told(form: str, value: str) -> None:
    said = FORMS[form](value)
    told = redacted(f"Invalid: {said}.", [value])
    assert told.startswith("Invalid: ")
    assert "canary" not in told
    assert said[4:20] not in told


def test_a_short_or_common_value_leaves_a_message_as_it_is() -> None:
    said = "a value is true: 1 of 1. Give the signed-in identity a role."
    assert redacted(said, ["a", "true", "1", "role"]) == said


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("https://me:pa/ss@host.example/x", f"https://{MASK}@host.example/x"),
        ("https://me:p@ss@host.example/x", f"https://{MASK}@host.example/x"),
        ("https://token@host.example", f"https://{MASK}@host.example"),
        ("https://h.example/x.git?private_token=abc&b=1", f"https://h.example/x.git?private_token={MASK}&b=1"),
        ("Authorization: Bearer abcdefghijk", f"Authorization: Bearer {MASK}"),
        ("'Authorization': 'Basic OmFiY2RlZmc='", f"'Authorization': 'Basic {MASK}'"),
        ("token eyJhbGciOi.eyJzdWIi.c2ln.", f"token {MASK}."),
        ("write to me@host.example about https://host.example/x?api-version=7.1", ""),
    ],
)
def test_credentials_of_addresses_and_headers(said: str, shown: str) -> None:
    assert without_passwords(said) == (shown or said)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("a\r\n##vso[task.setvariable variable=x]y", "a\n# #vso[task.setvariable variable=x]y"),
        ("##[error]x", "# #[error]x"),
        ("a\n  ::set-output name=x::y", "a\n  : :set-output name=x::y"),
        ("\x1b[31mred\x07", "\\x1b[31mred\\x07"),
        ("tab\tand text: the ## of std::x", "tab\tand text: the ## of std::x"),
    ],
)
def test_text_is_no_command(said: str, shown: str) -> None:
    assert safe({"issues": [said]}, ()) == {"issues": [shown]}


def test_secrets_are_found_before_text_is_changed() -> None:
    secret = "\x1b[31m##vso[canary]https://u:p@h/canary"
    assert "canary" not in safe(f"Invalid: {secret}", [secret])
    assert "canary" not in safe("x" * 9_995 + "a-canary-value", ["a-canary-value"])


def test_a_secret_of_thousands_of_lines_is_found_at_once() -> None:
    """With one pattern of all forms this took half a minute."""
    secret = "".join(f"line {number} of a $ecret\n" for number in range(8_000))
    began = time.process_time()
    assert safe({"msg": f"Refused: {secret[:-1]}."}, [secret]) == {"msg": "Refused: ********."}
    assert time.process_time() - began < 5
