# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documented uses: examples and options of modules, examples and variables of roles, commands."""

from __future__ import annotations

import importlib
import itertools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.argument_spec import AUTH, DEVOPS

COLLECTION = Path(__file__).resolve().parents[3]
MODULES = sorted(path.stem for path in (COLLECTION / "plugins/modules").glob("[!_]*.py"))
ROLES = sorted(path.name for path in (COLLECTION / "roles").iterdir())

VALUES: dict[str, list[Any]] = {"bool": [True, False], "int": [7], "float": [7.5], "list": [[], ["sample"]], "dict": [{}]}
"""Values by type, for options without choices that no example has."""

VARIABLES = {"MY_SECRET": "a new value", "API_KEY": "a new value", "SIGNING_KEY": "a new value"}
"""Variables of the environment that the examples look up."""

GUID = "11111111-1111-1111-1111-111111111111"
SAMPLES: dict[str, list[Any]] = {
    "application_id": [GUID],
    "certificates": [["get"]],
    "expires": ["2027-01-31T12:00:00Z"],
    "id": [GUID],
    "identity_client_id": [GUID],
    "identity_subscription_id": ["vaultpipe subscription"],
    "identity_tenant_id": [GUID],
    "keys": [["get"]],
    "not_before": ["2027-01-31T12:00:00Z"],
    "object_id": [GUID],
    "process": ["Agile"],
    "scope": [f"/subscriptions/{GUID}"],
    "service_principal": ["shop-pipeline"],
    "storage": [["get"]],
    "vault_uri": ["https://kv-shop.vault.azure.net/"],
}
"""Values of options that take certain values only and that no example has."""

OURS = "vaultpipe.azure."
PLUGINS = "ansible_collections.vaultpipe.azure.plugins"

Task = dict[str, Any]


def module_examples(module: str) -> list[Task]:
    """The tasks in EXAMPLES, without an organization or a sign-in of their own."""
    plugin = importlib.import_module(f"{PLUGINS}.modules.{module}")
    found: list[Task] = yaml.safe_load(str(plugin.EXAMPLES))
    return [{key: _without_sign_in(value) if key.startswith(OURS) else value for key, value in task.items()} for task in found]


def module_variations(module: str) -> Iterator[Task]:
    """The module's first example with each option set to each of its choices, or to values of its type.

    Of these, truths count for removal as well.
    """
    action = OURS + module
    examples = [task[action] for task in module_examples(module) if action in task]
    spec = importlib.import_module(f"{PLUGINS}.action.{module}").ActionModule.resource.spec
    for option, rules in _without_sign_in(spec.options).items():
        written = [example[option] for example in examples if option in example] or SAMPLES.get(option)
        others = {other for group in spec.mutually_exclusive if option in group for other in group}
        for value in rules.get("choices") or written or VALUES.get(rules["type"], ["sample"]):
            options = {**{name: given for name, given in examples[0].items() if name not in others}, option: value}
            yield {"name": f"{module} with {option} {value!r}", action: options}
            if "state" in spec.options and rules["type"] == "bool":
                yield {"name": f"{module} absent with {option} {value!r}", action: {**options, "state": "absent"}}


def role_examples(role: str) -> list[Task]:
    """The tasks in the README."""
    blocks = re.findall(r"^```yaml\n(.*?)^```", (COLLECTION / "roles" / role / "README.md").read_text(), re.DOTALL | re.MULTILINE)
    return [task for block in blocks for task in yaml.safe_load(block)]


def role_removals(role: str) -> list[Task]:
    """The same, to remove what they make."""
    state = f"{role}_state"
    return [_with(task, state, "absent") for task in role_examples(role)] if state in _variables(role) else []


def role_variations(role: str) -> Iterator[Task]:
    """Each variable that has choices, is a truth, or is in no example, set to what it is not without.

    Each value in one of the examples, which take turns, and in one of the removals.
    """
    for tasks in (role_examples(role), role_removals(role)):
        for task, (variable, value) in zip(itertools.cycle(tasks), _other_values(role), strict=False):
            yield _with(task, variable, value)


def commands() -> set[str]:
    """The lines that README.md and the guides give to a shell, without comments."""
    pages = [COLLECTION / "README.md", *(COLLECTION / "docs/docsite/rst").glob("*.rst")]
    printed = {line for page in pages for line in re.findall(r"^ *\$ (.*)$", page.read_text(), re.MULTILINE)}
    return {re.sub(r"\s+# .*", "", line) for line in printed}


def playbook_variables(playbook: str) -> set[str]:
    described = yaml.safe_load((COLLECTION / f"playbooks/vars/{playbook}_arguments.yml").read_text())
    return set(described["options"])


def _without_sign_in(options: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: value for name, value in (options or {}).items() if name not in {**AUTH.options, **DEVOPS.options}}


def _variables(role: str) -> dict[str, Any]:
    path = COLLECTION / "roles" / role / "meta/argument_specs.yml"
    variables: dict[str, Any] = yaml.safe_load(path.read_text())["argument_specs"]["main"]["options"]
    return variables


def _other_values(role: str) -> Iterator[tuple[str, Any]]:
    """Pairs of variable and value."""
    written = {variable for example in role_examples(role) for variable in example["vars"]}
    for variable, rules in _variables(role).items():
        values = rules.get("choices") or ([True, False] if rules["type"] == "bool" else [])
        if not values and variable not in written:
            values = VALUES[rules["type"]]
        yield from ((variable, value) for value in values if value != rules.get("default"))


def _with(example: Task, variable: str, value: Any) -> Task:
    return {**example, "name": f"{example['name']} with {variable} {value}", "vars": {**example["vars"], variable: value}}
