# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check mode writes nothing: every module with every example and option, every role, every playbook, on nothing and on all."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.sample_cloud import SAMPLE, everything
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import LOCATION
from ansible_collections.vaultpipe.azure.tests.support.documentation.documented import (
    GUID,
    MODULES,
    ROLES,
    VARIABLES,
    module_examples,
    module_variations,
    playbook_variables,
    role_examples,
    role_removals,
    role_variations,
)
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

DELAYS: dict[str, dict[str, str]] = {"filled": {}, "empty": {"VAULTPIPE_RETRY_DELAY": "0"}}
"""Environments by the cloud: in the empty one a vault that is not there is asked for again without a pause."""


@pytest.fixture
def ansible(emulator: EmulatorProcess, tmp_path: Path) -> Ansible:
    """Ansible where the variables that the examples look up are set."""
    return Ansible({**emulator.environment, **VARIABLES}, tmp_path)


@pytest.fixture(scope="session")
def clouds(shared_emulator: EmulatorProcess, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    shared_emulator.reset()
    empty = shared_emulator.snapshot()
    play = Ansible(shared_emulator.environment, tmp_path_factory.mktemp("filled")).play(everything())
    assert [f"{outcome.name}: {outcome.msg}" for outcome in play if outcome.failed] == []
    return {"empty": empty, "filled": shared_emulator.snapshot()}


@pytest.fixture(params=["empty", "filled"])
def cloud(request: pytest.FixtureRequest, emulator: EmulatorProcess, clouds: dict[str, bytes]) -> str:
    emulator.restore(clouds[request.param])
    return str(request.param)


def written(emulator: EmulatorProcess) -> list[str]:
    return [str(request) for request in emulator.writes()]


def failures(play: Play, legitimate: Sequence[str]) -> list[str]:
    """Failures for another reason than these, each a part of a message."""
    told = [(outcome, outcome.msg or json.dumps(outcome.result)) for outcome in play if outcome.failed]
    return [f"{outcome.name}: {text}" for outcome, text in told if not any(reason in text for reason in legitimate)]


# Outside check mode they would fail the same way: the option is refused, or its value names something that is not there.
REFUSED = (
    "Leave one of them out",
    "missing parameter(s) required by",
    "has no pipeline with the id 47",
    "There is no app registration 00000000-0000-0000-0000-000000000000",
    f"There is no service connection {GUID}",
    "it is set at creation only",
    "and changing it changes its work items",
    f"The subscription '{GUID}' could not be found",
    "Its removal would delete that as well",
    "in the project vaultpipe-demo. Create it first, or correct resource",
    "There is no pipeline shop in the project shop",
)
FOUND = (
    "pipelines",
    "pipeline_permissions",
    "pipeline_runs",
    "repositories",
    "variable_groups",
    "kv_access_policies",
    "role_assignments",
)
"""Keys of what info modules found, which those that fail do not return."""
# On nothing these fail too: what they read, rename or copy is not there.
ABSENT = (
    "There is no service connection azure-shop in shop yet, and no identity is given for it",
    "Could not list the secrets of https://kv-shop.vault.azure.net/. The service gave no answer",
    "the output has been hidden",
    "Finalization of task args",
    "There is no project shop in https://dev.azure.com/vaultpipe",
    "There is no project vaultpipe-demo in https://dev.azure.com/vaultpipe",
    "There is no key vault kv-shop in",
    "Resource group 'rg-shop' could not be found",
    "so there is nothing to rotate",
    *(f"object of type 'dict' has no attribute '{key}'" for key in FOUND),
)


@pytest.mark.long
def test_modules(ansible: Ansible, emulator: EmulatorProcess, cloud: str) -> None:
    tasks = [(module, task) for module in MODULES for task in module_examples(module)]
    if cloud == "filled":
        tasks += [(module, task) for module in MODULES for task in module_variations(module)]
    play = ansible.play([task for _module, task in tasks], check=True, execution="controller", environment=DELAYS[cloud])
    assert failures(play, REFUSED if cloud == "filled" else (*REFUSED, *ABSENT)) == []
    assert written(emulator) == []
    if cloud == "filled":
        existing = {
            module
            for (module, _options), outcome in zip(tasks, play, strict=True)
            if outcome.result.get("diff", {}).get("before")
        }
        assert [module for module in MODULES if not module.endswith("_info") and module not in existing] == []


@pytest.mark.long
def test_roles(ansible: Ansible, emulator: EmulatorProcess, cloud: str) -> None:
    tasks = [
        task
        for role in ROLES
        for task in (role_variations(role) if cloud == "filled" else [*role_examples(role), *role_removals(role)])
    ]
    path = ansible.folder / "roles.json"
    path.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "ignore_errors": True, "tasks": tasks}]))
    play = ansible.playbook(str(path), check=True, environment=DELAYS[cloud])
    refused = (
        "types do not change",
        "missing parameter(s) required by",
        # The shorter example has neither a secret nor its value; the failed check is ignored here, and what follows fails.
        "A proof needs pipeline_run_expected_value",
        "'pipeline_run_expected_value' is undefined",
        "Finalization of task args",
        "object of type 'dict' has no attribute 'action'",
    )
    assert failures(play, refused) == []
    assert written(emulator) == []


CHOICES = ("vaultpipe_identity_type", "vaultpipe_access", "vaultpipe_pipeline_type")
WAYS = {
    "empty": (
        ("managed_identity", "policy", "classic"),
        ("service_principal", "rbac", "yaml"),
    ),
    "filled": (
        ("managed_identity", "policy", "yaml"),
        ("managed_identity", "rbac", "classic"),
        ("service_principal", "policy", "classic"),
        ("service_principal", "rbac", "yaml"),
    ),
}
"""Choices for the playbooks by the cloud. Any two of them meet once, and each meets both clouds."""


@pytest.mark.long
def test_playbooks(ansible: Ansible, emulator: EmulatorProcess, cloud: str) -> None:
    names: dict[str, Any] = {
        "vaultpipe_organization": "vaultpipe",
        "vaultpipe_subscription": ansible.environment["AZURE_SUBSCRIPTION_ID"],
        "vaultpipe_location": LOCATION,
        "vaultpipe_repository_import_url": SAMPLE,
        "vaultpipe_project": "shop",
        "vaultpipe_repository": "shop",
        "vaultpipe_resource_group": "rg-shop",
        "vaultpipe_vault_name": "kv-shop",
        "vaultpipe_secret_name": "ApiKey",
        "vaultpipe_secret_value": "new-value",
        "vaultpipe_service_connection": "azure-shop",
        "vaultpipe_artifact_dir": str(ansible.folder / "artifact"),
        "vaultpipe_yaml_path": "azure-pipelines-1.yml",
        "vaultpipe_secret_settings": {"content_type": "text/plain"},
        "vaultpipe_tags": {"team": "shop"},
        "vaultpipe_network_acls": {"default_action": "Allow"},
        "vaultpipe_purge_protection": False,
        "vaultpipe_caller_access": True,
        "vaultpipe_preflight": True,
        "vaultpipe_html_file": str(ansible.folder / "wiring.html"),
    }
    book: list[dict[str, Any]] = []
    for way in WAYS[cloud]:
        identity, _access, pipeline = way
        variables = {
            **names,
            **dict(zip(CHOICES, way, strict=True)),
            "vaultpipe_identity_name": "id-shop" if identity == "managed_identity" else "shop-pipeline",
            "vaultpipe_pipeline": "shop" if pipeline == "classic" else "shop-yaml",
            "vaultpipe_proof": "digest" if pipeline == "classic" else "artifact",
            "vaultpipe_service_management_reference": "4711" if identity == "service_principal" else "",
        }
        book.append({"import_playbook": "vaultpipe.azure.setup", "vars": variables})
        if pipeline == "classic":
            purge = identity == "managed_identity"
            book.append(
                {"import_playbook": "vaultpipe.azure.teardown", "vars": {**variables, "vaultpipe_purge": purge, "purge": purge}}
            )
    assert {name for one in book for name in one["vars"]} == playbook_variables("setup") | playbook_variables("teardown")
    path = ansible.folder / "ways.json"
    path.write_text(json.dumps(book))
    ansible.environment.pop("VAULTPIPE_VARS")
    play = ansible.playbook(str(path), check=True, environment=DELAYS[cloud])
    assert play.returncode == 0, play.output
    assert play.recap["changed"] >= len(book)
    assert written(emulator) == []
    assert not Path(names["vaultpipe_artifact_dir"]).exists()
