# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task in a module process: delegated, asynchronous, with another interpreter. plugin_utils runs it in the controller."""

from __future__ import annotations

from ansible.module_utils.basic import AnsibleModule

from ..progress import Reporter
from ..redaction.masking import secrets_to_redact
from .info import Info
from .private_environment import take
from .resource import Resource
from .task import run


class _Module(AnsibleModule):
    def _load_params(self) -> None:
        super()._load_params()
        take(self.params)


def run_module(kind: type[Resource | Info]) -> None:
    """A module's whole `main()`."""
    module = _Module(supports_check_mode=True, **kind.spec.arguments())
    report = Reporter(hidden=secrets_to_redact(module.no_log_values, module.params, kind.spec.options))
    module.no_log_values = set()
    result = run(kind, module.params, check_mode=module.check_mode, report=report, run_directory=None)
    for warning in report.warnings:
        module.warn(warning)
    if result.pop("failed", False):
        module.fail_json(**result)
    module.exit_json(**result)
