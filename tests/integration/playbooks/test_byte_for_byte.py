# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any text arrives in the vault byte for byte, whatever it looks like, and no result is corrupted because of it.

Templates end with the filter `string`, as the documentation says: ansible-core below 2.19 makes a dictionary of a text that
looks like one.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

VAULT = "kv-byte-for-byte"
EXECUTIONS: list[Execution] = ["controller", "module"]
LARGEST = 25 * 1024
REFERENCE = "a value that looks like nothing else"
VALUES = [
    REFERENCE,
    *("", "x", "e", " ", "\n", "  blanks\tand ends \n\n", "first\r\nsecond\rthird\n", "\ufeff\u2028\u0085\x7f\x1b\x00"),
    *('{"user": "me", "n": [1, 2.0],  "ok": true}', "[1, 2]", '"quoted"', "'", "\\n", "%s %(a)s $HOME `id` $(id)"),
    *("Grüße, 世界", "🔑👩‍👩‍👧", "e\u0301 is not \u00e9", "0123456789" * 2500, "ä" * (LARGEST // 2)),
    *("{{ 7*7 }}", "{% raw %}", "{# gone #}", "{{ lookup('pipe', 'id') }}", "{{", "{%"),
    *("!vault x", "!unsafe x", "!!python/name:os.system", "$ANSIBLE_VAULT;1.1;AES256\n6162", "&a *a", "- a", "a: b", "# a", "|"),
    *("yes", "true", "True", "null", "None", "~", "0x10", "0o7", "007", "1e3", "1_000", "12:30:45", "2027-01-01", ".inf", "4711"),
    *(VAULT, f"https://{VAULT}.vault.azure.net/", GROUP, LOCATION, "managed", "create", "changed", "secrets", "(hidden)"),
    *("VALUE_SPECIFIED_IN_NO_LOG_PARAMETER", "********", "__omit_place_holder__0123", "omit", "keyvault_secret"),
]  # fmt: skip
AWKWARD = [VALUES.index(value) for value in (REFERENCE, "e", "first\r\nsecond\rthird\n", "{{ 7*7 }}", "0x10", VAULT, "(hidden)")]
"""Numbers of the values that a module process gets too."""
NO_TEXTS = {"a truth value": True, "a number": 4711, "a dictionary": {"a": "b"}, "a list": ["a"]}
TEXTS = range(len(VALUES))
LOOKUP = f"lookup('vaultpipe.azure.keyvault_secret', 'Value-' ~ item, vault_name='{VAULT}')"


def unsafe(value: Any) -> Any:
    """Marks a text, as Ansible's JSON does, as one that is not to be templated."""
    return {"__ansible_unsafe": value} if isinstance(value, str) else value


def secret(name: str, value: Any = "{{ texts[item] | string }}", **options: Any) -> dict[str, Any]:
    return {"vaultpipe.azure.keyvault_secret": {"vault_name": VAULT, "name": name, "secret_value": value, **options}}


def over(items: Any, task: dict[str, Any]) -> dict[str, Any]:
    return {**task, "loop": list(items)}


@pytest.fixture
def vault(ansible: Ansible, tmp_path: Path) -> Path:
    """The vault; the variable `texts` of this file holds the values."""
    ansible.environment["ANSIBLE_INJECT_INVOCATION"] = "true"
    ansible.play([given_group(), given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION)])
    file = tmp_path / "texts.json"
    file.write_text(json.dumps({"texts": [unsafe(value) for value in VALUES]}))
    return file


def held(portal: Portal, name: str) -> list[str]:
    return [portal.vault("GET", VAULT, f"/secrets/{name}-{number}")["value"] for number in TEXTS]


def common(result: Any) -> Any:
    """Without what differs between any two secrets."""
    if isinstance(result, dict):
        differing = ("item", "id", "version")
        return {name: common(value) for name, value in result.items() if name not in differing and name[:1] != "_"}
    return result


def alike(outcome: Outcome, numbers: Any) -> set[str]:
    """The different results of a loop over values, when the secrets' numbers do not count."""
    results = zip(numbers, outcome["results"], strict=True)
    return {json.dumps(common(result), sort_keys=True).replace(f'-{number}"', '"') for number, result in results}


@pytest.mark.long
def test_through_the_controller(vault: Path, ansible: Ansible, portal: Portal, emulator: EmulatorProcess) -> None:
    same = {"ansible.builtin.assert": {"that": [f"{LOOKUP} == texts[item]"], "quiet": True}}
    written, again, read, copied, refused, *literal = ansible.play(
        [
            over(TEXTS, secret("Value-{{ item }}")),
            over(TEXTS, secret("Value-{{ item }}")),
            over(TEXTS, same),
            over(TEXTS, secret("Copy-{{ item }}", f"{{{{ {LOOKUP} | string }}}}")),
            over(TEXTS, secret("Other-{{ item }}", expires="never")),
            *(secret(f"Literal-{number}", unsafe(value)) for number, value in enumerate(VALUES)),
        ],
        vars_files=[str(vault)],
        diff=True,
    )
    assert held(portal, "Value") == held(portal, "Copy") == held(portal, "Literal") == VALUES
    assert [outcome.failed for outcome in (written, again, read, copied, *literal)] == [False] * (4 + len(literal))
    assert [result["changed"] for result in again["results"]] == [False] * len(VALUES)
    for outcome in (written, again, copied, refused):
        assert len(alike(outcome, TEXTS)) == 1, outcome.name
    assert {str(outcome["action"]) for outcome in literal} == {"create"}


def test_through_a_module(vault: Path, ansible: Ansible, portal: Portal) -> None:
    written, refused = ansible.play(
        [over(AWKWARD, secret("Value-{{ item }}")), over(AWKWARD[:2], secret("Other-{{ item }}", expires="never"))],
        vars_files=[str(vault)],
        execution="module",
        diff=True,
    )
    for number in AWKWARD:
        assert portal.vault("GET", VAULT, f"/secrets/Value-{number}")["value"] == VALUES[number]
    assert len(alike(written, AWKWARD)) == len(alike(refused, AWKWARD[:2])) == 1


@pytest.mark.usefixtures("vault")
def test_from_extra_variables(ansible: Ansible, portal: Portal) -> None:
    """Variables of the command line win over all others, and are text unless they are JSON that says otherwise."""
    templates = ("{{", "{%", "{#")
    texts = [value if not any(mark in value for mark in templates) else unsafe(value) for value in VALUES]
    (written,) = ansible.play([over(TEXTS, secret("Value-{{ item }}"))], extra_vars={"texts": texts})
    assert not written.failed, written.msg
    assert held(portal, "Value") == VALUES


@pytest.mark.usefixtures("vault")
def test_what_is_no_text_is_refused(ansible: Ansible, emulator: EmulatorProcess) -> None:
    emulator.forget_requests()
    for execution in EXECUTIONS:
        refused = ansible.play([secret("Value", value) for value in NO_TEXTS.values()], execution=execution)
        for outcome, called in zip(refused, NO_TEXTS, strict=True):
            assert outcome.failed
            assert outcome.msg.startswith(f"secret_value is {called}, not a text, and its exact spelling is lost.")
            assert "Put it in quotes" in outcome.msg
    assert emulator.requests() == []
