# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles inside of a user's own playbook: several uses in one play, the READMEs' examples, and variables that are refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import LOCATION, given
from ansible_collections.vaultpipe.azure.tests.support.documentation.documented import GUID, role_examples
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

ROLES = Path(__file__).resolve().parents[3] / "roles"
NAMES = sorted(path.name for path in ROLES.iterdir())
SAMPLE = "https://github.com/MicrosoftDocs/pipelines-dotnet-core"


def role(chapter: str, **variables: Any) -> dict[str, Any]:
    given = {f"{chapter}_{variable}": value for variable, value in variables.items()}
    return {"ansible.builtin.import_role": {"name": f"vaultpipe.azure.{chapter}"}, "vars": given}


def run(ansible: Ansible, folder: Path, tasks: list[dict[str, Any]], **how: Any) -> Play:
    """One play of the user's, with his own defaults for our modules."""
    path = folder / "users-own.json"
    defaults = {"group/vaultpipe.azure.all": {"subscription_id": "vaultpipe subscription"}}
    path.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "module_defaults": defaults, "tasks": tasks}]))
    return ansible.playbook(str(path), **how)


def way(name: str, folder: Path, identity_type: str, access: str, pipeline_type: str, proof: str) -> list[dict[str, Any]]:
    """All roles under names of one kind, with a task of the user's own in between; the pipelines differ by their folders."""
    group, vault, identity = f"rg-{name}", f"kv-of-{name}", f"id-{name}"
    who = {"identity_type": identity_type, "identity_name": identity}
    if identity_type == "managed_identity":
        who["identity_resource_group"] = group
    secret = {"name": f"Key-of-{name}", "value": f"value-of-{name}"}
    place = {"resource_group": group, "location": "northeurope"}
    return [
        role("source_repository", project="both", name=name, import_url=SAMPLE),
        role("key_vault", name=vault, access=access, secrets=[secret], **place),
        role("pipeline_identity", type=identity_type, name=identity, **(place if "identity_resource_group" in who else {})),
        {"ansible.builtin.debug": {"msg": f"{name} {{{{ pipeline_identity_ids.client_id }}}}"}, "name": f"Own task of {name}"},
        role("vault_access", vault_name=vault, resource_group=group, model=access, **who),
        role("service_connection", name=f"azure-{name}", project="both", **who),
        role(
            "pipeline",
            name="secrets",
            folder=name,
            project="both",
            repository=name,
            type=pipeline_type,
            service_connection=f"azure-{name}",
            vault_name=vault,
            secret_name=secret["name"],
            proof=proof,
        ),
        role(
            "pipeline_run",
            pipeline="secrets",
            folder=name,
            project="both",
            secrets=[{"vault_name": vault, "name": secret["name"]}],
            artifact_dir=str(folder / name),
            proof=proof,
            expected_value=secret["value"],
        ),
    ]


@pytest.mark.long
def test_two_of_everything_in_one_play(ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path) -> None:
    tasks = [
        *way("shop", tmp_path, "managed_identity", "policy", "yaml", "digest"),
        *way("bank", tmp_path, "service_principal", "rbac", "classic", "artifact"),
    ]
    planned = run(ansible, tmp_path, tasks, check=True)
    assert planned.returncode == 0, planned.output
    assert emulator.writes() == []

    made = run(ansible, tmp_path, tasks)
    assert made.returncode == 0, made.output
    own = [made.named(f"Own task of {name}")["msg"] for name in ("shop", "bank")]
    assert len({message.split()[1] for message in own}) == 2
    live = emulator.state()["live"]
    (project,) = live["devops"]["projects"]
    assert sorted(one["name"] for one in project["service_connections"]) == ["azure-bank", "azure-shop"]
    assert sorted(one["name"] for one in live["vaults"]["vaults"]) == ["kv-of-bank", "kv-of-shop"]
    assert [one["result"] for one in project["runs"]] == ["succeeded", "succeeded"]
    assert (tmp_path / "bank/drop/secret.txt").read_text() == "value-of-bank\n"

    emulator.forget_requests()
    again = run(ansible, tmp_path, tasks)
    assert again.returncode == 0, again.output
    assert again.recap["changed"] == 0
    assert emulator.writes() == []


def test_the_examples_of_the_readmes(ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path) -> None:
    """In check mode, where a role plans on whatever is there; arguments are checked as in any run."""
    ansible.environment["API_KEY"] = "value of the environment"
    examples = [role_examples(name) for name in NAMES]
    assert min(map(len, examples)) >= 2, "the least, and all of it"
    planned = run(ansible, tmp_path, [task for found in examples for task in found], check=True)
    assert planned.returncode == 0, planned.output
    assert emulator.writes() == []


def test_the_old_names_of_variables_are_taken(ansible: Ansible, tmp_path: Path) -> None:
    """Each of these is kept where others hold it, unless the variable names it; its old spelling does the same until 1.0."""
    identity = {"identity_name": "id-shop", "identity_resource_group": "rg-shop"}
    trust = {"issuer": "https://issuer.example.com", "subject": "a subject"}
    connection = {"project": "shop", "name": "azure-shop", "identity_client_id": GUID, "identity_tenant_id": GUID}
    link = {"service_connection": "azure-shop", "vault_name": "kv-shop-old", "secrets": ["One"]}
    ansible.play(
        [
            given("resource_group", name="rg-shop", location=LOCATION),
            given("keyvault", name="kv-shop-old", resource_group="rg-shop", location=LOCATION),
            given("keyvault_secret", vault_name="kv-shop-old", name="One", secret_value="a value"),
            given("managed_identity", name="id-shop", resource_group="rg-shop", location=LOCATION),
            given("federated_credential", name="one", managed_identity="id-shop", resource_group="rg-shop", **trust),
            given("devops_project", name="shop"),
            given("devops_repository", project="shop", name="code"),
            given("devops_service_connection", **connection),
            given("devops_variable_group", project="shop", name="secrets", **link),
        ]
    )
    in_group = [
        "Microsoft.ManagedIdentity/userAssignedIdentities id-shop",
        "secret One",
        f"principal {ansible.environment['AZURE_CLIENT_ID']}",
    ]
    in_project = ["repository shop", "repository code", "service connection azure-shop", "variable group secrets"]
    uses: dict[str, tuple[list[str], dict[str, Any]]] = {
        "key_vault": (in_group, {"name": "kv-shop-old", "resource_group": "rg-shop"}),
        "pipeline_identity": (["federated credential one"], {"name": "id-shop", "resource_group": "rg-shop"}),
        "service_connection": (
            ["variable group secrets"],
            {"name": "azure-shop", "project": "shop", "federated_credential_name": "one", **identity},
        ),
        "source_repository": (in_project, {"name": "code", "project": "shop"}),
        "vault_access": (["federated credential one"], {"vault_name": "kv-shop-old", "resource_group": "rg-shop", **identity}),
    }

    def left(spelling: str) -> dict[str, list[str]]:
        tasks = []
        for name, (counted_out, variables) in uses.items():
            given_list = {spelling: counted_out} if spelling else {"ignoring": []}
            tasks += [role(name, state="absent", **variables, **given_list)]
            tasks += [{"ansible.builtin.debug": {"msg": f"{{{{ {name}_left }}}}"}, "name": f"Left by {name}"}]
        play = run(ansible, tmp_path, tasks, check=True)
        assert play.returncode == 0, play.output
        return {name: play.named(f"Left by {name}")["msg"] for name in uses}

    held = left("")
    assert all(held.values()), held
    assert left("besides") == left("ignoring") == {name: [] for name in uses}


def refusals(ansible: Ansible, folder: Path, uses: list[dict[str, Any]]) -> list[str]:
    """Messages with which the uses of a role fail."""
    tell = {"ansible.builtin.debug": {"msg": "{{ ansible_failed_result.msg }}"}, "name": "Refusal"}
    play = run(ansible, folder, [{"block": [use], "rescue": [tell]} for use in uses])
    return [" ".join(str(outcome["msg"]).split()) for outcome in play if outcome.name == "Refusal"]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"state": "gone"}, "value of {role}_state must be one of: "),
        (
            {
                "ignoring": {"a": "mapping"},
                "secrets": {"a": "mapping"},
                "timeout": "soon",
                "run_as_pre_job": "perhaps",
                "verify": "perhaps",
                "permissions": {"a": "mapping"},
            },
            "unable to convert to",
        ),
    ],
)
def test_a_wrong_choice_or_type_is_refused_before_any_request(
    ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path, wrong: dict[str, Any], said: str
) -> None:
    uses, expected = [], []
    for name in NAMES:
        options = yaml.safe_load((ROLES / name / "meta/argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
        full = {key: value for task in role_examples(name)[-1:] for key, value in task["vars"].items()}
        given = {f"{name}_{option}": value for option, value in wrong.items() if f"{name}_{option}" in options}
        if given:
            uses.append({"ansible.builtin.import_role": {"name": f"vaultpipe.azure.{name}"}, "vars": {**full, **given}})
            expected.append(said.format(role=name))
    messages = refusals(ansible, tmp_path, uses)
    assert len(messages) == len(uses) >= 5
    for message, text in zip(messages, expected, strict=True):
        assert text in message
    assert emulator.requests() == []


def test_a_missing_variable_is_named_before_any_request(ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path) -> None:
    messages = refusals(ansible, tmp_path, [role(name) for name in NAMES])
    assert len(messages) == len(NAMES)
    for name, message in zip(NAMES, messages, strict=True):
        assert re.search(rf"missing required arguments: .*{name}_", message)
    assert emulator.requests() == []


@pytest.mark.parametrize("playbook", ["setup", "teardown"])
def test_a_playbook_refuses_an_unknown_choice_before_any_request(
    ansible: Ansible, emulator: EmulatorProcess, playbook: str
) -> None:
    refused = ansible.playbook(f"vaultpipe.azure.{playbook}", extra_vars={"vaultpipe_identity_type": "robot"})
    assert refused.returncode != 0
    assert "value of vaultpipe_identity_type must be one of: managed_identity, service_principal, got: robot" in refused.output
    assert emulator.requests() == []


@pytest.mark.parametrize("access", ["policy", "rbac"])
def test_vault_access_goes_without_a_diff(ansible: Ansible, tmp_path: Path, access: str) -> None:
    """A user's `diff: false` holds for the role's tasks, too."""
    place = {"resource_group": "rg-quiet", "location": LOCATION}
    uses = {"vault_name": "kv-quiet", "resource_group": "rg-quiet", "model": access, "identity_type": "managed_identity"}
    uses |= {"identity_name": "id-quiet", "identity_resource_group": "rg-quiet"}
    going = {**role("vault_access", **uses, state="absent"), "diff": False}
    tasks = [
        role("key_vault", name="kv-quiet", access=access, secrets=[], **place),
        role("pipeline_identity", type="managed_identity", name="id-quiet", **place),
        role("vault_access", **uses),
        {"ansible.builtin.set_fact": {"object_id": "{{ pipeline_identity_ids.principal_id }}"}, "name": "Object id"},
        going,
        {"ansible.builtin.debug": {"msg": "{{ vault_access_taken_from == ['principal ' ~ object_id] }}"}, "name": "Taken"},
        going,
        {"ansible.builtin.debug": {"msg": "{{ vault_access_taken_from }}"}, "name": "Taken again"},
    ]
    play = run(ansible, tmp_path, tasks, diff=True)
    assert play.returncode == 0, play.output
    assert play.named("Taken")["msg"] is True
    assert play.named("Taken again")["msg"] == []
