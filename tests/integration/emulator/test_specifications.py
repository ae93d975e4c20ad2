# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of conftest.py finds what the vendors' specifications do not allow, and takes all modules in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from requests import Session

from ansible_collections.vaultpipe.azure.tests.support.emulator.checked import Objections
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION, emulator_process
from ansible_collections.vaultpipe.azure.tests.support.specifications.beside import SPECIFICATIONS, needs
from ansible_collections.vaultpipe.azure.tests.support.specifications.specifications import Exchange, Specifications

beside = needs(SPECIFICATIONS)

PATH = "/vaultpipe/_apis/distributedtask/variablegroups/1"
GROUP = Exchange("DELETE", "dev.azure.com", PATH, frozenset({"projectids"}), "7.1", None, 204, None)
SECRET = Exchange("PUT", "kv.vault.azure.net", "/secrets/One", frozenset(), "7.5", {"value": "one"}, 200, {"value": "one"})


@pytest.fixture(scope="module")
def specifications() -> Specifications:
    return Specifications(SPECIFICATIONS)


@beside
@pytest.mark.parametrize("exchange", [GROUP, SECRET])
def test_what_is_allowed(specifications: Specifications, exchange: Exchange) -> None:
    verdict = specifications.judge(exchange)
    assert verdict is not None
    assert (verdict.of_request, verdict.of_answer) == ([], [])


@beside
@pytest.mark.parametrize(
    ("exchange", "change", "said"),
    [
        (GROUP, {"version": "7.0"}, "Variablegroups_Delete: the api-version is 7.0, not one of 7.1"),
        (GROUP, {"version": ""}, "Variablegroups_Delete: the api-version is missing, not one of 7.1"),
        (GROUP, {"query": frozenset()}, "Variablegroups_Delete: the query lacks projectids"),
        (GROUP, {"query": frozenset({"projectids", "deep"})}, "Variablegroups_Delete: the query has deep, which is unknown"),
        (GROUP, {"asked": {}}, "Variablegroups_Delete: the request has a body, and none is foreseen"),
        (GROUP, {"path": "/vaultpipe/_apis/new"}, "no specification has DELETE dev.azure.com/vaultpipe/_apis/new"),
        (SECRET, {"asked": {}}, "SetSecret: request: $ does not fit required: [\"value\"]"),
        (SECRET, {"asked": {"value": "one", "more": 1}}, "SetSecret: request: $.more is unknown"),
    ],
)  # fmt: skip
def test_what_is_not_allowed_of_a_request(
    specifications: Specifications, exchange: Exchange, change: dict[str, Any], said: str
) -> None:
    verdict = specifications.judge(replace(exchange, **change))
    assert verdict is not None
    assert verdict.of_request == [said]


@beside
def test_what_is_not_allowed_of_an_answer(specifications: Specifications) -> None:
    verdict = specifications.judge(replace(SECRET, answered={"value": 1}))
    assert verdict is not None
    assert verdict.of_answer == ['SetSecret: answer 200: $.value does not fit type: "string"']


@beside
def test_another_host(specifications: Specifications) -> None:
    assert specifications.judge(replace(GROUP, host="login.microsoftonline.com")) is None


@beside
def test_a_request_of_ours_that_no_specification_has(tmp_path: Path) -> None:
    objections = Objections(tmp_path)
    with emulator_process(tmp_path / "emulator", module=objections.module) as emulator, Session() as session:
        session.proxies, session.verify = (
            {"https": emulator.environment["HTTPS_PROXY"]},
            emulator.environment["REQUESTS_CA_BUNDLE"],
        )
        session.trust_env = False
        for agent in ("somebody", "vaultpipe.azure"):
            session.get("https://graph.microsoft.com/v1.0/devices", headers={"User-Agent": agent}, timeout=30)
            if agent == "somebody":
                objections.raise_any()
    with pytest.raises(AssertionError, match=r"no specification has GET graph\.microsoft\.com/v1\.0/devices"):
        objections.raise_any()
    objections.raise_any()


def test_every_module_has_tests_that_are_checked() -> None:
    tested = {path.stem.removeprefix("test_") for path in (COLLECTION / "tests/integration/modules").glob("test_*.py")}
    assert {path.stem for path in (COLLECTION / "plugins/modules").glob("*.py")} <= tested
