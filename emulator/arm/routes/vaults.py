# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vaults as resources (docs/reference/key_vault.md#vaults)."""

from __future__ import annotations

from ...keyvault.answers import vault_body
from ...keyvault.vaults import TYPE, Vault
from ...paging import key_of, mark
from ...web import Call, Reply
from ..errors import bad_request
from ..gateway import body_of, caller, properties_of, route

ALL = "/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.KeyVault/vaults"
VAULT = ALL + "/{vault}"
HSMS = "Microsoft.KeyVault/managedHSMs"


@route("GET", "/subscriptions/{sub}/providers/Microsoft.KeyVault/vaults", TYPE)
@route("GET", ALL, TYPE)
def list_vaults(call: Call) -> Reply:
    """A page that is not empty has a next one, which may be (docs/reference/key_vault.md#vault-pages)."""
    vaults = call.cloud.vaults
    after, size = key_of(call.query.get("$skiptoken", "")), call.query.get("$top", "100")
    if after is None or not size.isdigit():
        raise bad_request("Invalid $skiptoken or $top.")
    page = [one for one in vaults.of_group(call.params.get("group")) if one.name.lower() > after][: int(size)]
    body: dict[str, object] = {"value": [vault_body(call.cloud, one) for one in page]}
    if page:
        token = mark(page[-1].name.lower())
        body["nextLink"] = f"{call.url}?api-version={call.query['api-version']}&$skiptoken={token}"
    return Reply(body=body)


@route("PUT", VAULT, TYPE)
def put_vault(call: Call) -> Reply:
    """200 for creation too (docs/reference/key_vault.md#vault-put-is-200)."""
    vaults = call.cloud.vaults
    group = call.cloud.resources.groups.get(call.params["group"])
    vault, new = vaults.put(group.name, call.params["vault"], body_of(call), call.query["api-version"], caller(call))
    return Reply(body=vault_body(call.cloud, vault, fresh=new))


@route("GET", VAULT, TYPE)
def get_vault(call: Call) -> Reply:
    return Reply(body=vault_body(call.cloud, found(call)))


def found(call: Call) -> Vault:
    return call.cloud.vaults.get(call.params["group"], call.params["vault"])


@route("PATCH", VAULT, TYPE)
def patch_vault(call: Call) -> Reply:
    vault = call.cloud.vaults.patch(found(call), body_of(call), caller(call))
    return Reply(body=vault_body(call.cloud, vault))


@route("DELETE", VAULT, TYPE)
def delete_vault(call: Call) -> Reply:
    vault = call.cloud.vaults.in_group(call.params["group"], call.params["vault"])
    if vault is None:
        return Reply(204)
    call.cloud.vaults.delete(vault)
    return Reply(200)


@route("PUT", VAULT + "/accessPolicies/{how:add|replace|remove}", f"{TYPE}/accessPolicies")
def change_access_policies(call: Call) -> Reply:
    """The answer holds the named identities only, and its id ends in a slash
    (docs/reference/key_vault.md#access-policy-answer)."""
    vault = found(call)
    policies = properties_of(call).get("accessPolicies")
    now = call.cloud.vaults.change_policies(vault, call.params["how"].lower(), policies, caller(call))
    return Reply(
        body={
            "id": f"{call.cloud.vaults.id_of(vault)}/accessPolicies/",
            "type": f"{TYPE}/accessPolicies",
            "properties": {"accessPolicies": now},
        }
    )


@route("GET", "/subscriptions/{sub}/providers/Microsoft.KeyVault/managedHSMs", HSMS)
@route("GET", "/subscriptions/{sub}/resourceGroups/{group}/providers/Microsoft.KeyVault/managedHSMs", HSMS)
def list_hsms(call: Call) -> Reply:
    """There are none; az asks all the same (docs/reference/clients.md#az-vaults)."""
    return Reply(body={"value": []})
