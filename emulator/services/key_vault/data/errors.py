# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The data plane's errors with Key Vault's codes and texts
(docs/reference/key_vault.md#refusals, docs/reference/pipeline_task.md#vault-messages)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from emulator.core.response import ErrorResponse

if TYPE_CHECKING:
    from emulator.services.entra.model.principals import Principal
    from emulator.services.key_vault.management.model.vaults import Vault


class VaultError(ErrorResponse):
    """`{"error": {"code", "message", "innererror"?: {"code"}}}`."""

    def __init__(self, status: int, code: str, message: str, inner: str | None = None) -> None:
        error: dict[str, object] = {"code": code, "message": message}
        if inner is not None:
            error["innererror"] = {"code": inner}
        super().__init__(status, {"error": error})


def throttled() -> VaultError:
    """Without Retry-After (vcsjones/AzureSignTool#219)."""
    reason = "Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached"
    return VaultError(429, "Throttled", reason)


def unauthorized(tenant_id: str, message: str) -> VaultError:
    """401 with the challenge that tells a client where to get which token."""
    error = VaultError(401, "Unauthorized", message)
    authority = f"https://login.microsoftonline.com/{tenant_id}"
    error.headers["www-authenticate"] = f'Bearer authorization="{authority}", resource="https://vault.azure.net"'
    return error


def caller_text(tenant_id: str, caller: Principal) -> str:
    issuer = f"https://sts.windows.net/{tenant_id}/"
    return f"appid={caller.client_id};oid={caller.object_id};iss={issuer}"


def access_denied(tenant_id: str, caller: Principal, permission: str, vault: Vault) -> VaultError:
    text = (
        f"The user, group or application '{caller_text(tenant_id, caller)}' does not have secrets {permission} permission "
        f"on key vault '{vault.name};location={vault.location}'. For help resolving this issue, please see "
        "https://go.microsoft.com/fwlink/?linkid=2125287"
    )
    return VaultError(403, "Forbidden", text, "AccessDenied")


def forbidden_by_rbac(tenant_id: str, caller: Principal, action: str, resource: str, vault: Vault) -> VaultError:
    text = "\r\n".join(
        (
            "Caller is not authorized to perform action on resource.",
            "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.",
            f"Caller: {caller_text(tenant_id, caller)}",
            f"Action: '{action}'",
            f"Resource: '{resource.lower()}'",
            "Assignment: (not found)",
            "DenyAssignmentId: null",
            "DecisionReason: null ",
            f"Vault: {vault.name};location={vault.location}",
            "",
        )
    )
    return VaultError(403, "Forbidden", text, "ForbiddenByRbac")


def forbidden_by_firewall(tenant_id: str, caller: Principal, address: str, vault: Vault) -> VaultError:
    text = "\r\n".join(
        (
            "Client address is not authorized and caller is not a trusted service.",
            f"Client address: {address}",
            f"Caller: {caller_text(tenant_id, caller)}",
            f"Vault: {vault.name};location={vault.location}",
        )
    )
    return VaultError(403, "Forbidden", text, "ForbiddenByFirewall")


def forbidden_by_connection(tenant_id: str, caller: Principal, vault: Vault) -> VaultError:
    text = "\r\n".join(
        (
            "Public network access is disabled and request is not from a trusted service nor via an approved private link.",
            f"Caller: {caller_text(tenant_id, caller)}",
            f"Vault: {vault.name};location={vault.location}",
        )
    )
    return VaultError(403, "Forbidden", text, "ForbiddenByConnection")


def bad_parameter(message: str) -> VaultError:
    return VaultError(400, "BadParameter", message)


def malformed_backup() -> VaultError:
    """The code is a phrase, as the .NET client's recording RestoreMalformedBackup has it."""
    return VaultError(400, "Malformed backup blob", "Backup blob is corrupt.")


def secret_not_found(name: str) -> VaultError:
    text = (
        f"A secret with (name/id) {name} was not found in this key vault. If you recently deleted this secret you may be "
        "able to recover it using the correct recovery command. For help resolving this issue, please see "
        "https://go.microsoft.com/fwlink/?linkid=2125182"
    )
    return VaultError(404, "SecretNotFound", text)


def deleted_secret_not_found(name: str) -> VaultError:
    return VaultError(404, "SecretNotFound", f"Deleted Secret not found: {name}")


def secret_disabled(operation: str) -> VaultError:
    text = f"Operation {operation} is not allowed on a disabled secret."
    return VaultError(403, "Forbidden", text, "SecretDisabled")


def being_deleted(name: str) -> VaultError:
    text = f"Secret {name} is currently being deleted and cannot be re-created; retry later."
    return VaultError(409, "Conflict", text, "ObjectIsBeingDeleted")


def deletion_not_done() -> VaultError:
    """To a purge that comes too soon (the Rust client's recording purge_secret)."""
    return VaultError(409, "Conflict", "Secret is currently being deleted.", "ObjectIsBeingDeleted")


def purge_protected(vault: Vault) -> VaultError:
    """Azure/sap-automation#200, where a client that tells inner codes tells none."""
    text = (
        'Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will '
        f"automatically purge it after the retention period has passed.\r\nVault: {vault.name};location={vault.location}"
    )
    return VaultError(403, "Forbidden", text)


def deleted_but_recoverable(name: str) -> VaultError:
    text = (
        f"Secret {name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, "
        "the secret can only be recovered or purged."
    )
    return VaultError(409, "Conflict", text, "ObjectIsDeletedButRecoverable")


def being_recovered(name: str) -> VaultError:
    """hashicorp/terraform-provider-azurerm#12285."""
    text = f"Secret {name} is currently being recovered and cannot be re-created; retry later."
    return VaultError(409, "Conflict", text, "ObjectIsBeingRecovered")


def not_deleted(name: str) -> VaultError:
    # Codes by docs/reference/key_vault.md#recover-secret; no source confirms the text.
    text = f"Operation recover is not allowed on secret {name}, which is not deleted."
    return VaultError(400, "MethodNotAllowed", text, "RequestNotAllowedOnNonDeletedObject")
