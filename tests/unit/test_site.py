# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The generated parts of the documentation are whole, and what its pages name exists."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from ansible_collections.vaultpipe.azure.docs.site import environment, links, pages, remedies, roles_to_paste, variables
from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import REMEDIES
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.run_memory import token_cache

COLLECTION = Path(__file__).resolve().parents[2]
PAGES = sorted((COLLECTION / "docs/docsite/rst").glob("*.rst"))
PLUGINS = sorted((COLLECTION / "plugins").rglob("*.py"))
OLD_VARIABLES = {"VAULTPIPE_FRONT_DOOR"}
ENVIRONMENT = {row[0].strip("`") for row in environment.rows()}


@pytest.mark.parametrize("playbook", sorted(path.stem for path in (COLLECTION / "playbooks").glob("*.yml")))
def test_every_variable_of_every_playbook_has_a_row(playbook: str) -> None:
    _before, found, section = variables.sections().partition(f"vaultpipe.azure.{playbook}\n---")
    assert found
    own = re.split(r"^vaultpipe\.azure\.\w+$", section, maxsplit=1, flags=re.MULTILINE)[0]
    taken = yaml.safe_load((COLLECTION / f"playbooks/vars/{playbook}_arguments.yml").read_text())["options"]
    assert set(re.findall(r"^  \* - ``(\w+)``$", own, re.MULTILINE)) == set(taken)
    for name, rules in taken.items():
        assert all(f"``{name}.{key}``" in own for key in rules.get("options", {}))


def test_every_code_with_a_remedy_has_a_row() -> None:
    shown = remedies.tables()
    assert [code for code in (*REMEDIES, *token_cache.REMEDIES) if f"``{code}``" not in shown] == []


def test_every_class_of_errors_that_takes_a_remedy_is_looked_for() -> None:
    """A class of its own that a file derives from them would be missing on the page."""
    derived = {
        name
        for path in PLUGINS
        for name, base in re.findall(r"^class (\w+)\((\w+)\):", path.read_text(), re.MULTILINE)
        if base in remedies.RAISED
    }
    assert derived - {"ServiceError", "TransportError"} <= remedies.RAISED  # both get theirs by code and by kind


def test_texts_of_the_code_are_there() -> None:
    shown = dict(remedies.own_texts())
    assert shown["... has disappeared."] == "Run again."
    assert len(shown) > 100
    assert not [text for text, remedy in shown.items() if not text or not remedy]


def test_every_environment_variable_has_a_row() -> None:
    named = {name for path in PLUGINS for name in re.findall(r"\bVAULTPIPE_[A-Z_]+\b", path.read_text())}
    assert named - OLD_VARIABLES - {"VAULTPIPE_EMULATOR"} <= ENVIRONMENT


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_nothing_is_left_to_generate(page: Path) -> None:
    filled = links.linked(pages.filled(page.read_text()))
    assert ".. generated:" not in filled
    assert set(re.findall(r"<vaultpipe\.azure\.(\w+)#module>", filled)) <= links.MODULES


def test_each_generated_part_is_on_a_page() -> None:
    shown = "".join(page.read_text() for page in PAGES)
    assert set(pages.MARK.findall(shown)) == set(pages.GENERATED)


def test_roles_to_paste_hold_what_the_set_up_asks_for() -> None:
    role = roles_to_paste.setup()
    assert set(roles_to_paste.actions()["keyvault_secret"]) <= {*role["DataActions"], *role["Actions"]}
    assert set(roles_to_paste.actions()["role_assignment"]) - {"Microsoft.KeyVault/vaults/read"} <= set(role["Actions"])
    written = json.dumps(roles_to_paste.looking())
    assert not re.search("write|delete|purge|getSecret", written.replace("deletedVaults", ""))


def test_moving_over_names_modules_that_exist() -> None:
    page = (COLLECTION / "docs/docsite/rst/moving_over.rst").read_text()
    here = " ".join(re.findall(r"^  \* - .*\n    - (.*)", page, re.MULTILINE))
    named = set(re.findall(r"``(\w+)``", here))
    assert named
    assert named <= links.MODULES


def test_the_awx_credential_type_sets_what_is_read() -> None:
    inputs, injectors = (
        yaml.safe_load((COLLECTION / f"extensions/awx/{name}.yml").read_text()) for name in ("inputs", "injectors")
    )
    fields = {field["id"] for field in inputs["fields"]}
    assert set(injectors["env"]) <= ENVIRONMENT
    assert {value.strip("{} ") for value in injectors["env"].values()} == fields
    assert set(inputs["required"]) <= fields
