# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The front door of a task in the controller's own worker: no new interpreter, no import of the SDKs.

The strategy imports an action plugin's file in the parent before it forks, so the SDKs that the resource's file imports
are there already (facts/tooling.md §4).
"""

from __future__ import annotations

import contextlib
import os
import sys
import typing as t

from ansible import constants
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.module_utils.common.parameters import remove_values
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils import sdk
from ..module_utils.errors import VaultpipeError
from ..module_utils.report import Report
from ..module_utils.resource import Resource
from ..module_utils.task import run

CHOICES = ("auto", "controller", "module")


class ControllerAction(ActionBase):
    """Runs the resource here when that is what a module on this host would do; else hands over to the module."""

    resource: t.ClassVar[type[Resource]]
    _supports_check_mode = True
    _supports_async = True
    TRANSFERS_FILES = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        variables = task_vars or {}
        result: dict[str, t.Any] = super().run(tmp, variables)
        environment: dict[str, t.Any] = {}
        self._compute_environment_string(environment)
        with _environment(environment):
            if not self._here(variables):
                result.update(self._execute_module(task_vars=variables, wrap_async=self._task.async_val))
            else:
                result.update(self._run_here(variables))
        return result

    def _here(self, variables: t.Mapping[str, t.Any]) -> bool:
        """Whether to run in this worker; VAULTPIPE_FRONT_DOOR or the variable vaultpipe_front_door decides, else the task.

        :raises AnsibleActionFail: the switch has another value than auto, controller or module.
        """
        switch = str(variables.get("vaultpipe_front_door") or os.environ.get("VAULTPIPE_FRONT_DOOR") or "auto")
        if switch not in CHOICES:
            from ansible.errors import AnsibleActionFail

            raise AnsibleActionFail(f"The front door is {switch!r}, but it is one of {', '.join(CHOICES)}.")
        if switch != "auto":
            return switch == "controller"
        interpreter = variables.get("ansible_python_interpreter")
        other = interpreter and os.path.realpath(str(interpreter)) != os.path.realpath(sys.executable)
        local = self._connection.transport == "local" and not self._play_context.become and not self._task.async_val
        return local and not other and not sdk.missing()

    def _run_here(self, variables: dict[str, t.Any]) -> dict[str, t.Any]:
        arguments = self.resource.spec.arguments()
        checked = ArgumentSpecValidator(**arguments).validate(self._task.args)
        secrets = {str(value) for value in checked._no_log_values}
        report = Report(lambda line: Display().display(f"[{variables.get('inventory_hostname')}] {line}"))
        if checked.error_messages:
            outcome: dict[str, t.Any] = {"failed": True, "msg": checked.error_messages[0]}
        else:
            outcome = self._attempt(dict(checked.validated_parameters), report)
        outcome["invocation"] = {"module_args": dict(checked.validated_parameters)}
        return t.cast(dict[str, t.Any], remove_values(outcome, secrets))

    def _attempt(self, options: dict[str, t.Any], report: Report) -> dict[str, t.Any]:
        try:
            return run(
                self.resource,
                options,
                check_mode=bool(self._task.check_mode),
                report=report,
                run_directory=constants.DEFAULT_LOCAL_TMP,
            )
        except VaultpipeError as error:
            return {"failed": True, "warnings": report.warnings, **error.result()}


@contextlib.contextmanager
def _environment(settings: t.Mapping[str, t.Any]) -> t.Iterator[None]:
    """The task's `environment:`, which does not reach this process by itself."""
    before = dict(os.environ)
    os.environ.update({name: str(value) for name, value in settings.items()})
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
