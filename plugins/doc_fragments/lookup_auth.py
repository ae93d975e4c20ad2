# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options by which a lookup signs in to Azure: those of auth.py, and where Ansible itself finds them.

Modules have no such places, so they stand here; the environment variables are those that the descriptions name.
"""

from __future__ import annotations

import re

import yaml

from .auth import ModuleDocFragment as Auth

VARIABLE = re.compile(r"E\((\w+)\)")
NOT_IN_A_FILE = ("secret",)


def _documentation() -> str:
    documented = yaml.safe_load(Auth.DOCUMENTATION)
    for name, option in documented["options"].items():
        option["env"] = [{"name": variable} for variable in VARIABLE.findall(" ".join(option["description"]))]
        option["vars"] = [{"name": f"ansible_vaultpipe_{name}"}]
        if name not in NOT_IN_A_FILE:
            option["ini"] = [{"section": "vaultpipe_azure", "key": name}]
    return str(yaml.safe_dump(documented))


class ModuleDocFragment:
    DOCUMENTATION: str = _documentation()
