# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Wrong variables of the playbooks are told by name before any request, and never by a line with the secret."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.starts import ansible_playbook
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

SETUP, TEARDOWN = "vaultpipe.azure.setup", "vaultpipe.azure.teardown"
CANARY = "canary4711"
NO_TEXTS = {
    "list": f"[{CANARY}, 12]",
    "number": "4711081542",
    "number with a point": "4711.0815",
    "mapping": f"{{password: {CANARY}}}",
    "truth": "yes",
}
BRACES = {
    "braces inside": f"ab{{{{ {CANARY} }}}}cd",
    "braces around it": f"{{{{ {CANARY} }}}}",
    "half open": f"{CANARY}{{{{",
    "half open at the begin": f"{{{{{CANARY}",
    "block": f"{{% {CANARY} %}}",
    "comment": f"{CANARY}{{# 12",
    "two expressions": f"{{{{ 1 }}}}{CANARY}{{{{ 2 }}}}",
}


def run(ansible: Ansible, *arguments: str, playbook: str = SETUP) -> tuple[int, str]:
    ended = ansible_playbook([playbook, *arguments], ansible.environment, ansible.folder)
    return ended.returncode, " ".join(ended.output.split())


def demo(ansible: Ansible, **changes: str) -> Path:
    """The demo's variables as a file, some of them written otherwise."""
    lines = [line for line in Path(ansible.environment["VAULTPIPE_VARS"]).read_text().splitlines() if line.strip()]
    kept = [line for line in lines if line.partition(":")[0] not in changes]
    file = ansible.folder / "vars.yml"
    file.write_text("\n".join([*kept, *(f"{name}: {value}" for name, value in changes.items())]) + "\n")
    return file


def given(ansible: Ansible, way: str, file: Path) -> list[str]:
    """Arguments that give the file in one of two ways."""
    ansible.environment.pop("VAULTPIPE_VARS", None)
    if way == "extra":
        return ["-e", f"@{file}"]
    ansible.environment["VAULTPIPE_VARS"] = file.name
    return []


def refused(ansible: Ansible, **variables: object) -> Play:
    play = ansible.playbook(SETUP, extra_vars={"vaultpipe_artifact_dir": "a", **variables})
    assert play.returncode != 0
    return play


@pytest.mark.parametrize("way", ["extra", "file"])
@pytest.mark.parametrize("written", NO_TEXTS.values(), ids=NO_TEXTS.keys())
def test_a_secret_that_yaml_takes_for_no_text(ansible: Ansible, emulator: EmulatorProcess, way: str, written: str) -> None:
    file = demo(ansible, vaultpipe_secret_value=written, vaultpipe_proof="digest")
    status, output = run(ansible, *given(ansible, way, file))
    assert status != 0
    assert "vaultpipe_secret_value is not a text but" in output
    assert written not in output
    assert CANARY not in output
    assert emulator.requests() == []


@pytest.mark.parametrize("way", ["extra", "file"])
@pytest.mark.parametrize("value", BRACES.values(), ids=BRACES.keys())
def test_a_secret_that_ansible_takes_for_a_template(ansible: Ansible, emulator: EmulatorProcess, way: str, value: str) -> None:
    file = demo(ansible, vaultpipe_secret_value=json.dumps(value), vaultpipe_proof="digest")
    status, output = run(ansible, *given(ansible, way, file))
    assert status != 0
    assert "vaultpipe_secret_value: !unsafe" in output
    assert CANARY not in output
    assert emulator.requests() == []


def test_a_secret_marked_as_unsafe_is_proven(ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path) -> None:
    file = demo(ansible, vaultpipe_secret_value=f"!unsafe '{BRACES['braces inside']}'", vaultpipe_proof="digest")
    status, output = run(ansible, *given(ansible, "extra", file), "-e", f"vaultpipe_artifact_dir={tmp_path / 'a'}")
    assert status == 0, output
    assert CANARY not in output


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "there is no such file"),
        (f"a: [{CANARY}", "cannot be read as YAML with variables"),
        (f"- {CANARY}\n", "cannot be read as YAML with variables"),
        (f"$ANSIBLE_VAULT;1.1;AES256\n{CANARY}\n", "cannot be read as YAML with variables"),
    ],
    ids=["missing", "no YAML", "a list", "encrypted"],
)
def test_a_variables_file_that_cannot_be_read(
    ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path, content: str | None, told: str
) -> None:
    file = tmp_path / "mine.yml"
    if content is not None:
        file.write_text(content)
    status, output = run(ansible, *given(ansible, "file", file))
    assert status != 0
    assert f"VAULTPIPE_VARS names {file}" in output
    assert told in output
    assert CANARY not in output
    assert "Unknown error" not in output
    assert emulator.requests() == []


@pytest.mark.parametrize("playbook", [SETUP, TEARDOWN])
@pytest.mark.parametrize("arguments", [["--tags", "vault"], ["--skip-tags", "untagged"]], ids=lambda given: given[0])
def test_a_part_by_tags_is_refused(ansible: Ansible, emulator: EmulatorProcess, playbook: str, arguments: list[str]) -> None:
    status, output = run(ansible, *arguments, "-e", "vaultpipe_artifact_dir=a", playbook=playbook)
    assert status != 0
    assert "This playbook runs as a whole only. Leave out --tags" in output
    assert emulator.requests() == []


@pytest.mark.parametrize(
    ("playbook", "task"),
    [(book, f"*{role} : Bring it to its state") for book in (SETUP, TEARDOWN) for role in ("service_connection", "vault_access")]
    + [(SETUP, "What was made"), (TEARDOWN, "Gather what is left")],
)
def test_a_part_by_its_first_task_is_refused(ansible: Ansible, emulator: EmulatorProcess, playbook: str, task: str) -> None:
    first = ["--start-at-task", task]
    status, output = run(ansible, *given(ansible, "extra", demo(ansible)), *first, playbook=playbook)
    assert status != 0
    assert "This playbook runs as a whole only. Leave out --start-at-task" in output
    assert emulator.requests() == []


def test_tags_on_an_imported_playbook_work(ansible: Ansible, tmp_path: Path) -> None:
    book = tmp_path / "tagged.json"
    book.write_text(json.dumps([{"import_playbook": SETUP, "tags": ["mine"]}]))
    status, output = run(
        ansible, "--check", "--tags", "mine", "-e", f"vaultpipe_artifact_dir={tmp_path / 'a'}", playbook=str(book)
    )
    assert status == 0, output


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("vaultpipe_organization", "https://example.com/x", "not a valid organization name or address"),
        ("vaultpipe_vault_name", "kv_shop_prod", "but a key vault's name has"),
        ("vaultpipe_secret_name", "DB_PASSWORD", "but a secret's name has"),
        ("vaultpipe_resource_group", "rg.", "but a resource group's name has"),
        ("vaultpipe_identity_name", "-id", "but a managed identity's name has"),
        ("vaultpipe_project", "a/b", "such a name has no '/'"),
    ],
)
def test_a_name_that_breaks_a_rule(ansible: Ansible, emulator: EmulatorProcess, name: str, value: str, rule: str) -> None:
    play = refused(ansible, **{name: value})
    assert f"{name} is '{value}'" in play.output
    assert rule in " ".join(play.output.split())
    assert emulator.requests() == []


def test_placeholders_and_unknown_variables_are_all_named(ansible: Ansible, emulator: EmulatorProcess) -> None:
    play = refused(
        ansible,
        vaultpipe_project="YOUR_PROJECT",
        vaultpipe_organization="https://dev.azure.com/YOUR_ORGANIZATION",
        vaultpipe_service_managment_reference="4711",
        vaultpipe_zzz="1",
    )
    output = " ".join(play.output.split())
    assert "vaultpipe_project still holds the placeholder YOUR_PROJECT." in output
    assert "vaultpipe_organization still holds the placeholder YOUR_ORGANIZATION." in output
    assert "no variable vaultpipe_service_managment_reference. Did you mean vaultpipe_service_management_reference?" in output
    assert "There is no variable vaultpipe_zzz. Leave it out." in output
    assert emulator.requests() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vaultpipe_location", "west-europe"),
        ("vaultpipe_subscription", "no such subscription"),
        ("vaultpipe_subscription", "11111111-2222-3333-4444-555555555555"),
    ],
)
def test_what_only_azure_knows_is_asked_before_the_first_write(
    ansible: Ansible, emulator: EmulatorProcess, name: str, value: str
) -> None:
    play = refused(ansible, **{name: value})
    assert value in play.output
    assert play[-1].name == "Look whether Azure has the subscription and the location"
    assert emulator.writes() == []


def test_a_wrong_sign_in_is_seen_before_the_first_write(ansible: Ansible, emulator: EmulatorProcess) -> None:
    ansible.environment |= {"AZURE_CLIENT_SECRET": "wrong", "AZURE_DEVOPS_EXT_PAT": "wrong"}
    play = refused(ansible)
    assert play[-1].name.startswith("Look whether")
    assert emulator.writes() == []
