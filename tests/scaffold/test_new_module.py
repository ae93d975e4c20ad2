# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make new-module` in a copy of the tree: what it writes passes the checks at once, and it writes nothing half.

The checks of ansible-test and antsibull-docs see the new modules only, since they take half a minute for all.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import ansible_test
import pytest

from ansible_collections.vaultpipe.azure.tests.scaffold.new_module import COLLECTION, EDITS, Names, Refused, write

TOOLS = Path(sys.executable).parent
VALIDATE = Path(ansible_test.__file__).parent / "_util/controller/sanity/validate-modules"
"""A private program of ansible-test, which runs it in a virtual environment that takes a minute to make. Needs voluptuous."""
NEW = [Names(*names) for names in (("devops_widget", "pipeline"), ("devops_widget_info", "pipeline"),
                                   ("big_widget", "widget"), ("big_widget_info", "widget"))]  # fmt: skip
"""One of each kind; two in a package that is there, two in one that is not."""
COPIED = ("plugins", "tests", "meta", "docs", "changelogs", "README.md", "galaxy.yml", "pyproject.toml")
CACHES = shutil.ignore_patterns("__pycache__", "output")


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    """The folder of `ansible_collections` with the copy; outside of pytest's own, whose random names docs lint reads."""
    with tempfile.TemporaryDirectory(prefix="vaultpipe-new-module-") as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def copy(root: Path) -> Path:
    collection = root / "ansible_collections/vaultpipe/azure"
    collection.mkdir(parents=True)
    for name in COPIED:
        path = COLLECTION / name
        (shutil.copy if path.is_file() else copy_folder)(path, collection / name)
    for names in NEW:
        write(names.module, names.subject, collection)
    return collection


def copy_folder(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=CACHES)


def new_files(suffix: str = ".py") -> list[str]:
    return [path for names in NEW for path in names.files() if path.endswith(suffix)]


def ran(copy: Path, *command: str, **environment: str) -> str:
    """Runs a check, which has to succeed, and returns what it printed."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    ended = subprocess.run(
        [str(TOOLS / command[0]), *command[1:]],
        cwd=copy,
        env={**own, "PATH": f"{TOOLS}:{os.environ['PATH']}", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_ruff(copy: Path) -> None:
    ran(copy, "ruff", "check", "--no-cache", ".")
    ran(copy, "ruff", "format", "--no-cache", "--check", ".")


def test_mypy(copy: Path) -> None:
    """In the collection's own names; what is imported was checked by the step mypy."""
    link = copy / "build/typing/ansible_collections/vaultpipe"
    link.mkdir(parents=True)
    (link / "azure").symlink_to(copy)
    modules = ["ansible_collections.vaultpipe.azure." + path.removesuffix(".py").replace("/", ".") for path in new_files()]
    ran(copy, "mypy", "--follow-imports=silent", *[argument for module in modules for argument in ("-m", module)])


def test_validate_modules(copy: Path, root: Path) -> None:
    modules = [f"plugins/modules/{names.module}.py" for names in NEW]
    printed = ran(
        copy,
        *("python", str(VALIDATE / "validate.py"), "--format", "json", "--collection", "ansible_collections/vaultpipe/azure"),
        *modules,
        PYTHONPATH=f"{root}:{VALIDATE}",
        ANSIBLE_COLLECTIONS_PATH=str(root),
    )
    assert {path: verdict["errors"] for path, verdict in json.loads(printed).items()} == {path: [] for path in modules}


def test_documentation(copy: Path, tmp_path: Path) -> None:
    """antsibull-docs, over the new modules and what they share."""
    only = tmp_path / "ansible_collections/vaultpipe/azure"
    shutil.copytree(copy / "plugins", only / "plugins", ignore=CACHES)
    for path in (only / "plugins/modules").iterdir():
        if path.stem not in {names.module for names in NEW}:
            path.unlink()
    for folder in ("filter", "inventory", "lookup"):
        shutil.rmtree(only / "plugins" / folder)
    for name in ("galaxy.yml", "meta/runtime.yml"):
        (only / name).parent.mkdir(exist_ok=True)
        shutil.copy(copy / name, only / name)
    ran(only, "antsibull-docs", "lint-collection-docs", "--plugin-docs", ".", ANSIBLE_COLLECTIONS_SCAN_SYS_PATH="false")


def test_every_list_has_them(copy: Path, root: Path) -> None:
    """The project's own tests, of the action groups, the pages, the docstrings, and the new modules' unit tests."""
    tests = [f"tests/unit/test_{name}.py" for name in ("action_groups", "docstrings", "single_facts", "contributor_guide")]
    own = [path for path in new_files() if path.startswith("tests/unit")]
    left_out = ["-k", "not test_what_is_exempt", "-p", "no:cacheprovider", "-p", "no:xdist"]
    ran(copy, "python", "-m", "pytest", "-q", *left_out, *tests[:3], *own, PYTHONPATH=str(root))


def test_what_every_module_has(copy: Path) -> None:
    """A line each in whatever the tests of all modules go by."""
    for names in NEW:
        written = {path for path in EDITS if names.module in (copy / path).read_text()}
        assert written == set(EDITS) - ({"tests/support/ansible/sample_cloud.py"} if names.info else set()), names


@pytest.mark.parametrize(
    ("module", "subject", "why"),
    [
        ("Devops-widget", "", "NAME is 'Devops-widget'"),
        ("devops_widget2", "../pipeline", "SUBJECT is '../pipeline'"),
        ("devops_widget", "pipeline", "There is plugins/module_utils/resources/pipeline/devops_widget.py already"),
    ],
)
def test_refusals(copy: Path, module: str, subject: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        write(module, subject, copy)


def test_a_file_of_another_form_leaves_all_as_it_is(copy: Path, tmp_path: Path) -> None:
    for path in (*EDITS, "galaxy.yml"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(copy / path, tmp_path / path)
    (tmp_path / "README.md").write_text("No table.\n")
    before = {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(Refused, match="adapt EDITS"):
        write("widget", "", tmp_path)
    assert {path: path.read_text() for path in tmp_path.rglob("*") if path.is_file()} == before
