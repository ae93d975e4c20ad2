# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A task in the controller's own worker: no new interpreter, no import of the SDKs.

The strategy imports an action plugin's file in the parent before it forks, so the SDKs that the resource's file imports
are there already (docs/reference/ansible.md#action-plugins-are-imported-once).
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
import typing as t

from ansible import constants, context
from ansible.errors import AnsibleActionFail, AnsibleError
from ansible.module_utils.common.arg_spec import ValidationResult
from ansible.module_utils.errors import UnsupportedError
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display

from ..module_utils import sdk
from ..module_utils.engine import private_environment
from ..module_utils.engine.info import Info
from ..module_utils.engine.resource import Resource
from ..module_utils.engine.tag_rules import check_texts
from ..module_utils.engine.task import run
from ..module_utils.errors import UsageError
from ..module_utils.progress import Reporter
from ..module_utils.redaction.masking import hidden_options, masked_options, secrets_to_redact
from ..module_utils.redaction.messages import safe
from . import execution
from .module_file import never_writes, refuse_written
from .orphan import ends_with_parent
from .plain_values import plain
from .validation import validated, with_near_names


class ControllerAction(ActionBase):
    """Runs the resource here when that is what a module on this host would do; else hands over to the module."""

    resource: t.ClassVar[type[Resource | Info]]
    _supports_check_mode = True
    _supports_async = True
    TRANSFERS_FILES = False

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> dict[str, t.Any]:
        variables = task_vars or {}
        result = {**super().run(tmp, variables), **self._outcome(variables)}
        if context.CLIARGS.get("diff") and not self._task.diff:  # docs/reference/ansible.md#task-diff
            result.pop("diff", None)
        return result

    def _outcome(self, variables: dict[str, t.Any]) -> dict[str, t.Any]:
        environment: dict[str, t.Any] = {}
        self._compute_environment_string(environment)
        self._spell_out()
        checked = self._checked()
        if checked.error_messages:
            return self._refused(checked, variables)
        self._refuse_retyped()
        with _environment(environment):
            if self._here(variables):
                return self._run_here(checked, variables)
        private = private_environment.split(environment)[1]
        if not (self._piped("new", bool(self._task.async_val)) or never_writes(self._connection)):
            secrets = hidden_options(self._task.args, self.resource.spec.options) + private_environment.secrets(private)
            refuse_written(secrets, self._task, self._connection)
        arguments = {**self._task.args, **self._paths(), private_environment.OPTION: private}
        outcome = self._execute_module(module_args=arguments, task_vars=variables, wrap_async=self._task.async_val)
        return t.cast(dict[str, t.Any], outcome)

    def _paths(self) -> dict[str, str]:
        """The options that are relative paths of this machine, below the current folder, as they are for a task in this worker.

        A module process on this machine starts in the playbook's folder.
        """
        if self._connection.transport != "local":
            return {}
        rules = self.resource.spec.options.items()
        names = {name for option, rule in rules if rule.get("type") == "path" for name in (option, *rule.get("aliases", []))}
        given = {name: value for name, value in self._task.args.items() if name in names and isinstance(value, str)}
        relative = {name for name, value in given.items() if not os.path.isabs(os.path.expandvars(os.path.expanduser(value)))}
        return {name: os.path.abspath(given[name]) for name in relative}

    def _compute_environment_string(self, raw_environment_out: dict[str, t.Any] | None = None) -> str:
        """Environment that Ansible writes on the command line of a module's shell."""
        everything: dict[str, t.Any] = {} if raw_environment_out is None else raw_environment_out
        super()._compute_environment_string(everything)
        return str(self._connection._shell.env_prefix(**private_environment.split(everything)[0]))

    def _is_pipelining_enabled(self, module_style: str, wrap_async: bool = False) -> bool:
        return self._piped(module_style, wrap_async)

    def _piped(self, module_style: str, wrap_async: bool) -> bool:
        """A module's file holds the task's options, secrets too. It goes to the interpreter's standard input, whatever the
        settings, wherever that can work: `become` may want a terminal, and an asynchronous job reads its file later."""
        usual = bool(super()._is_pipelining_enabled(module_style, wrap_async))
        able = self._connection.has_pipelining and self._connection.become is None and not wrap_async
        return usual or bool(able and module_style == "new" and not constants.DEFAULT_KEEP_REMOTE_FILES)

    def _spell_out(self) -> None:
        """:raises AnsibleActionFail: an option has a form that none of its spellings has."""
        try:
            self._task.args = self.resource.spelled_out(self._task.args)
        except UsageError as error:
            raise AnsibleActionFail(str(error.result()["msg"])) from None

    def _refuse_retyped(self) -> None:
        """On its way into a module, JSON makes a text of any name.

        :raises AnsibleActionFail: a tag's name is none.
        """
        tags = self._task.args.get("tags")
        if isinstance(tags, dict):
            try:
                check_texts(tags)
            except UsageError as error:
                raise AnsibleActionFail(str(error.result()["msg"])) from None

    def _here(self, variables: t.Mapping[str, t.Any]) -> bool:
        """Decides whether the task runs in this worker: by what the user chose, else by the task.

        :raises AnsibleActionFail: the user chose something unknown.
        """
        choice = execution.chosen({name: self._templar.template(variables.get(name)) for name in execution.VARIABLES})
        if self._task.async_val:  # a job of its own, whatever the user chose
            return False
        if choice != "auto":
            return choice == "controller"
        local = self._connection.transport == "local" and self._connection.become is None
        return local and self._same_interpreter(variables) and not sdk.missing()

    def _same_interpreter(self, variables: t.Mapping[str, t.Any]) -> bool:
        """Tells whether the task's host has this Python, or leaves the choice to Ansible (auto, auto_silent, ...)."""
        if self._task.delegate_to:
            variables = (variables.get("ansible_delegated_vars") or {}).get(self._task.delegate_to) or {}
        wanted = str(self._templar.template(variables.get("ansible_python_interpreter")) or "auto")
        return wanted.startswith("auto") or _place(wanted) == _place(sys.executable)

    def _checked(self) -> ValidationResult:
        """Checks the options wherever the task will run: AnsibleModule shows the value of an option with a slip in its name."""
        return validated(self.resource.spec, self._task.args)

    def _refused(self, checked: ValidationResult, variables: dict[str, t.Any]) -> dict[str, t.Any]:
        """In AnsibleModule's words."""
        prefix, errors = "", checked.errors
        if isinstance(errors[0], UnsupportedError):
            prefix = f"Unsupported parameters for ({self._task.action}) module: "
        invocation = {"module_args": masked_options(dict(checked.validated_parameters), self.resource.spec.options)}
        told = with_near_names(prefix + str(errors.msg), checked, self.resource.spec)
        outcome = {"failed": True, "msg": told, "invocation": invocation}
        return self._shown(safe(outcome, self._hidden(checked)), variables)

    def _run_here(self, checked: ValidationResult, variables: dict[str, t.Any]) -> dict[str, t.Any]:
        """The result holds Python's own types, as that of a module process does: Ansible warns of a vendor's, such as an enum."""
        options, host = dict(checked.validated_parameters), variables.get("inventory_hostname")
        report = Reporter(lambda line: Display().display(f"[{host}] {line}"), self._hidden(checked))
        for both in checked._warnings:  # in a module, AnsibleModule says this
            report.warn(f"Both option {both['option']} and its alias {both['alias']} are set.")
        check_mode, folder = bool(self._task.check_mode), constants.DEFAULT_LOCAL_TMP
        with ends_with_parent():
            outcome = plain(run(self.resource, options, check_mode=check_mode, report=report, run_directory=folder))
        if report.warnings:
            outcome["warnings"] = report.warnings
        return self._shown(outcome, variables)

    def _hidden(self, checked: ValidationResult) -> set[str]:
        return secrets_to_redact(map(str, checked._no_log_values), checked.validated_parameters, self.resource.spec.options)

    def _shown(self, outcome: dict[str, t.Any], variables: dict[str, t.Any]) -> dict[str, t.Any]:
        if not _shows_invocation(variables):
            del outcome["invocation"]
        return outcome


def _shows_invocation(variables: dict[str, t.Any]) -> bool:
    """Setting that a module process is told; ansible-core below 2.21 has no such setting and always shows it."""
    try:
        return bool(constants.config.get_config_value("INJECT_INVOCATION", variables=variables))
    except AnsibleError:
        return True


def _place(interpreter: str) -> tuple[str, str]:
    """Folder and file: the Pythons of all virtual environments are links to the same file, and differ in packages."""
    path = shutil.which(interpreter) or interpreter
    return os.path.realpath(os.path.dirname(path)), os.path.realpath(path)


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
