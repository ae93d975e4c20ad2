# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make new-module NAME=devops_widget SUBJECT=pipeline`: writes a new module's files and lines, with a sample that works.

The sample of Azure DevOps is a property of a project, that of Azure a resource group with a note. docs/docsite/rst/recipes.rst
says what to do with it.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from string import Template

import yaml

COLLECTION = Path(__file__).resolve().parents[2]
TEMPLATES = Path(__file__).parent / "templates"
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")


class Refused(Exception):
    """Nothing has been written."""


@dataclass(frozen=True)
class Names:
    """Names of the new module and of its parts."""

    module: str
    subject: str

    @property
    def devops(self) -> bool:
        return self.module.startswith("devops_")

    @property
    def info(self) -> bool:
        return self.module.endswith("_info")

    @property
    def thing(self) -> str:
        """The module's name without what all of its kind share: `widget` of `devops_widget_info`."""
        return self.module.removeprefix("devops_").removesuffix("_info")

    @property
    def kind(self) -> str:
        return ("devops" if self.devops else "azure") + ("_info" if self.info else "")

    def values(self, version: str) -> dict[str, str]:
        label = self.thing.replace("_", " ")
        name = "".join(part.capitalize() for part in self.module.split("_")).replace("Devops", "DevOps")
        return {
            "module": self.module,
            "subject": self.subject,
            "thing": self.thing,
            "things": plural(self.thing),
            "label": label,
            "labels": plural(label),
            "Label": label.capitalize(),
            "class_name": name,
            "dashed": self.thing.replace("_", "-"),
            "version": version,
        }

    def files(self) -> dict[str, str]:
        """Templates by path."""
        resources = f"plugins/module_utils/resources/{self.subject}"
        files = {
            f"{resources}/{self.module}.py": f"{self.kind}.resource",
            f"plugins/modules/{self.module}.py": f"{self.kind}.module",
            f"plugins/action/{self.module}.py": "action",
            f"tests/integration/modules/test_{self.module}.py": f"{self.kind}.integration_test",
        }
        if not self.info:
            files[f"tests/unit/{resources}/test_{self.module}.py"] = "unit_test"
        return files


def plural(name: str) -> str:
    return re.sub(r"(?<![aeiou])y$", "ie", name) + "s"


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("name", help="of the module, such as devops_widget or widget_info")
    options.add_argument("subject", nargs="?", default="", help="package of plugins/module_utils/resources; by default its own")
    options.add_argument("--into", type=Path, default=COLLECTION, help="the checkout to write to")
    given = options.parse_args()
    try:
        written = write(given.name, given.subject, given.into)
    except Refused as refused:
        print(refused, file=sys.stderr)
        return 1
    print("\n".join(written), "", "Next: docs/docsite/rst/recipes.rst, Add a module.", sep="\n")
    return 0


def write(module: str, subject: str, into: Path) -> list[str]:
    """Writes everything and returns the paths, the new files first.

    :raises Refused: a name is not valid, or the module is there already.
    """
    names = Names(module, subject)
    names = names if subject else Names(module, names.thing)
    for option, name in (("NAME", names.module), ("SUBJECT", names.subject)):
        if not NAME.fullmatch(name):
            raise Refused(f"{option} is {name!r}, but it is lower-case words joined by underscores.")
    files = names.files()
    there = [path for path in files if (into / path).exists()]
    if there:
        raise Refused(f"There is {there[0]} already. Choose another NAME.")
    values = names.values(yaml.safe_load((into / "galaxy.yml").read_text())["version"])
    edited = {path: edit((into / path).read_text(), names, values) for path, edit in EDITS.items()}

    package = into / f"plugins/module_utils/resources/{names.subject}/__init__.py"
    if not package.exists():
        package.parent.mkdir()
        package.touch()
    own_module = into / f"plugins/modules/{module.removesuffix('_info')}.py"
    for path, template in files.items():
        text = filled(template, values)
        if names.info and path.startswith("plugins/modules/") and own_module.exists():
            text = with_fields_of(own_module.read_text(), text)
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        (into / path).write_text(text)
    for path, text in edited.items():
        (into / path).write_text(text)
    tidy([str(into / path) for path in (*files, *edited) if path.endswith(".py")])
    return [*files, *edited]


def filled(template: str, values: dict[str, str]) -> str:
    return Template((TEMPLATES / f"{template}.txt").read_text()).substitute(values)


def with_fields_of(module: str, info: str) -> str:
    """The text of an info module that returns the fields that the module of the same things documents, with their sample."""
    fields = re.compile(r"(?<=^  contains:\n)(?:    .*\n)+", re.MULTILINE)
    sample = re.compile(r"(?<=^  sample:\n)(?:    .*\n)+", re.MULTILINE)
    known_after_apply = re.compile(r"; C\(\(known after apply\\\)\)[^.\n]*")
    found = fields.search(module)
    if found is None:
        return info
    shown = sample.search(module, found.end())
    info = substituted(fields, lambda _block: known_after_apply.sub("", found[0]), info)
    if shown is None:
        return info
    entry = "    - " + re.sub(r"^    ", "      ", shown[0], flags=re.MULTILINE).lstrip()
    return substituted(sample, lambda _block: entry, info)


def tidy(paths: list[str]) -> None:
    """Formats the files, since the length of the names decides where a line breaks."""
    ruff = str(Path(sys.executable).with_name("ruff"))
    subprocess.run([ruff, "check", "--quiet", "--select", "I", "--fix", *paths], cwd=COLLECTION, check=True)
    subprocess.run([ruff, "format", "--quiet", *paths], cwd=COLLECTION, check=True)


def in_action_groups(text: str, names: Names, _values: dict[str, str]) -> str:
    """Adds the module to the groups of meta/runtime.yml, which are in order."""
    for group in ("all", "devops") if names.devops else ("all",):
        listed = re.compile(rf"(?<=^  {group}:\n)(?:    - \w+\n)+", re.MULTILINE)
        text = substituted(listed, lambda found: "".join(sorted([*found[0].splitlines(True), f"    - {names.module}\n"])), text)
    return text


def in_one_of_each(text: str, names: Names, values: dict[str, str]) -> str:
    table = ("READ_" if names.info else "") + ("IN_AZURE_DEVOPS" if names.devops else "IN_AZURE")
    return before_the_end_of(rf"{table}: .*= \[", "]", text, filled(f"{names.kind}.one_of_each", values))


def in_right_samples(text: str, names: Names, values: dict[str, str]) -> str:
    table = "DEVOPS" if names.devops else "AZURE"
    return before_the_end_of(rf"{table}: .*= \{{", "}", text, filled(f"{names.kind}.rights_test", values))


def in_fuzzing(text: str, names: Names, values: dict[str, str]) -> str:
    return before_the_end_of(r"TASKS: .*= \{", "}", text, filled(f"{names.kind}.fuzzing", values))


def in_sample_cloud(text: str, names: Names, values: dict[str, str]) -> str:
    """The examples' own things are there in the tests of check mode."""
    if names.info:
        return text
    return before_the_end_of(r"    return \[", "    ]", text, filled(f"{names.kind}.sample_cloud", values))


def in_rights_page(text: str, names: Names, values: dict[str, str]) -> str:
    """A row at the end of each table: of all modules, and of those of Azure DevOps."""
    for heading, row in (("Actions and scopes", "rights_row"), ("Groups and roles of Azure DevOps", "group_row")):
        if row == "rights_row" or names.devops:
            table = re.compile(rf"^{heading}\n(?:.*\n)+?(?:  \* - .*\n(?:    .*\n)+)+", re.MULTILINE)
            text = appended(table, text, filled(f"{names.kind}.{row}", values))
    return text


def in_readme(text: str, names: Names, values: dict[str, str]) -> str:
    """A line at the end of the table of modules, or of info modules."""
    head = r"\| Info module \|" if names.info else r"\| Module \|"
    row = f"| `{names.module}` | {values['labels']} |\n"
    return appended(re.compile(rf"{head}.*\n(?:\|.*\n)+"), text, row)


def before_the_end_of(start: str, end: str, text: str, lines: str) -> str:
    """Puts lines before the end of the block that starts with a line like that."""
    return appended(re.compile(rf"^{start}\n(?:.*\n)*?(?={re.escape(end)})", re.MULTILINE), text, lines)


def appended(block: re.Pattern[str], text: str, lines: str) -> str:
    return substituted(block, lambda found: found[0] + lines, text)


def substituted(pattern: re.Pattern[str], by: Callable[[re.Match[str]], str], text: str) -> str:
    """:raises Refused: a file has another form by now."""
    text, times = pattern.subn(by, text, count=1)
    if not times:
        raise Refused(f"Nothing fits {pattern.pattern!r}: adapt EDITS in tests/scaffold/new_module.py to the files as they are.")
    return text


EDITS = {
    "meta/runtime.yml": in_action_groups,
    "tests/support/ansible/one_of_each.py": in_one_of_each,
    "tests/support/ansible/sample_cloud.py": in_sample_cloud,
    "tests/fuzz/tasks.py": in_fuzzing,
    "tests/support/documentation/right_samples.py": in_right_samples,
    "docs/docsite/rst/rights.rst": in_rights_page,
    "README.md": in_readme,
}

if __name__ == "__main__":
    sys.exit(main())
