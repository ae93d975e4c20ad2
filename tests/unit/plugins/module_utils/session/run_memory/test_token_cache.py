# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens: remembered, shared through private files, renewed before they end."""

from __future__ import annotations

import errno
import stat
import time
from pathlib import Path
from typing import Any

import pytest
from azure.core.credentials import AccessToken
from azure.core.exceptions import ClientAuthenticationError
from cryptography.fernet import Fernet

from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import AuthenticationError
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.run_memory import token_cache
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.run_memory.token_cache import CHECK, REMEDIES, TokenCache
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.sign_in_method import SignInMethod

SCOPE = "https://vault.azure.net/.default"


class Issuer:
    """A credential whose tokens count up."""

    def __init__(self, lifetime: float = 3600, error: Exception | None = None) -> None:
        self.lifetime, self.error = lifetime, error
        self.asked: list[dict[str, Any]] = []

    def get_token(self, scope: str, **options: Any) -> AccessToken:
        self.asked.append(options)
        if self.error:
            raise self.error
        return AccessToken(f"{scope} {len(self.asked)}", int(time.time() + self.lifetime))


def cache(issuer: Issuer, folder: Path | None, who: str = "me") -> TokenCache:
    return TokenCache(SignInMethod("application me", issuer, (who,)), str(folder) if folder else None)


def test_one_sign_in_serves_all_workers(tmp_path: Path) -> None:
    issuer = Issuer()
    tokens = {cache(issuer, tmp_path).get_token(SCOPE).token for _time in range(3)}
    assert tokens == {f"{SCOPE} 1"}
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert SCOPE.encode() not in file.read_bytes(), "who finds the file cannot use the token"


def test_another_run_cannot_read_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    issuer = Issuer()
    cache(issuer, tmp_path).get_token(SCOPE)
    monkeypatch.setattr(token_cache, "_SEAL", Fernet(Fernet.generate_key()))
    assert cache(issuer, tmp_path).get_token(SCOPE).token == f"{SCOPE} 2"


@pytest.mark.parametrize("answered", [None, "", 7, []])
def test_an_answer_without_a_token_is_no_sign_in(tmp_path: Path, answered: Any) -> None:
    issuer = Issuer()
    issuer.get_token = lambda *_scopes, **_options: AccessToken(answered, 0)  # type: ignore[method-assign]
    with pytest.raises(AuthenticationError, match=f"Could not sign in as application me, for {SCOPE}: the answer has no token."):
        cache(issuer, tmp_path).get_token(SCOPE)
    assert list(tmp_path.iterdir()) == []


def test_identities_and_audiences_do_not_mix(tmp_path: Path) -> None:
    issuer = Issuer()
    mine = cache(issuer, tmp_path)
    tokens = [mine.get_token(SCOPE), mine.get_token("other"), cache(issuer, tmp_path, "you").get_token(SCOPE)]
    assert len({token.token for token in tokens}) == 3


def test_a_token_near_its_end_is_renewed(tmp_path: Path) -> None:
    issuer = Issuer(lifetime=200)
    mine = cache(issuer, tmp_path)
    mine.get_token(SCOPE)
    mine.get_token(SCOPE)
    assert len(issuer.asked) == 2


def test_a_demand_for_more_proof_is_passed_on(tmp_path: Path) -> None:
    issuer = Issuer()
    mine = cache(issuer, tmp_path)
    mine.get_token(SCOPE)
    assert mine.get_token(SCOPE, claims="{}").token == f"{SCOPE} 2"
    assert issuer.asked == [{}, {"claims": "{}"}]
    assert cache(issuer, tmp_path).get_token(SCOPE).token == f"{SCOPE} 2"


@pytest.mark.parametrize("content", ["", "[]", '{"token": 1}', "\x00"])
def test_a_damaged_file_is_no_token(tmp_path: Path, content: str) -> None:
    issuer = Issuer()
    cache(issuer, tmp_path).get_token(SCOPE)
    (file,) = tmp_path.iterdir()
    file.write_text(content)
    assert cache(issuer, tmp_path).get_token(SCOPE).token == f"{SCOPE} 2"


def test_without_a_folder_each_worker_signs_in(tmp_path: Path) -> None:
    """The file saves time only."""
    issuer = Issuer()
    tokens = [cache(issuer, tmp_path / "missing").get_token(SCOPE).token for _time in range(2)]
    assert tokens == [f"{SCOPE} 1", f"{SCOPE} 2"]


def test_without_room_each_worker_signs_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_paths: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    issuer = Issuer()
    assert [cache(issuer, tmp_path).get_token(SCOPE).token for _time in range(2)] == [f"{SCOPE} 1", f"{SCOPE} 2"]
    assert list(tmp_path.iterdir()) == []


def test_it_can_be_switched_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAULTPIPE_TOKEN_CACHE", "off")
    issuer = Issuer()
    mine = cache(issuer, tmp_path)
    assert mine.get_token(SCOPE) == mine.get_token(SCOPE)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "error", [ClientAuthenticationError("AADSTS7000215: no.\nTrace: x"), ValueError("no tenant"), FileNotFoundError("no file")]
)
def test_a_refusal_names_the_way(error: Exception) -> None:
    with pytest.raises(AuthenticationError) as refused:
        cache(Issuer(error=error), None).get_token(SCOPE)
    expected = f"Could not sign in as application me, for {SCOPE}: {str(error).splitlines()[0].rstrip('.')}."
    assert refused.value.message == expected


@pytest.mark.parametrize(
    ("error", "remedy"),
    [
        (ClientAuthenticationError(f"Authentication failed: {code}: no.\nTrace: x"), remedy)
        for code, remedy in (*REMEDIES.items(), ("AADSTS90002", CHECK))
    ],
)
def test_a_refusal_says_what_to_do(error: Exception, remedy: str) -> None:
    with pytest.raises(AuthenticationError) as refused:
        cache(Issuer(error=error), None).get_token(SCOPE)
    assert refused.value.remedy == remedy
