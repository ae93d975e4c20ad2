# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Claims that tell whose token it is."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import AuthenticationError
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.claims import Claims, claims_of


def token(claims: Any) -> str:
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"head.{payload}.signature"


def test_an_application_and_a_user() -> None:
    assert claims_of(token({"oid": "o", "appid": "a", "tid": "t"})) == Claims("o", "a", "t")
    assert claims_of(token({"oid": "o", "azp": "a", "tid": "t"})) == Claims("o", "a", "t")


@pytest.mark.parametrize("text", ["", "opaque", "a.!.b", token([]), token({"tid": "t"})])
def test_a_token_that_does_not_say_it(text: str) -> None:
    with pytest.raises(AuthenticationError, match="does not say whose it is"):
        claims_of(text)
