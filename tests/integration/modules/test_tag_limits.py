# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags that a service would refuse are refused before any request, and our own mark takes no room of the user's."""

from __future__ import annotations

import importlib
from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.documentation.documented import MODULES as ALL
from ansible_collections.vaultpipe.azure.tests.support.documentation.documented import PLUGINS

VAULT = {"name": "kv-tags", "resource_group": GROUP, "location": LOCATION}
MODULES: dict[str, tuple[dict[str, Any], int]] = {
    "resource_group": ({"name": "rg-tags", "location": LOCATION}, 50),
    "keyvault": (VAULT, 50),
    "managed_identity": ({"name": "id-tags", "resource_group": GROUP, "location": LOCATION}, 50),
    "keyvault_secret": ({"vault_name": "kv-test", "name": "One", "secret_value": "x"}, 15),
}
"""Options, and the most tags."""
REFUSED: list[tuple[dict[Any, Any], str]] = [
    ({"a": 1.10}, "takes for a number"),
    ({"a": True}, "takes for a truth value"),
    ({"a": None}, "takes for nothing"),
    ({"a": ["b"]}, "takes for a list"),
    ({"": "b"}, "a name of 0 characters"),
    ({"a": "b" * 257}, "a value of 257 characters"),
]
OF_RESOURCES: list[tuple[dict[Any, Any], str]] = [({"a/b": "c"}, "a name has none of"), ({"a" * 513: "c"}, "a name of 513")]


def tags(number: int) -> dict[str, str]:
    return {f"tag{index}": str(index) for index in range(number)}


def test_every_module_with_tags_is_here() -> None:
    found = {module: importlib.import_module(f"{PLUGINS}.action.{module}").ActionModule.resource.spec for module in ALL}
    assert {module for module, spec in found.items() if spec.options.get("tags", {}).get("type") == "dict"} == set(MODULES)


def test_what_a_service_refuses(ansible: Ansible) -> None:
    cases = [
        (step(module, check=check, **options, tags=wrong), said)
        for module, (options, most) in MODULES.items()
        for check in (False, True)
        for wrong, said in (
            *REFUSED,
            (tags(most + 1), f"takes at most {most}"),
            *(OF_RESOURCES if module != "keyvault_secret" else []),
        )
    ]
    for outcome, (task, said) in zip(ansible.play([task for task, _said in cases]), cases, strict=True):
        assert outcome.failed, task
        assert said in outcome.msg
        assert outcome.requests == []


def test_a_name_that_is_no_text_is_refused_wherever_it_runs(ansible: Ansible, execution: Execution) -> None:
    for name in ("1", "true", "1.10"):
        book = ansible.folder / "names.yml"
        module = "vaultpipe.azure.resource_group"
        book.write_text(
            "- hosts: localhost\n  gather_facts: false\n  tasks:\n"
            f"  - {module}: {{name: rg-tags, location: {LOCATION}, tags: {{{name}: text}}}}\n"
        )
        (outcome,) = ansible.playbook(str(book), execution=execution)
        assert outcome.failed
        assert "tags has the name" in outcome.msg
        assert outcome.requests == []


def test_the_user_may_have_all_tags(ansible: Ansible) -> None:
    ansible.play([given_group(), given("keyvault", name="kv-test", resource_group=GROUP, location=LOCATION)])
    for module, (options, most) in MODULES.items():
        full = step(module, **options, tags=tags(most))
        planned, made, again, too_many, gone = ansible.play(
            [
                {**full, "check_mode": True},
                full,
                full,
                step(module, check=True, **options, tags={"one": "more"}),
                step(module, **{name: value for name, value in options.items() if name != "secret_value"}, state="absent"),
            ]
        )
        assert [planned.changed, made.changed, again.changed] == [True, True, False], made.msg
        assert made[module]["tags"] == planned[module]["tags"] == tags(most)
        assert any("no room for the tag vaultpipe" in warning for warning in made.result["warnings"])
        assert too_many.failed
        assert f"takes at most {most}" in too_many.msg
        assert gone.changed
