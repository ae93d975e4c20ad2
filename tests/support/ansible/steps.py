# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of a scenario as tasks of one play: one start of ansible-playbook for many steps.

`check` is a bool and `register` a name; they are typed as anything, since mypy holds `**options` against them too.
"""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.emulator.process import SETTLED

GROUP = "rg-test"
LOCATION = "westeurope"


def step(module: str, *, check: Any = False, **options: Any) -> dict[str, Any]:
    """One task of `vaultpipe.azure.<module>` where the play runs its tasks; `check` in check mode."""
    return {f"vaultpipe.azure.{module}": options, "check_mode": check}


def given(module: str, *, register: Any = "unused", **options: Any) -> dict[str, Any]:
    """A task that prepares the scenario: always in the controller, which is quicker."""
    return {**step(module, **options), "vars": {"vaultpipe_execution": "controller"}, "register": register}


def settled() -> dict[str, Any]:
    """Lets the time pass in the cloud until what was written before holds everywhere, as a person waits who changes things."""
    return _control("POST", "clock", {"advance": SETTLED})


def rule(**changes: Any) -> dict[str, Any]:
    """Changes what administrators have switched in the cloud."""
    return _control("PUT", "rules", changes)


def _control(method: str, what: str, body: dict[str, Any]) -> dict[str, Any]:
    url = f"{{{{ lookup('ansible.builtin.env', 'VAULTPIPE_EMULATOR') }}}}/{what}"
    how = {"method": method, "body_format": "json", "status_code": [200, 204]}
    return {"ansible.builtin.uri": {"url": url, "body": body, **how}}


def given_group() -> dict[str, Any]:
    return given("resource_group", name=GROUP, location=LOCATION)
