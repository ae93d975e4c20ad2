# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets and their versions."""

from __future__ import annotations

from functools import partial

from ...web import Call, Reply
from .door import bundle, deleted_bundle, opened, page, router


@router.on("GET", "/secrets")
def list_secrets(call: Call) -> Reply:
    safe = opened(call, "list")
    entries = [(one.name.lower(), partial(bundle, call, safe, one, one.current, versioned=False)) for one in safe.all()]
    return page(call, entries)


@router.on("POST", "/secrets/restore")
def restore_secret(call: Call) -> Reply:
    safe = opened(call, "restore")
    secret = safe.restore(str(call.json_object().get("value", "")))
    return Reply(body=bundle(call, safe, secret, secret.current))


@router.on("PUT", "/secrets/{name}")
def set_secret(call: Call) -> Reply:
    name = call.params["name"]
    safe = opened(call, "set", name)
    return Reply(body=bundle(call, safe, *safe.set(name, call.json_object()), value=True))


@router.on("GET", "/secrets/{name}/versions")
def list_versions(call: Call) -> Reply:
    name = call.params["name"]
    safe = opened(call, "list", name)
    return page(call, [(version.id, partial(bundle, call, safe, secret, version)) for secret, version in safe.versions(name)])


@router.on("POST", "/secrets/{name}/backup", write=False)
def backup_secret(call: Call) -> Reply:
    name = call.params["name"]
    return Reply(body={"value": opened(call, "backup", name).backup(name)})


@router.on("GET", "/secrets/{name}")
@router.on("GET", "/secrets/{name}/{version}")
def get_secret(call: Call) -> Reply:
    name = call.params["name"]
    safe = opened(call, "get", name)
    return Reply(body=bundle(call, safe, *safe.read(name, call.params.get("version")), value=True))


@router.on("PATCH", "/secrets/{name}")
@router.on("PATCH", "/secrets/{name}/{version}")
def update_secret(call: Call) -> Reply:
    """Without a version the current one (docs/reference/key_vault.md#patch-keeps-the-version)."""
    name = call.params["name"]
    safe = opened(call, "update", name)
    return Reply(body=bundle(call, safe, *safe.update(name, call.params.get("version"), call.json_object())))


@router.on("DELETE", "/secrets/{name}")
def delete_secret(call: Call) -> Reply:
    name = call.params["name"]
    safe = opened(call, "delete", name)
    return Reply(body=deleted_bundle(call, safe, safe.delete(name)))
