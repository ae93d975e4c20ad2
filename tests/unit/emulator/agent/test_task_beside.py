# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Outcomes of Microsoft's AzureKeyVault@2 2.276.0, seen by running it unmodified with the same answers, as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.agent_jobs import (
    CLIENT_ID,
    ENDPOINT_ID,
    TENANT_ID,
    endpoint,
    run,
    step,
)
from ansible_collections.vaultpipe.azure.tests.support.actors.azure_stand_in import AzureStandIn, azure_stand_in

SECRETS = {"a1": "v-4711-one", "a2": "v-4712-two"}
KEY = {"tenantid": TENANT_ID, "serviceprincipalid": CLIENT_ID, "serviceprincipalkey": "the-key-4711"}
CRASHED = ["Unhandled: secretValue.indexOf is not a function", "TypeError: secretValue.indexOf is not a function"]
NO_PROPERTY = "Get secrets failed. Error: Cannot read properties of undefined (reading '{}')."
NO_LENGTH = "Could not fetch access token for AAD. TypeError: Cannot read properties of undefined (reading 'length')"
NO_LOCATION = (
    "Could not fetch access token for AAD. Error: Failed to find api location for area: distributedtask id: "
    "69a319f4-28c1-4bfd-93e6-ea0ff5c6f1a2"
)
UNKNOWN = "A secret with (name/id) {0} was not found in this key vault."
BAD_KEY = "Could not fetch access token for Azure. Verify if the Service Principal used is valid and not expired."


@dataclass(frozen=True)
class Case:
    name: str
    filter: str = "*"
    answers: dict[str, tuple[int, Any]] = field(default_factory=dict)
    """Answers by the last part of the path; given each time."""
    parameters: dict[str, str] | None = None
    """Parameters of a connection with a key."""
    issues: tuple[str, ...] = ()
    asked: str = ""
    """The end of a request that is sent."""


def missing(*names: str) -> str:
    return "".join(f'\n{name}: "{UNKNOWN.format(name)}"' for name in names)


CASES = (
    Case("in the order of the filter", "zz,yy,a2", issues=("", "", missing("zz", "yy"))),
    Case("numbers first", "zz,10,9", issues=("", "", "", missing("9", "10", "zz"))),
    Case("no place for it in an object", "__proto__,zz", issues=("", "", missing("zz"))),
    Case("only what has no place", "__proto__", issues=("",)),
    Case("an apostrophe", "a'1", issues=("", missing("a'1")), asked="/secrets/a%271?api-version=2016-10-01"),
    Case("a dot", ".", issues=("", missing(".")), asked="/secrets/.?api-version=2016-10-01"),
    Case("two dots", "..", issues=("", missing("..")), asked="/secrets/..?api-version=2016-10-01"),
    Case("a number as value", "a1", {"a1": (200, {"value": 5})}, issues=tuple(CRASHED)),
    Case("an object as value", "a1", {"a1": (200, {"value": {"a": 1}})}, issues=tuple(CRASHED)),
    Case("nothing as value", "a1", {"a1": (200, {"value": None})}),
    Case("entries without attributes", answers={"secrets": (200, {"value": [{"id": "https://kv/secrets/a1"}]})},
         issues=(NO_PROPERTY.format("exp"),)),
    Case("entries without an id", answers={"secrets": (200, {"value": [{"attributes": {"enabled": True}}]})},
         issues=(NO_PROPERTY.format("lastIndexOf"),)),
    Case("an object for a list", answers={"secrets": (200, {"value": {"a": 1}})}, issues=(NO_PROPERTY.format("exp"),)),
    Case("no list", answers={"secrets": (200, {"value": None})}),
    Case("a token that is none", "a1", {"token": (200, {"token_type": "Bearer", "expires_in": 3599})}),
    Case("addresses without a list", "a1", {"distributedtask": (200, {})}, issues=(f'\na1: "{NO_LENGTH}"',)),
    Case("no addresses", "a1", {"distributedtask": (404, {"message": "m"})}, issues=(f'\na1: "{NO_LOCATION}"',)),
    Case("a key that is refused", "a1,a2", {"token": (400, {})}, KEY, (f'\na1: "{BAD_KEY}"\na2: "{BAD_KEY}"',)),
    Case("an empty key", parameters={**KEY, "serviceprincipalkey": ""},
         issues=(f"Error: Endpoint auth data not present: {ENDPOINT_ID}",)),
)  # fmt: skip


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[AzureStandIn]:
    with azure_stand_in(tmp_path) as stand_in:
        stand_in.secrets = dict(SECRETS)
        yield stand_in


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_ends_as_microsofts_does(azure: AzureStandIn, case: Case) -> None:
    azure.refusals = {name: [answer] * 200 for name, answer in case.answers.items()}
    connection = endpoint(scheme="ServicePrincipal", parameters=case.parameters) if case.parameters else endpoint()
    given = {"ConnectedServiceName": ENDPOINT_ID, "KeyVaultName": "kv", "SecretsFilter": case.filter, "RunAsPreJob": "false"}
    record = run(step("Vault", "AzureKeyVault", inputs=given), environment=azure.environment, endpoints=(connection,))
    assert tuple(issue.message for issue in record["Vault"].issues) == case.issues
    failed = any(case.issues)
    assert record["Vault"].result == ("failed" if failed else "succeeded")
    assert not case.asked or any(one.url.endswith(case.asked) for one in azure.asked)


def test_an_input_that_is_there_and_empty(azure: AzureStandIn) -> None:
    given = {"ConnectedServiceName": ENDPOINT_ID, "KeyVaultName": "kv", "SecretsFilter": "*", "RunAsPreJob": ""}
    record = run(step("Vault", "AzureKeyVault", inputs=given), environment=azure.environment)
    said = [issue.message for issue in record["Pre-job: Vault"].issues]
    assert said == ["Unhandled: Input required: RunAsPreJob", "Error: Input required: RunAsPreJob"]
    assert not azure.asked
