# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Soft-deleted secrets."""

from __future__ import annotations

from functools import partial

from ...web import Call, Reply
from .door import bundle, deleted_bundle, opened, page, router


@router.on("GET", "/deletedsecrets")
def list_deleted(call: Call) -> Reply:
    safe = opened(call, "list")
    return page(
        call, [(one.name.lower(), partial(deleted_bundle, call, safe, one, versioned=False)) for one in safe.all_deleted()]
    )


@router.on("GET", "/deletedsecrets/{name}")
def get_deleted(call: Call) -> Reply:
    name = call.params["name"]
    safe = opened(call, "get_deleted", name)
    return Reply(body=deleted_bundle(call, safe, safe.read_deleted(name)))


@router.on("POST", "/deletedsecrets/{name}/recover")
def recover(call: Call) -> Reply:
    """Without the value (docs/reference/key_vault.md#recover-secret)."""
    name = call.params["name"]
    safe = opened(call, "recover", name)
    secret = safe.recover(name)
    return Reply(body=bundle(call, safe, secret, secret.current))


@router.on("DELETE", "/deletedsecrets/{name}")
def purge(call: Call) -> Reply:
    name = call.params["name"]
    opened(call, "purge", name).purge(name)
    return Reply(204)
