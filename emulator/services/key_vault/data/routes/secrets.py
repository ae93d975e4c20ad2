# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets and their versions."""

from __future__ import annotations

from functools import partial

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.key_vault.data.router import bundle, deleted_bundle, opened, page, router
from emulator.services.key_vault.management.model.vault_service import VaultService


@router.on("GET", "/secrets")
def list_secrets(request: Request, vaults: VaultService) -> Response:
    safe = opened(request, vaults, "list")
    entries = [(one.name.lower(), partial(bundle, request, safe, one, one.current, versioned=False)) for one in safe.all()]
    return page(request, entries)


@router.on("POST", "/secrets/restore")
def restore_secret(request: Request, vaults: VaultService) -> Response:
    safe = opened(request, vaults, "restore")
    secret = safe.restore(str(request.json_object().get("value", "")))
    return Response(body=bundle(request, safe, secret, secret.current))


@router.on("PUT", "/secrets/{name}")
def set_secret(request: Request, vaults: VaultService) -> Response:
    name = request.params["name"]
    safe = opened(request, vaults, "set", name)
    return Response(body=bundle(request, safe, *safe.set(name, request.json_object()), value=True))


@router.on("GET", "/secrets/{name}/versions")
def list_versions(request: Request, vaults: VaultService) -> Response:
    name = request.params["name"]
    safe = opened(request, vaults, "list", name)
    return page(
        request, [(version.id, partial(bundle, request, safe, secret, version)) for secret, version in safe.versions(name)]
    )


@router.on("POST", "/secrets/{name}/backup", write=False)
def backup_secret(request: Request, vaults: VaultService) -> Response:
    name = request.params["name"]
    return Response(body={"value": opened(request, vaults, "backup", name).backup(name)})


@router.on("GET", "/secrets/{name}")
@router.on("GET", "/secrets/{name}/{version}")
def get_secret(request: Request, vaults: VaultService) -> Response:
    name = request.params["name"]
    safe = opened(request, vaults, "get", name)
    return Response(body=bundle(request, safe, *safe.read(name, request.params.get("version")), value=True))


@router.on("PATCH", "/secrets/{name}")
@router.on("PATCH", "/secrets/{name}/{version}")
def update_secret(request: Request, vaults: VaultService) -> Response:
    """Without a version the current one (docs/reference/key_vault.md#patch-keeps-the-version)."""
    name = request.params["name"]
    safe = opened(request, vaults, "update", name)
    return Response(body=bundle(request, safe, *safe.update(name, request.params.get("version"), request.json_object())))


@router.on("DELETE", "/secrets/{name}")
def delete_secret(request: Request, vaults: VaultService) -> Response:
    name = request.params["name"]
    safe = opened(request, vaults, "delete", name)
    return Response(body=deleted_bundle(request, safe, safe.delete(name)))
