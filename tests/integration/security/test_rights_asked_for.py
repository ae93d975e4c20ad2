# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation lists every right that the requests of a module take, with all examples and options of its documentation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.sample_cloud import everything
from ansible_collections.vaultpipe.azure.tests.support.documentation.documented import (
    MODULES,
    OURS,
    VARIABLES,
    module_examples,
    module_variations,
)
from ansible_collections.vaultpipe.azure.tests.support.documentation.rights_page import rights_for_certain, rights_of
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess, emulator_process
from emulator.services.azure_devops.model.security.pat_scopes import carries

ASKING = "ansible_collections.vaultpipe.azure.tests.support.emulator.permission_tracing"
DONE_WITHOUT = ["Microsoft.Resources/subscriptions/locations/read"]
"""Looked for where it is allowed, to tell a location that is misspelt."""

BY_ROLES = {"project": "shop", "pipeline": "shop", "service_connection": "azure-shop", "vault_name": "kv-by-roles"}
OLD = ("azure-old", "azure-old-application")
CONVERSION = "devops_service_connection_conversion"
TAKEN = {"project": "shop", "location": "westeurope", "resource_group": "rg-shop-test", "vault_name": "kv-shop"}
FURTHER = {
    "preflight_info": [{"name": "Look for a name that is taken", f"{OURS}preflight_info": TAKEN}],
    "wiring_info": [{"name": "Look at a vault of roles", f"{OURS}wiring_info": BY_ROLES | {"secrets": ["Missing"]}}],
    CONVERSION: [
        {"name": f"Convert {name}", f"{OURS}{CONVERSION}": {"project": "shop", "name": name, "propagation": 0}} for name in OLD
    ],
}
"""Tasks by module that need what the documentation's examples do not."""


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    file = tmp_path / "asked"
    file.touch()
    return file


@pytest.fixture
def cloud(asked: Path, tmp_path: Path) -> Iterator[EmulatorProcess]:
    with emulator_process(tmp_path / "emulator", module=(ASKING, str(asked))) as emulator:
        yield emulator


def is_meant(right: str, alternatives: list[str]) -> bool:
    """Tells whether it is one of them, or a scope that includes one."""
    return any(right.lower() == one.lower() or carries((right,), one) for one in alternatives)


@pytest.mark.long
def test_what_is_listed_is_what_is_asked_for(cloud: EmulatorProcess, asked: Path, tmp_path: Path) -> None:
    ansible = Ansible({**cloud.environment, **VARIABLES}, tmp_path)
    assert [outcome.msg for outcome in ansible.play(everything()) if outcome.failed] == []
    snapshot = cloud.snapshot()

    played: dict[str, list[Outcome]] = {}
    for module in MODULES:
        cloud.restore(snapshot)
        tasks = [*module_examples(module), *module_variations(module), *FURTHER.get(module, [])]
        play = ansible.play(tasks, execution="controller")
        # An example may have tasks of other modules too.
        played[module] = [outcome for task, outcome in zip(tasks, play, strict=True) if OURS + module in task]

    noted = dict(json.loads(line) for line in asked.read_text().splitlines())
    wanted = {
        module: [right for outcome in outcomes for request in outcome.requests for right in noted.get(request.n, [])]
        for module, outcomes in played.items()
    }
    lacking = {
        f"{module}: {' or '.join(alternatives)}"
        for module, rights in wanted.items()
        for alternatives in rights
        if alternatives != DONE_WITHOUT and not any(is_meant(one, alternatives) for one in rights_of(module))
    }
    needless = {
        f"{module}: {right}"
        for module, rights in wanted.items()
        for right in set(rights_of(module)) - set(rights_for_certain(module))
        if not any(is_meant(right, alternatives) for alternatives in rights)
    }
    assert (sorted(lacking), sorted(needless)) == ([], [])
