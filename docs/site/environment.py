# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Environment variables: those that options name in their documentation, and the few that belong to no option."""

from __future__ import annotations

import re

import yaml

from ansible_collections.vaultpipe.azure.plugins.doc_fragments import auth, devops

from . import rst

OF_NO_OPTION = {
    "VAULTPIPE_VARS": "Vars file of the playbooks, in place of ``-e @FILE``.",
    "VAULTPIPE_EXECUTION": "Where tasks run: ``auto``, ``controller`` or ``module``.",
    "VAULTPIPE_TOKEN_CACHE": "With ``off``, tasks share neither tokens nor ids.",
}


def table() -> str:
    return rst.table(("Variable", "Option", "Meaning"), rows(), "34 22 44")


def rows() -> list[tuple[str, str, str]]:
    """Variable, option and what it is about, in the order of the documentation."""
    found = []
    for fragment in (auth, devops):
        for option, documented in yaml.safe_load(fragment.ModuleDocFragment.DOCUMENTATION)["options"].items():
            described = documented["description"]
            sentences = [described] if isinstance(described, str) else described
            for variable in dict.fromkeys(re.findall(r"E\((\w+)\)", " ".join(sentences))):
                found.append((f"``{variable}``", f"``{option}``", _first(sentences[0])))
    return found + [(f"``{name}``", "", meaning) for name, meaning in OF_NO_OPTION.items()]


def _first(sentence: str) -> str:
    """Its first sentence, without markup of Ansible that this site does not have."""
    text = re.sub(r"[CMP]\(([^)]*)\)", r"V(\1)", sentence.partition(". ")[0].rstrip(".") + ".")
    return rst.from_ansible(text)
