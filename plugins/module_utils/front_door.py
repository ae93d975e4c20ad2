# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The front door of a module process: delegation, async, another interpreter. plugin_utils has the other one."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule

from .errors import VaultpipeError
from .report import Report
from .resource import Resource
from .task import run


def run_module(kind: type[Resource]) -> None:
    """A module's whole `main()`."""
    module = AnsibleModule(supports_check_mode=True, **kind.spec.arguments())
    report = Report()
    try:
        result = run(kind, module.params, check_mode=module.check_mode, report=report, run_directory=None)
    except VaultpipeError as error:
        module.fail_json(warnings=report.warnings, **error.result())
    module.exit_json(**result)
