# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AzureCLI@2: a script with an `az` that has signed in (docs/reference/pipeline_task.md#azure-cli-task)."""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from emulator.agent.job.predefined import PATH
from emulator.agent.processes.process import run_process
from emulator.agent.tasks.azure.connection import Connection, connection
from emulator.agent.tasks.azure.id_token import IdTokens, NoIdToken
from emulator.agent.tasks.inputs import Inputs
from emulator.agent.tasks.script import environment, refuse_missing, written
from emulator.agent.tasks.task import TaskFailed
from emulator.agent.tasks.web_client import Unreachable, WebClient

if TYPE_CHECKING:
    from emulator.agent.context import StepContext

NOT_INSTALLED = "Azure CLI 2.x is not installed on this machine."
NOT_FOUND = (
    "Unable to locate executable file: '{name}'. Please verify either the file path exists or the file can be found within a "
    "directory specified by the PATH environment variable. Also check the file mode to verify the file is executable."
)
NO_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"
MOST_COMPLAINTS = 10
"""Lines of standard error that failOnStandardError shows."""
ACTIONS = ("stop", "continue", "silentlycontinue")
POWERSHELL = ["-NoLogo", "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Unrestricted", "-Command"]


def run(context: StepContext, inputs: Inputs) -> None:
    """:raises JobCanceled, StepTimedOut:"""
    step = AzureCli(context, inputs)
    if step.found("az") is None:
        context.fail(NOT_INSTALLED)
    try:
        step.run()
    except TaskFailed as failure:
        # The real task says it twice.
        for _time in range(2):
            context.fail(f"Script failed with error: {failure}")
    finally:
        step.end()


@dataclass
class AzureCli:
    """One run of the task."""

    context: StepContext
    inputs: Inputs
    _environment: dict[str, str] = field(init=False)
    _own_files: list[Path] = field(default_factory=list)
    _signed_in: bool = False

    def __post_init__(self) -> None:
        # `az` has to reach the cloud that the connection is of; a script of another step does not.
        self._environment = environment(self.context, self.inputs) | dict(self.context.shared.environment)

    def run(self) -> None:
        """:raises TaskFailed, JobCanceled, StepTimedOut:"""
        command = self._command()
        folder = self.inputs.in_the_job("cwd", self.context.workspace.rooted(self.inputs.get("cwd")))
        folder.mkdir(parents=True, exist_ok=True)
        self._az(folder, "--version")
        if not self.inputs.flag("useGlobalConfig"):
            place = self.context.workspace.temp / ".azclitask"
            self.context.log(f"Setting AZURE_CONFIG_DIR env variable to: {place}")
            self._environment["AZURE_CONFIG_DIR"] = str(place)
        try:
            link = connection(self.context.shared.job.endpoints, self.inputs.required("connectedServiceNameARM"))
        except TaskFailed as failure:
            raise TaskFailed(f"Error: {failure}") from failure
        if link.environment:
            self.context.log(f"Setting active cloud to: {link.environment}")
            self._az(folder, "cloud", "set", "-n", link.environment)
        more = self._sign_in(folder, link)
        complaints: list[str] = []
        status = self._process(command, folder, self._environment | more, complaints)
        if complaints and self.inputs.flag("failOnStandardError"):
            self.context.error("\n".join(complaints[:MOST_COMPLAINTS]))
            self.context.fail("Script has output to stderr. Failing as failOnStdErr is set to true.")
        elif status:
            self.context.fail(f"Script failed with exit code: {status}")

    def end(self) -> None:
        """Signs out and removes the scripts that the task wrote itself."""
        for file in self._own_files:
            file.unlink(missing_ok=True)
        if self._signed_in:
            self._process([self._tool("az"), "account", "clear"], self.context.workspace.sources, self._environment, [])

    # -- the script -----------------------------------------------------------------------------------------------

    def _command(self) -> list[str]:
        """:raises TaskFailed:"""
        try:
            kind, place = self.inputs.required("scriptType"), self.inputs.required("scriptLocation").lower()
            if place not in ("inlinescript", "scriptpath"):
                raise TaskFailed(
                    f"{self.inputs.get('scriptLocation')} is not a valid value for task input 'Script Location' (scriptLocation "
                    "in YAML). Value can either be'inlineScript' or 'scriptPath'"
                )
            inline = place == "inlinescript"
            if kind in ("ps", "pscore"):
                return self._powershell("pwsh" if kind == "pscore" else "powershell", inline)
            if kind == "bash":
                script = str(self._script(inline, "sh"))
                return [self._tool("bash"), script, *words(self.inputs.get("scriptArguments"))]
            # Whatever else it is, the task takes it for a batch file, which no Linux agent can run.
            script = str(self._script(inline, "bat", "cmd"))
            return [self._tool(script), *words(self.inputs.get("scriptArguments"))]
        except TaskFailed as failure:
            raise TaskFailed(f"Error: {failure}") from failure

    def _script(self, inline: bool, *endings: str) -> Path:
        if inline:
            return self._written(f"azureclitaskscript{stamp()}.{endings[0]}", self.inputs.required("inlineScript"))
        file = self.inputs.path("scriptPath")
        refuse_missing(file)
        if not (file.is_file() and file.name.lower().endswith(endings)):
            raise TaskFailed(
                f"Script file could not be found at specified script location: '{file}'. Please verify the script exists at the "
                "specified path. If you want to use inline script, specify input `Script Location` as `inlineScript`."
            )
        return file

    def _powershell(self, tool: str, inline: bool) -> list[str]:
        action = self.inputs.get("powerShellErrorActionPreference") or "Stop"
        if action.lower() not in ACTIONS:
            raise TaskFailed(
                f"Invalid ErrorActionPreference '{action}'. The value must be one of: 'Stop', 'Continue', or 'SilentlyContinue'"
            )
        if inline:
            file = self._written(f"azureclitaskscript{stamp()}_inlinescript.ps1", self.inputs.required("inlineScript"))
        else:
            file = self._script(inline, "ps1")
        call = f". {single_quoted(file)} {self.inputs.get('scriptArguments')}".strip()
        lines = [f"$ErrorActionPreference = '{action}'", "$ErrorView = 'NormalView'", call]
        if not self.inputs.flag("powerShellIgnoreLASTEXITCODE"):
            lines += ["if (Test-Path -LiteralPath variable:LASTEXITCODE) {", "    exit $LASTEXITCODE", "}"]
        whole = self._written(f"azureclitaskscript{stamp()}.ps1", "\ufeff" + "\n".join(lines))
        return [self._tool(tool), *POWERSHELL, f". {single_quoted(whole)}"]

    def _written(self, name: str, content: str) -> Path:
        file = written(self.context, name, content)
        self._own_files.append(file)
        return file

    # -- signing in -----------------------------------------------------------------------------------------------

    def _sign_in(self, folder: Path, link: Connection) -> dict[str, str]:
        """Signs `az` in; what the script's environment gets of that.

        :raises TaskFailed:
        """
        silent = [] if self.inputs.flag("visibleAzLogin") else ["--output", "none"]
        who = ["login", "--service-principal", "-u", link.client_id]
        spn = {"servicePrincipalId": link.client_id, "tenantId": link.tenant_id}
        more: dict[str, str] = {}
        if link.key is None:
            token = self._id_token(link)
            self.context.shared.masker.add(token)
            way = ["--tenant", link.tenant_id, "--allow-no-subscriptions", "--federated-token", token]
            spn["idToken"] = token
            more = {
                "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID": link.id,
                "AZURESUBSCRIPTION_CLIENT_ID": link.client_id,
                "AZURESUBSCRIPTION_TENANT_ID": link.tenant_id,
            }
        else:
            way = [f"--password={link.key}", "--tenant", link.tenant_id, "--allow-no-subscriptions"]
            spn["servicePrincipalKey"] = link.key
        self._az(folder, *who, *way, *silent, failure="Azure login failed")
        self._signed_in = True
        if self.inputs.flag("allowNoSubscriptions") or link.subscription_id == NO_SUBSCRIPTION:
            self.context.log("Skipping subscription context per 'allowNoSubscriptions' input or empty GUID value")
        else:
            at = ("account", "set", "--subscription", link.subscription_id)
            self._az(folder, *at, failure="Error in setting up subscription")
        return more | (spn if self.inputs.flag("addSpnToEnvironment") else {})

    def _id_token(self, link: Connection) -> str:
        """:raises TaskFailed:"""
        web = WebClient(self.context.shared.environment, self.context.limits, self.context.output)
        try:
            # Where there is none, the real task goes on with the word for nothing.
            return IdTokens(web, self.context.shared.job, link).once() or "null"
        except (NoIdToken, Unreachable) as error:
            raise TaskFailed(f"Error: {error}") from error
        finally:
            web.close()

    # -- processes ------------------------------------------------------------------------------------------------

    def found(self, tool: str) -> str | None:
        return shutil.which(tool, path=self.context.variables.path(PATH))

    def _tool(self, name: str) -> str:
        """:raises TaskFailed: it is not there."""
        found = self.found(name)
        if found is None:
            raise TaskFailed(NOT_FOUND.format(name=name))
        return found

    def _az(self, folder: Path, *arguments: str, failure: str = "") -> None:
        """:raises TaskFailed: with what `az` says."""
        complaints: list[str] = []
        try:
            tool = self._tool("az")
        except TaskFailed as error:
            raise TaskFailed(f"Error: {error}") from error
        status = self._process([tool, *arguments], folder, self._environment, complaints)
        if status:
            self.context.error(f"Error Code: [{status}]")
            if failure:
                self.context.error(f"Error: {failure}")
            raise TaskFailed("\n".join(complaints) or f"Error: az {arguments[0]} ended with {status}")

    def _process(self, command: list[str], folder: Path, environment: dict[str, str], complaints: list[str]) -> int:
        self.context.log("[command]" + " ".join(command))

        def handle(stream: str, lines: list[str]) -> None:
            self.context.output(*lines)
            if stream == "stderr":
                complaints.extend(lines)

        status = run_process(command, folder, environment, self.context.limits, handle)
        return status if status >= 0 else 128 - status


def stamp() -> int:
    """A number that no other file of the job has."""
    return time.time_ns()


def single_quoted(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"


def words(line: str) -> list[str]:
    """Arguments as the task library splits them: quotes hold blanks together, `\\"` inside of them is one."""
    found: list[str] = []
    word, quoted, escaped, begun = "", False, False, False
    for sign in line:
        if sign == '"' and not escaped:
            quoted, begun = not quoted, True
        elif sign == "\\" and quoted and not escaped:
            escaped = True
            continue
        elif sign == " " and not quoted:
            if begun:
                found.append(word)
            word, begun = "", False
        else:
            word, begun = word + ("\\" if escaped and sign != '"' else "") + sign, True
        escaped = False
    return [*found, word] if begun and word else found
