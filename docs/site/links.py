# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Links from the guides to modules, roles and lookups, and from this site to Ansible's own."""

from __future__ import annotations

import re
from pathlib import Path

COLLECTION = Path(__file__).resolve().parents[2]
MODULES = {path.stem for path in (COLLECTION / "plugins/modules").glob("[!_]*.py")}
ROLES = {path.name for path in (COLLECTION / "roles").iterdir()}
OPTIONS_TOO = {
    "federated_credential",
    "keyvault",
    "keyvault_secret",
    "managed_identity",
    "resource_group",
    "role_assignment",
    "service_principal",
}
"""Names of modules that options, choices or results have as well: linked in the first cell of a row, and in full."""
ANSIBLE = "https://docs.ansible.com/projects/ansible/latest/"
LABELS = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "common_return_values": "reference_appendices/common_return_values.html",
}


def linked(text: str) -> str:
    """Makes links of literals that name a module or a role."""
    text = re.sub(r"``vaultpipe\.azure\.(\w+)``", _in_full, text)
    text = re.sub(r"(?<=^  \* - )``(\w+)``", _in_a_first_cell, text, flags=re.MULTILINE)
    return re.sub(r"``(\w+)``", _in_a_sentence, text)


def of_ansible(label: str) -> str:
    """Address of a label of Ansible's documentation, empty for other labels."""
    plugin = re.fullmatch(r"ansible_collections\.ansible\.builtin\.(\w+)_(module|lookup|filter|test)", label)
    if plugin:
        return f"{ANSIBLE}collections/ansible/builtin/{plugin[1]}_{plugin[2]}.html"
    return ANSIBLE + LABELS[label] if label in LABELS else ""


def _in_full(found: re.Match[str]) -> str:
    kind = "module" if found[1] in MODULES else "role" if found[1] in ROLES else ""
    return f":ansplugin:`{found[1]} <vaultpipe.azure.{found[1]}#{kind}>`" if kind else found[0]


def _in_a_first_cell(found: re.Match[str]) -> str:
    return _module(found[1]) if found[1] in MODULES else found[0]


def _in_a_sentence(found: re.Match[str]) -> str:
    return _module(found[1]) if found[1] in MODULES - OPTIONS_TOO else found[0]


def _module(name: str) -> str:
    return f":ansplugin:`{name} <vaultpipe.azure.{name}#module>`"
