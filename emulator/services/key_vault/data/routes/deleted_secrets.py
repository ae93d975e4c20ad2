# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Soft-deleted secrets."""

from __future__ import annotations

from functools import partial

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.key_vault.data.router import bundle, deleted_bundle, opened, page, router
from emulator.services.key_vault.management.model.vault_service import VaultService


@router.on("GET", "/deletedsecrets")
def list_deleted(request: Request, vaults: VaultService) -> Response:
    safe = opened(request, vaults, "list")
    return page(
        request, [(one.name.lower(), partial(deleted_bundle, request, safe, one, versioned=False)) for one in safe.all_deleted()]
    )


@router.on("GET", "/deletedsecrets/{name}")
def get_deleted(request: Request, vaults: VaultService) -> Response:
    name = request.params["name"]
    safe = opened(request, vaults, "get_deleted", name)
    return Response(body=deleted_bundle(request, safe, safe.read_deleted(name)))


@router.on("POST", "/deletedsecrets/{name}/recover")
def recover(request: Request, vaults: VaultService) -> Response:
    """Without the value (docs/reference/key_vault.md#recover-secret)."""
    name = request.params["name"]
    safe = opened(request, vaults, "recover", name)
    secret = safe.recover(name)
    return Response(body=bundle(request, safe, secret, secret.current))


@router.on("DELETE", "/deletedsecrets/{name}")
def purge(request: Request, vaults: VaultService) -> Response:
    name = request.params["name"]
    opened(request, vaults, "purge", name).purge(name)
    return Response(204)
