# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AzureKeyVault@2: a vault's secrets become the job's secret variables (docs/reference/pipeline_task.md#key-vault-task)."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from emulator.agent.logging_commands.syntax import written
from emulator.agent.tasks.azure.connection import Connection, connection
from emulator.agent.tasks.azure.sign_in import sign_in
from emulator.agent.tasks.azure.vault_client import UNRESERVED, VaultClient, VaultRefused
from emulator.agent.tasks.inputs import Inputs
from emulator.agent.tasks.javascript import is_truthy, lines, one_line, printed, trimmed
from emulator.agent.tasks.task import TaskFailed
from emulator.agent.tasks.web_client import PARALLEL, WebClient

if TYPE_CHECKING:
    from emulator.agent.context import StepContext

MOST_INTEGER_KEY = 2**32 - 2
"""JavaScript puts an object's keys up to this in front of others, in their order."""


def run(context: StepContext, inputs: Inputs) -> None:
    """:raises TaskFailed, JobCanceled, StepTimedOut:"""
    try:
        link = connection(context.shared.job.endpoints, inputs.required("ConnectedServiceName"))
        vault = inputs.required("KeyVaultName")
        wanted = [name for name in inputs.required("SecretsFilter").split(",") if name]
        if quote(vault, safe=UNRESERVED) != vault:
            raise TaskFailed(f"{vault} is an invalid KeyVault name.")
    except TaskFailed as failure:
        raise TaskFailed(f"Error: {failure}") from failure
    context.log(f"SubscriptionId: {link.subscription_id}.", f"Key vault name: {vault}.")
    set_variable(context, "SYSTEM_UNSAFEALLOWMULTILINESECRET", "true", secret=False)
    web = WebClient(context.shared.environment, context.limits, context.output)
    try:
        signed_in = sign_in(web, context.shared.job, link, context.variables.flag("USE_MSAL"))
        url = f"https://{vault}.{link.vault_suffix}"
        client = VaultClient(web, signed_in, url, link.vault_resource, context.log, crash_report(context))
        Download(context, client, link, vault).run(wanted)
    finally:
        web.close()


def crash_report(context: StepContext) -> Callable[[str], None]:
    """Reports a failure that nobody waits for as Node.js does; the task goes on."""

    def crashed(text: str) -> None:
        context.fail(f"Unhandled: {text}")
        context.error(f"Error: {text}")

    return crashed


@dataclass
class Download:
    """One run of the task against one vault."""

    context: StepContext
    client: VaultClient
    link: Connection
    vault: str
    _failures: dict[str, str] = field(default_factory=dict)
    """Failures as JSON, by the name of the secret."""
    _denied: int = 0
    """Answers for which the script is still to be attached."""

    def run(self, wanted: list[str]) -> None:
        try:
            names = self._every_name() if wanted in (["*"], []) else [trimmed(name) for name in wanted]
        except VaultRefused as error:
            self._end(f"Get secrets failed. Error: {error.text}.", int(error.denied))
            return
        for start in range(0, len(names), PARALLEL):
            self._attach(self._denied)
            self._denied = 0
            self._download(names[start : start + PARALLEL])
        if self._failures:
            self._end("".join(f"\n{name}: {self._failures[name]}" for name in in_order(self._failures)), self._denied)

    def _end(self, text: str, denied: int) -> None:
        """Says how the task ends; the script is still being written then."""
        self.context.fail(text)
        self._attach(denied)

    def _every_name(self) -> list[str]:
        """Names of the enabled secrets that have not expired; the start of validity does not count.

        :raises VaultRefused:
        """
        log = self.context.log
        log(f"Downloading secrets using: {self.client.list_url}.")
        found = self.client.secrets()
        if not found:
            log(f"No secrets found in: {self.vault}")
            return []
        usable = [secret for secret in found if is_usable(secret["attributes"])]
        log(
            f"Number of secrets found in {self.vault}: {len(found)}",
            f"Number of enabled and unexpired secrets found in {self.vault}: {len(usable)}",
        )
        return [secret["id"].rpartition("/")[2] for secret in usable]

    def _download(self, names: list[str]) -> None:
        """Sets a variable for each secret in the order of the answers."""
        with ThreadPoolExecutor(PARALLEL) as pool:
            self.context.log(*(f"Downloading secret value for: {name}." for name in names))
            answers = [(name, pool.submit(self._waited_for, name)) for name in names]
        # An answer that took no more tries than another one comes in the order of the questions.
        for name, (_waited, answer) in sorted(((name, one.result()) for name, one in answers), key=lambda one: one[1][0]):
            if isinstance(answer, VaultRefused):
                self._denied += answer.denied
                # JavaScript's objects keep nothing under this name.
                if name != "__proto__":
                    self._failures[name] = answer.json
            elif isinstance(answer, str) or not is_truthy(answer):
                set_secret(self.context, name, answer)
            else:
                self.context.fail("Unhandled: secretValue.indexOf is not a function")
                self.context.error("TypeError: secretValue.indexOf is not a function")

    def _waited_for(self, name: str) -> tuple[float, Any]:
        """A value, or why there is none, after the seconds that its tries waited."""
        self.client.web.waited.seconds = 0.0
        try:
            answer: Any = self.client.value(name)
        except VaultRefused as error:
            answer = error
        return self.client.web.waited.seconds, answer

    def _attach(self, times: int) -> None:
        """Writes a script that would grant the missing permissions, and attaches it to the log."""
        script = self.context.workspace.root / "ProvisionKeyVaultPermissions.ps1"
        for _time in range(times):
            script.write_text(
                f"Connect-AzAccount -Subscription {self.link.subscription_id}\n"
                f"Set-AzKeyVaultAccessPolicy -VaultName {self.vault} -ServicePrincipalName {self.link.client_id} "
                "-PermissionsToSecrets get,list\n"
            )
            self.context.log(f"Uploading {script} as attachment")
            self.context.output(f"##vso[task.uploadfile]{script}")


def is_usable(attributes: dict[str, Any]) -> bool:
    return bool(attributes.get("enabled")) and (not attributes.get("exp") or attributes["exp"] > time.time())


def in_order(names: dict[str, str]) -> list[str]:
    """Sorts names in the order in which JavaScript goes through the keys of an object."""
    numbers = [name for name in names if name == "0" or (name.isdecimal() and name.isascii() and name[0] != "0")]
    first = sorted((name for name in numbers if int(name) <= MOST_INTEGER_KEY), key=int)
    return first + [name for name in names if name not in first]


def set_secret(context: StepContext, name: str, value: str) -> None:
    """Sets the variable under the name with and without version; an empty value sets none."""
    if not value:
        return
    if len(lines(value)) > 1 and not context.variables.flag("SYSTEM_DONOTMASKMULTILINESECRETS"):
        flat = one_line(value)
        if flat is not None:
            context.log(f"Value of secret {name} has been converted to single line.")
            value = flat
        else:
            # A log is written line by line, so each line is a secret of its own.
            for line in lines(value):
                if line:
                    context.output(f"##vso[task.setsecret]{printed(line)}")
    for variable in (name.partition("/")[0], name):
        set_variable(context, variable, value, secret=True)


def set_variable(context: StepContext, name: str, value: str, secret: bool) -> None:
    flags = {"isOutput": "false", "issecret": str(secret).lower()}
    context.output(written("task.setvariable", printed(value), variable=name, **flags))
