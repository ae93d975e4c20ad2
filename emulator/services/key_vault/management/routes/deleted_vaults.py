# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Soft-deleted vaults, their purge, and whether a name is free (docs/reference/key_vault.md#deleted-vaults)."""

from __future__ import annotations

from emulator.core.clock import iso
from emulator.core.operations import Operation
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.arm.errors import ArmError
from emulator.services.arm.router import body_of
from emulator.services.key_vault.management.model.vault_service import VaultService
from emulator.services.key_vault.management.model.vaults import NAME, name_in_use
from emulator.services.key_vault.management.router import route
from emulator.services.key_vault.management.views.vaults import deleted_body

KEY_VAULT = "/subscriptions/{sub}/providers/Microsoft.KeyVault"
DELETED = KEY_VAULT + "/locations/{location}/deletedVaults/{vault}"
KIND = "Microsoft.KeyVault/deletedVaults"


@route("GET", KEY_VAULT + "/deletedVaults", KIND)
def list_deleted(request: Request, vaults: VaultService) -> Response:
    return Response(body={"value": [deleted_body(vaults, one) for one in vaults.deleted.all()]})


@route("GET", DELETED, "Microsoft.KeyVault/locations/deletedVaults")
def get_deleted(request: Request, vaults: VaultService) -> Response:
    vault = vaults.deleted.get(request.params["vault"], request.params["location"])
    return Response(body=deleted_body(vaults, vault))


def location_of(request: Request, vaults: VaultService, operation: Operation) -> dict[str, str]:
    """Absolute, and signed anew in every answer: a client follows it verbatim."""
    now = int(vaults.runtime.clock.now() * 10_000_000)
    place = f"https://management.azure.com/subscriptions/{request.params['sub']}/providers/Microsoft.KeyVault"
    location = (
        f"{place}/locations/{request.params['location']}/operationResults/{operation.id}"
        f"?api-version={request.query['api-version']}&t={now}&c=local&s={vaults.runtime.ids.word(20)}&h={vaults.runtime.ids.word(20)}"
    )
    return {"Location": location, "Retry-After": str(operation.retry_after)}


@route("POST", DELETED + "/purge", "Microsoft.KeyVault/locations/deletedVaults/purge/action")
def purge(request: Request, vaults: VaultService) -> Response:
    deleted = vaults.deleted
    operation = deleted.purge(deleted.get(request.params["vault"], request.params["location"]))
    return Response(202, headers=location_of(request, vaults, operation))


@route("GET", KEY_VAULT + "/locations/{location}/operationResults/{operation}", "")
def operation_result(request: Request, vaults: VaultService) -> Response:
    operation = vaults.resource_manager.operations.find(request.params["operation"])
    if operation is None:
        # No source confirms this text.
        raise ArmError(404, "NotFound", f"The operation '{request.params['operation']}' could not be found.")
    created = iso_words(operation.started_at)
    if not vaults.resource_manager.operations.is_done(operation):
        return Response(202, {"createdDateTime": created, "status": "NotStarted"}, location_of(request, vaults, operation))
    done = iso_words(operation.done_at)
    return Response(body={"createdDateTime": created, "lastActionDateTime": done, "status": "Succeeded"})


def iso_words(moment: float) -> str:
    """`2026-11-22 10:00:00Z`, as this one endpoint writes it."""
    return iso(moment, 0).replace("T", " ")


@route("GET", KEY_VAULT + "/deletedManagedHSMs", "Microsoft.KeyVault/deletedManagedHSMs")
def list_deleted_hsms(request: Request, vaults: VaultService) -> Response:
    return Response(body={"value": []})


@route("POST", KEY_VAULT + "/checkNameAvailability", "Microsoft.KeyVault/checkNameAvailability/read", write=False)
def check_name(request: Request, vaults: VaultService) -> Response:
    """Reasons: docs/reference/key_vault.md#name-availability; no source confirms what is said of a wrong name."""
    name = str(body_of(request).get("name", ""))
    if not NAME.fullmatch(name):
        text = f"The vault name '{name}' is invalid."
        return Response(body={"nameAvailable": False, "reason": "AccountNameInvalid", "message": text})
    if vaults.find(name) or vaults.deleted.find(name):
        return Response(body={"nameAvailable": False, "reason": "AlreadyExists", "message": name_in_use(name)})
    return Response(body={"nameAvailable": True})
