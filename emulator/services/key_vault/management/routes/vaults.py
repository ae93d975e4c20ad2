# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults as resources (docs/reference/key_vault.md#vaults)."""

from __future__ import annotations

from emulator.core.paging import key_of, mark
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.arm.errors import bad_request
from emulator.services.arm.router import body_of, properties_of
from emulator.services.entra.model.principals import caller_of
from emulator.services.key_vault.management.model.vault_service import VaultService
from emulator.services.key_vault.management.model.vaults import TYPE, Vault
from emulator.services.key_vault.management.router import route
from emulator.services.key_vault.management.views.vaults import vault_body

ALL = "/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.KeyVault/vaults"
VAULT = ALL + "/{vault}"
HSMS = "Microsoft.KeyVault/managedHSMs"


@route("GET", "/subscriptions/{sub}/providers/Microsoft.KeyVault/vaults", TYPE)
@route("GET", ALL, TYPE)
def list_vaults(request: Request, vaults: VaultService) -> Response:
    """A page that is not empty has a next one, which may be (docs/reference/key_vault.md#vault-pages)."""
    after, size = key_of(request.query.get("$skiptoken", "")), request.query.get("$top", "100")
    if after is None or not size.isdigit():
        raise bad_request("Invalid $skiptoken or $top.")
    page = [one for one in vaults.of_group(request.params.get("group")) if one.name.lower() > after][: int(size)]
    body: dict[str, object] = {"value": [vault_body(vaults, one) for one in page]}
    if page:
        token = mark(page[-1].name.lower())
        body["nextLink"] = f"{request.url}?api-version={request.query['api-version']}&$skiptoken={token}"
    return Response(body=body)


@route("PUT", VAULT, TYPE)
def put_vault(request: Request, vaults: VaultService) -> Response:
    """200 for creation too (docs/reference/key_vault.md#vault-put-is-200)."""
    group = vaults.resource_manager.groups.get(request.params["group"])
    vault, new = vaults.put(
        group.name, request.params["vault"], body_of(request), request.query["api-version"], caller_of(request)
    )
    return Response(body=vault_body(vaults, vault, fresh=new))


@route("GET", VAULT, TYPE)
def get_vault(request: Request, vaults: VaultService) -> Response:
    return Response(body=vault_body(vaults, found(request, vaults)))


def found(request: Request, vaults: VaultService) -> Vault:
    return vaults.get(request.params["group"], request.params["vault"])


@route("PATCH", VAULT, TYPE)
def patch_vault(request: Request, vaults: VaultService) -> Response:
    vault = vaults.patch(found(request, vaults), body_of(request), caller_of(request))
    return Response(body=vault_body(vaults, vault))


@route("DELETE", VAULT, TYPE)
def delete_vault(request: Request, vaults: VaultService) -> Response:
    vault = vaults.in_group(request.params["group"], request.params["vault"])
    if vault is None:
        return Response(204)
    vaults.delete(vault)
    return Response(200)


@route("PUT", VAULT + "/accessPolicies/{how:add|replace|remove}", f"{TYPE}/accessPolicies")
def change_access_policies(request: Request, vaults: VaultService) -> Response:
    """The answer holds the named identities only, and its id ends in a slash
    (docs/reference/key_vault.md#access-policy-answer)."""
    vault = found(request, vaults)
    policies = properties_of(request).get("accessPolicies")
    now = vaults.change_policies(vault, request.params["how"].lower(), policies, caller_of(request))
    return Response(
        body={
            "id": f"{vaults.id_of(vault)}/accessPolicies/",
            "type": f"{TYPE}/accessPolicies",
            "properties": {"accessPolicies": now},
        }
    )


@route("GET", "/subscriptions/{sub}/providers/Microsoft.KeyVault/managedHSMs", HSMS)
@route("GET", "/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.KeyVault/managedHSMs", HSMS)
def list_hsms(request: Request, vaults: VaultService) -> Response:
    """There are none; az asks all the same (docs/reference/clients.md#az-vaults)."""
    return Response(body={"value": []})
