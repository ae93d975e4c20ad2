# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Soft-deleted vaults, their purge, and whether a name is free (docs/reference/key_vault.md#deleted-vaults)."""

from __future__ import annotations

from ...clock import iso
from ...keyvault.answers import deleted_body
from ...keyvault.vaults import NAME, name_in_use
from ...web import Call, Reply
from ..errors import ArmError
from ..gateway import body_of, route
from ..operations import Operation

KEY_VAULT = "/subscriptions/{sub}/providers/Microsoft.KeyVault"
DELETED = KEY_VAULT + "/locations/{location}/deletedVaults/{vault}"
KIND = "Microsoft.KeyVault/deletedVaults"


@route("GET", KEY_VAULT + "/deletedVaults", KIND)
def list_deleted(call: Call) -> Reply:
    return Reply(body={"value": [deleted_body(call.cloud, one) for one in call.cloud.vaults.deleted.all()]})


@route("GET", DELETED, "Microsoft.KeyVault/locations/deletedVaults")
def get_deleted(call: Call) -> Reply:
    vault = call.cloud.vaults.deleted.get(call.params["vault"], call.params["location"])
    return Reply(body=deleted_body(call.cloud, vault))


def location_of(call: Call, operation: Operation) -> dict[str, str]:
    """Absolute, and signed anew in every answer: a client follows it verbatim."""
    now = int(call.cloud.clock.now() * 10_000_000)
    place = f"https://management.azure.com/subscriptions/{call.params['sub']}/providers/Microsoft.KeyVault"
    location = (
        f"{place}/locations/{call.params['location']}/operationResults/{operation.id}"
        f"?api-version={call.query['api-version']}&t={now}&c=local&s={call.cloud.ids.word(20)}&h={call.cloud.ids.word(20)}"
    )
    return {"Location": location, "Retry-After": str(operation.retry_after)}


@route("POST", DELETED + "/purge", "Microsoft.KeyVault/locations/deletedVaults/purge/action")
def purge(call: Call) -> Reply:
    deleted = call.cloud.vaults.deleted
    operation = deleted.purge(deleted.get(call.params["vault"], call.params["location"]))
    return Reply(202, headers=location_of(call, operation))


@route("GET", KEY_VAULT + "/locations/{location}/operationResults/{operation}", "")
def operation_result(call: Call) -> Reply:
    operation = call.cloud.resources.operations.find(call.params["operation"])
    if operation is None:
        # No source confirms this text.
        raise ArmError(404, "NotFound", f"The operation '{call.params['operation']}' could not be found.")
    created = iso_words(operation.started_at)
    if operation.ready_at > call.cloud.clock.now():
        return Reply(202, {"createdDateTime": created, "status": "NotStarted"}, location_of(call, operation))
    done = iso_words(operation.ready_at)
    return Reply(body={"createdDateTime": created, "lastActionDateTime": done, "status": "Succeeded"})


def iso_words(moment: float) -> str:
    """`2026-11-22 10:00:00Z`, as this one endpoint writes it."""
    return iso(moment, 0).replace("T", " ")


@route("GET", KEY_VAULT + "/deletedManagedHSMs", "Microsoft.KeyVault/deletedManagedHSMs")
def list_deleted_hsms(call: Call) -> Reply:
    return Reply(body={"value": []})


@route("POST", KEY_VAULT + "/checkNameAvailability", "Microsoft.KeyVault/checkNameAvailability/read", write=False)
def check_name(call: Call) -> Reply:
    """Reasons: docs/reference/key_vault.md#name-availability; no source confirms what is said of a wrong name."""
    name = str(body_of(call).get("name", ""))
    if not NAME.fullmatch(name):
        text = f"The vault name '{name}' is invalid."
        return Reply(body={"nameAvailable": False, "reason": "AccountNameInvalid", "message": text})
    if call.cloud.vaults.find(name) or call.cloud.vaults.deleted.find(name):
        return Reply(body={"nameAvailable": False, "reason": "AlreadyExists", "message": name_in_use(name)})
    return Reply(body={"nameAvailable": True})
