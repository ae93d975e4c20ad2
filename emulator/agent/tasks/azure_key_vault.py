# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""AzureKeyVault@2: a vault's secrets become the job's secret variables (docs/reference/pipeline_task.md#key-vault-task)."""

from __future__ import annotations

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from emulator.agent.logging_commands.syntax import written
from emulator.agent.tasks.connection import Connection, connection
from emulator.agent.tasks.federated_sign_in import FederatedSignIn
from emulator.agent.tasks.inputs import Inputs
from emulator.agent.tasks.task import Task, TaskFailed
from emulator.agent.tasks.vault_client import VaultClient, VaultRefused
from emulator.agent.tasks.web_client import PARALLEL, WebClient

if TYPE_CHECKING:
    from emulator.agent.context import StepContext


def run(context: StepContext, inputs: Inputs) -> None:
    """:raises TaskFailed, JobCanceled, StepTimedOut:"""
    job = context.shared.job
    link = connection(job.endpoints, inputs.required("ConnectedServiceName"))
    vault = inputs.required("KeyVaultName")
    if quote(vault, safe="-_.!~*'()") != vault:
        raise TaskFailed(f"Error: {vault} is an invalid KeyVault name.")
    wanted = [name for name in inputs.required("SecretsFilter").split(",") if name]
    context.log(f"SubscriptionId: {link.subscription_id}.", f"Key vault name: {vault}.")
    set_variable(context, "SYSTEM_UNSAFEALLOWMULTILINESECRET", "true", secret=False)
    web = WebClient(context.shared.environment, context.limits)
    try:
        sign_in = FederatedSignIn(web, job, link)
        client = VaultClient(web, sign_in, f"https://{vault}.{link.vault_suffix}", link.vault_resource, context.log)
        names = every_name(context, client, vault, link) if wanted == ["*"] else [name.strip() for name in wanted]
        failures = download(context, client, names, vault, link)
    finally:
        web.close()
    if failures:
        raise TaskFailed("".join(f"\n{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in failures.items()))


def every_name(context: StepContext, client: VaultClient, vault: str, link: Connection) -> list[str]:
    """Names of the enabled secrets that have not expired; the start of validity does not count.

    :raises TaskFailed:
    """
    context.log(f"Downloading secrets using: {client.list_url}.")
    try:
        found = client.secrets()
    except VaultRefused as error:
        explain(context, error, vault, link)
        raise TaskFailed(f"Get secrets failed. Error: {error}.") from error
    if not found:
        context.log(f"No secrets found in: {vault}")
        return []
    usable = [secret for secret in found if is_usable(secret["attributes"])]
    context.log(
        f"Number of secrets found in {vault}: {len(found)}",
        f"Number of enabled and unexpired secrets found in {vault}: {len(usable)}",
    )
    return [secret["id"].rpartition("/")[2] for secret in usable]


def is_usable(attributes: dict[str, Any]) -> bool:
    return bool(attributes.get("enabled")) and (not attributes.get("exp") or attributes["exp"] > time.time())


def download(context: StepContext, client: VaultClient, names: list[str], vault: str, link: Connection) -> dict[str, str]:
    """Sets a variable for each secret, 20 requests at a time; texts of those that failed, by name."""
    failures: dict[str, str] = {}
    with ThreadPoolExecutor(PARALLEL) as pool:
        context.log(*(f"Downloading secret value for: {name}." for name in names))
        values = {name: pool.submit(client.value, name) for name in names}
        for name, value in values.items():
            try:
                set_secret(context, name, value.result())
            except VaultRefused as error:
                explain(context, error, vault, link)
                failures[name] = str(error)
    return failures


def set_secret(context: StepContext, name: str, value: str) -> None:
    """Sets the variable under the name with and without version; an empty value sets none."""
    if not value:
        return
    if "\n" in value and not context.variables.flag("SYSTEM_DONOTMASKMULTILINESECRETS"):
        one_line = flattened(value)
        if one_line is not None:
            context.log(f"Value of secret {name} has been converted to single line.")
            value = one_line
        else:
            # A log is written line by line, so each line is a secret of its own.
            for line in value.splitlines():
                if line:
                    context.output(written("task.setsecret", line))
    for variable in (name.partition("/")[0], name):
        set_variable(context, variable, value, secret=True)


def flattened(value: str) -> str | None:
    """A JSON object or array on one line; None for anything else."""
    try:
        parsed = json.loads(value)
    except ValueError:
        return None
    return json.dumps(parsed, ensure_ascii=False, separators=(",", ":")) if isinstance(parsed, (dict, list)) else None


def set_variable(context: StepContext, name: str, value: str, secret: bool) -> None:
    flags = {"isOutput": "false", "issecret": str(secret).lower()}
    context.output(written("task.setvariable", value, variable=name, **flags))


def explain(context: StepContext, error: VaultRefused, vault: str, link: Connection) -> None:
    """Where permissions are missing, the task writes a script that would grant them and attaches it to the log."""
    if not error.denied:
        return
    script = context.workspace.root / "ProvisionKeyVaultPermissions.ps1"
    script.write_text(
        f"Connect-AzAccount -Subscription {link.subscription_id}\n"
        f"Set-AzKeyVaultAccessPolicy -VaultName {vault} -ServicePrincipalName {link.client_id} "
        "-PermissionsToSecrets get,list\n"
    )
    context.log(f"Uploading {script} as attachment")
    context.output(written("task.uploadfile", str(script)))


TASK = Task(
    "AzureKeyVault",
    "Azure Key Vault",
    "Download Azure Key Vault secrets",
    "https://docs.microsoft.com/azure/devops/pipelines/tasks/deploy/azure-key-vault",
    run,
    defaults={"SecretsFilter": "*", "RunAsPreJob": "false"},
    aliases={"azuresubscription": "ConnectedServiceName"},
    has_pre_job=True,
)
