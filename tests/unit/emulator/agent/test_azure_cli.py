# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AzureCLI@2 with an `az` that writes down how it is called (docs/reference/pipeline_task.md#azure-cli-task)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.agent_jobs import (
    CLIENT_ID,
    ENDPOINT_ID,
    TENANT_ID,
    JobRecord,
    endpoint,
    run,
    script,
    step,
)
from ansible_collections.vaultpipe.azure.tests.support.actors.azure_stand_in import AzureStandIn, azure_stand_in
from emulator.agent.tasks.azure.azure_cli import words

SUBSCRIPTION = "bbbbbbbb-0000-0000-0000-000000000001"
AZ = """#!/bin/sh
echo "$0 $@" >> "$BUILD_ARTIFACTSTAGINGDIRECTORY/calls"
case "$1" in
--version) echo "azure-cli 2.91.0" ;;
login) [ -e "$BUILD_SOURCESDIRECTORY/refuse" ] && { echo "AADSTS700213: no trust" >&2; exit 3; }; echo "[signed in]" ;;
esac
exit 0
"""


@pytest.fixture
def azure(tmp_path: Path) -> Iterator[AzureStandIn]:
    with azure_stand_in(tmp_path) as stand_in:
        yield stand_in


def ran(azure: AzureStandIn, installed: bool = True, refuse: bool = False, key: str = "", **inputs: str) -> JobRecord:
    given = {"connectedServiceNameARM": ENDPOINT_ID, "scriptType": "bash", "scriptLocation": "inlineScript", **inputs}
    files = {"bin/az": AZ.encode(), "say.sh": b'echo "said: $1/$2/$#"', "note.txt": b"no script"}
    parameters = {"tenantid": TENANT_ID, "serviceprincipalid": CLIENT_ID}
    scheme = {"scheme": "ServicePrincipal", "parameters": parameters | {"serviceprincipalkey": key}} if key else {}
    way = 'chmod +x bin/az; echo "##vso[task.prependpath]$PWD/bin"' if installed else "true"
    return run(
        script("Prepare", f"{way}; {'touch refuse' if refuse else 'true'}"),
        step("CLI", "AzureCLI", inputs=given),
        step("Publish", "PublishBuildArtifacts", condition="always()"),
        files=files,
        environment=azure.environment,
        endpoints=(endpoint(data={"subscriptionId": SUBSCRIPTION, "environment": "AzureCloud"}, **scheme),),
    )


def calls(record: JobRecord) -> list[str]:
    """Arguments of each call of `az`."""
    lines = record.artifacts.get("drop", {}).get("calls", b"").decode().splitlines()
    return [line.partition(" ")[2] for line in lines]


def texts(record: JobRecord) -> list[str]:
    return [issue.message for issue in record["CLI"].issues]


def test_the_script_runs_after_signing_in_by_the_connection(azure: AzureStandIn) -> None:
    record = ran(
        azure,
        inlineScript='az account show; echo "spn=[$servicePrincipalId$tenantId$idToken] config=$AZURE_CONFIG_DIR"',
        addSpnToEnvironment="false",
    )
    assert (record["CLI"].result, texts(record)) == ("succeeded", []), record.everything
    assert calls(record) == [
        "--version",
        "cloud set -n AzureCloud",
        f"login --service-principal -u {CLIENT_ID} --tenant {TENANT_ID} --allow-no-subscriptions --federated-token the-id-token",
        f"account set --subscription {SUBSCRIPTION}",
        "account show",
        "account clear",
    ]
    log = "\n".join(record["CLI"].log)
    assert "spn=[]" in log
    assert "/_temp/.azclitask" in log
    assert "--federated-token ***" in log
    assert "the-id-token" not in record.everything
    assert str(azure.asked[0]) == "OPTIONS https://dev.azure.com/vaultpipe/_apis/distributedtask"


def test_the_principal_is_handed_to_the_script_on_demand(azure: AzureStandIn) -> None:
    values = '"$servicePrincipalId" "$tenantId" "$idToken" "$servicePrincipalKey"'
    text = f'printf "%s %s %s [%s]" {values} > $(Build.StagingDirectory)/spn'
    by_trust = ran(azure, inlineScript=text, addSpnToEnvironment="true")
    assert by_trust.artifacts["drop"]["spn"].decode() == f"{CLIENT_ID} {TENANT_ID} the-id-token []"
    by_key = ran(azure, inlineScript=text, addSpnToEnvironment="true", key="the-key-4711", allowNoSubscriptions="true")
    assert by_key.artifacts["drop"]["spn"].decode() == f"{CLIENT_ID} {TENANT_ID}  [the-key-4711]"
    assert calls(by_key)[2] == (
        f"login --service-principal -u {CLIENT_ID} --password=the-key-4711 --tenant {TENANT_ID} --allow-no-subscriptions"
    )
    assert not [call for call in calls(by_key) if call.startswith("account set")]
    assert "the-key-4711" not in by_key.everything


def test_a_file_with_arguments_in_a_folder(azure: AzureStandIn) -> None:
    record = ran(azure, scriptLocation="scriptPath", scriptPath="say.sh", scriptArguments='"a b" c', cwd="made/for/it")
    assert record["CLI"].result == "succeeded", record.everything
    assert "said: a b/c/2" in record["CLI"].log


WITHOUT_AZ = (
    "Script failed with error: Error: Unable to locate executable file: 'az'. Please verify either the file path exists or the "
    "file can be found within a directory specified by the PATH environment variable. Also check the file mode to verify the "
    "file is executable."
)


def test_without_az_it_fails_as_the_real_one(azure: AzureStandIn) -> None:
    assert texts(ran(azure, installed=False, inlineScript="true")) == [
        "Azure CLI 2.x is not installed on this machine.", WITHOUT_AZ, WITHOUT_AZ,
    ]  # fmt: skip


def test_a_refused_sign_in_ends_it(azure: AzureStandIn) -> None:
    said = "Script failed with error: AADSTS700213: no trust"
    record = ran(azure, refuse=True, inlineScript="true")
    assert texts(record) == ["Error Code: [3]", "Error: Azure login failed", said, said]
    assert "account clear" not in calls(record)


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ({"inlineScript": "exit 7"}, ["Script failed with exit code: 7"]),
        (
            {"inlineScript": "echo one >&2; echo two >&2", "failOnStandardError": "true"},
            ["one\ntwo", "Script has output to stderr. Failing as failOnStdErr is set to true."],
        ),
        ({"inlineScript": "echo one >&2"}, []),
        ({"scriptLocation": "there"}, ["there is not a valid value for task input 'Script Location'"]),
        (
            {"scriptLocation": "scriptPath", "scriptPath": "note.txt"},
            ["Script file could not be found at specified script location"],
        ),
        ({"scriptLocation": "scriptPath", "scriptPath": "none.sh"}, ["ENOENT: no such file or directory, stat '"]),
        ({"scriptType": ""}, ["Error: Input required: scriptType"]),
        ({"scriptType": "ps", "inlineScript": "a"}, ["Unable to locate executable file: 'powershell'."]),
        ({"scriptType": "sh", "inlineScript": "a"}, ["Unable to locate executable file: '"]),
        (
            {"scriptType": "pscore", "powerShellErrorActionPreference": "Go", "inlineScript": "a"},
            ["Invalid ErrorActionPreference 'Go'"],
        ),
    ],
)
def test_how_it_fails(azure: AzureStandIn, inputs: dict[str, Any], said: list[str]) -> None:
    record = ran(azure, **inputs)
    found = list(dict.fromkeys(texts(record)))
    assert len(found) == len(said), found
    assert all(part in text for part, text in zip(said, found, strict=True)), found
    assert record["CLI"].result == ("failed" if said else "succeeded")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", []), ("a  b", ["a", "b"]), ('"a b" c', ["a b", "c"]), ('-x="a b"', ["-x=a b"]), (r'"a \"b\" c"', ['a "b" c']),
        (r"a\b", [r"a\b"]), (r'"a\b"', [r"a\b"]),
    ],
)  # fmt: skip
def test_arguments_are_split_as_the_library_splits_them(line: str, found: list[str]) -> None:
    assert words(line) == found
