# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Floors of versions are the same wherever they stand."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from ansible_collections.vaultpipe.azure.tests.matrix import PAIRS, floors

COLLECTION = Path(__file__).resolve().parents[2]
GUIDE = "docs/docsite/rst/contributor_guide.rst"
CORE = (
    str(yaml.safe_load((COLLECTION / "meta/runtime.yml").read_text())["requires_ansible"]).removeprefix(">=").removesuffix(".0")
)
"""ansible-core's floor: meta/runtime.yml is its home, since ansible-core itself reads it."""
PYTHON = str(yaml.safe_load((COLLECTION / "tests/config.yml").read_text())["modules"]["python_requires"]).removeprefix(">=")
"""The collection's floor, which ansible-test reads in tests/config.yml."""
PYPROJECT = tomllib.loads((COLLECTION / "pyproject.toml").read_text())
OWN_PYTHON = PYPROJECT["tool"]["mypy"]["python_version"]
"""The floor of the local Azure and of the tests, which mypy checks."""


def number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


@pytest.mark.parametrize("role", sorted(path.parent.parent.name for path in COLLECTION.glob("roles/*/meta/main.yml")))
def test_of_ansible_core_in_roles(role: str) -> None:
    described = yaml.safe_load((COLLECTION / "roles" / role / "meta/main.yml").read_text())
    assert described["galaxy_info"]["min_ansible_version"] == CORE


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("README.md", r"ansible-core ([\d.]+) or newer"),
        ("demo/requirements.txt", r"^ansible-core>=([\d.]+)$"),
        ("extensions/awx/execution-environment.yml", r"package_pip: ansible-core>=([\d.]+)$"),
        (GUIDE, r"^  \* - ansible-core\n    - ([\d.]+) and newer"),
    ],
)
def test_of_ansible_core_in_texts(path: str, words: str) -> None:
    assert re.findall(words, (COLLECTION / path).read_text(), re.MULTILINE) == [CORE]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("README.md", r"controller with Python ([\d.]+) or newer"),
        (GUIDE, r"^  \* - Python of the controller, and of hosts that run modules\n    - ([\d.]+) and newer"),
    ],
)
def test_of_the_collection_s_python(path: str, words: str) -> None:
    assert re.findall(words, (COLLECTION / path).read_text(), re.MULTILINE) == [PYTHON]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("README.md", r"local Azure needs Python ([\d.]+)\."),
        ("README.md", r"Needs Python ([\d.]+) or newer, pip"),
        ("Makefile", r"need python3 >= ([\d.]+), pip"),
        (GUIDE, r"Both need Python ([\d.]+) or newer,\s+pip"),
        (GUIDE, r"^  \* - Python of the local Azure and of the tests\n    - ([\d.]+) and newer"),
    ],
)
def test_of_the_local_azure_s_python(path: str, words: str) -> None:
    assert re.findall(words, (COLLECTION / path).read_text(), re.MULTILINE) == [OWN_PYTHON]


def test_of_the_local_azure_s_python_in_commands() -> None:
    assert PYPROJECT["tool"]["ruff"]["target-version"] == "py" + OWN_PYTHON.replace(".", "")
    wanted = tuple(map(int, re.findall(r"sys\.version_info >= \((\d+), (\d+)\)", (COLLECTION / "Makefile").read_text())[0]))
    assert wanted == number(OWN_PYTHON)


def test_the_matrix_begins_at_the_floors() -> None:
    assert min((pair.core for pair in PAIRS), key=number) == CORE
    assert min((pair.python for pair in PAIRS), key=number) == PYTHON
    assert [(pair.core, pair.name) for pair in PAIRS if pair.floors] == [(CORE, f"core-{CORE}-python-{OWN_PYTHON}-floors")]


@pytest.mark.parametrize(
    ("path", "words"),
    [("README.md", r"newer; ([\d., and]+) are tested"), (GUIDE, r"``make test-matrix`` runs ([\d., and]+)$")],
)
def test_the_versions_of_the_matrix_in_texts(path: str, words: str) -> None:
    (listed,) = re.findall(words, (COLLECTION / path).read_text(), re.MULTILINE)
    assert re.findall(r"\d+\.\d+", listed) == sorted({pair.core for pair in PAIRS}, key=number)


def test_every_requirement_has_a_floor() -> None:
    requirements = (COLLECTION / "requirements.txt").read_text().splitlines()
    assert len(floors("\n".join(requirements))) == len([line for line in requirements if not line.startswith("#")])
