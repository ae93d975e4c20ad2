# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""git's own smart HTTP protocol, by dulwich's server classes (docs/reference/clients.md#git)."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING, Any, cast

from dulwich.errors import GitProtocolError, HookError
from dulwich.protocol import Protocol
from dulwich.server import BackendRepo, DictBackend, PackHandler, ReceivePackHandler, UploadPackHandler

from emulator.core.response import ErrorResponse
from emulator.services.azure_devops.errors.git import PUSH_REFUSED
from emulator.services.azure_devops.model.git.repositories import RefUpdate
from emulator.services.azure_devops.model.git.store import ZERO

if TYPE_CHECKING:
    from emulator.services.azure_devops.model.git.repositories import Repositories, Repository
    from emulator.services.entra.model.principals import Principal

FILTER = b"filter"


class _Fetch(UploadPackHandler):
    """Without partial clones, which dulwich offers and cannot serve; git then takes a whole one
    (docs/reference/clients.md#git-partial-clones)."""

    def capabilities(self) -> list[bytes]:
        return [one for one in super().capabilities() if one != FILTER]

    @classmethod
    def innocuous_capabilities(cls) -> list[bytes]:
        """git names what it wanted even where nobody offers it."""
        return [*super().innocuous_capabilities(), FILTER]


SERVICES: dict[str, Callable[..., PackHandler]] = {
    "git-upload-pack": _Fetch,
    "git-receive-pack": ReceivePackHandler,
}


class _Gate:
    """dulwich's update hook: it alone would take a stale push for done."""

    def __init__(self, repositories: Repositories, repository: Repository) -> None:
        self._repositories, self._repository = repositories, repository

    def execute(self, name: bytes, old: bytes, new: bytes) -> tuple[bytes, bytes]:
        if self._repositories.refuses(self._repository, name.decode()):
            raise HookError(PUSH_REFUSED)
        if self._repository.git.branches().get(name.decode(), ZERO) != old.decode():
            raise HookError("fetch first")
        return b"", b""


def advertise(repository: Repository, service: str) -> bytes:
    """The answer to `info/refs?service=...`."""
    out = BytesIO()
    protocol = Protocol(BytesIO().read, out.write)
    protocol.write_pkt_line(f"# service={service}\n".encode())
    protocol.write_pkt_line(None)
    _handler(repository, service, protocol, advertise_refs=True).handle()
    return out.getvalue()


def serve(repository: Repository, service: str, request: bytes) -> bytes:
    """The answer to one POST of a fetch.

    :raises ErrorResponse: 400, the body is not what git sends; no source confirms the text.
    """
    out = BytesIO()
    try:
        _handler(repository, service, Protocol(BytesIO(request).read, out.write)).handle()
    except GitProtocolError as error:
        raise ErrorResponse(400, f"The request is not understood: {error}") from error
    return out.getvalue()


def receive(repositories: Repositories, repository: Repository, pusher: Principal, request: bytes) -> bytes:
    """The answer to one POST of a push; what moved counts as a push like any other."""
    before = repository.git.branches()
    repository.git.hooks["update"] = _Gate(repositories, repository)  # type: ignore[assignment]
    try:
        answer = serve(repository, "git-receive-pack", request)
    finally:
        del repository.git.hooks["update"]
    after = repository.git.branches()
    moved = [name for name in sorted(before | after) if before.get(name) != after.get(name)]
    if moved:
        updates = [RefUpdate(name, before.get(name, ZERO), after.get(name, ZERO)) for name in moved]
        repositories.pushed(repository, pusher, updates)
    return answer


def _handler(repository: Repository, service: str, protocol: Protocol, **more: Any) -> PackHandler:
    """:raises ErrorResponse: 403, no such service."""
    if service not in SERVICES:
        raise ErrorResponse(403, f"The service {service} is not known.")
    backend = DictBackend({"/": cast(BackendRepo, repository.git)})
    return SERVICES[service](backend, ["/"], protocol, stateless_rpc=True, **more)
