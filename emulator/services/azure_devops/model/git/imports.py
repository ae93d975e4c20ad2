# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Importing a repository from a public address; a request that takes a moment (docs/reference/azure_devops.md#import)."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dulwich.client import get_transport_and_path
from urllib3 import PoolManager

from emulator.services.azure_devops.errors import not_found
from emulator.services.azure_devops.errors.git import bad_import_source, import_into_contents, unreachable_import_source
from emulator.services.azure_devops.model.addresses import ORGANIZATION
from emulator.services.azure_devops.model.git.repositories import RefUpdate
from emulator.services.azure_devops.model.git.store import HEADS, ZERO, Author, GitStore

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.git.repositories import Repositories, Repository
    from emulator.services.entra.model.principals import Principal

log = logging.getLogger(__name__)

TUTORIAL_SOURCE = "https://github.com/microsoftdocs/pipelines-dotnet-core"
SAMPLE = Path(__file__).parent / "sample_repository"
STEPS = (
    "Processing request",
    "Analyzing repository objects",
    "Storing objects",
    "Storing index file",
    "Updating references",
    "Import completed successfully",
)
PUBLIC_HOSTS = ("github.com", "gitlab.com", "bitbucket.org", "dev.azure.com")
"""Hosts whose repositories are taken to exist: real traffic imports them, and nothing here can look."""
PRIVATE = re.compile(rf"(dev\.azure\.com/{ORGANIZATION}|{ORGANIZATION}\.visualstudio\.com)(/|$)", re.IGNORECASE)
"""Addresses of this organization, which lets nobody in without credentials; other ones have public projects, too
(docs/reference/azure_devops.md#import-source)."""
STAND_IN = """# A stand-in

The local Azure reaches nothing but this machine. It put its own sample in the place of {url}.
"""
UNREACHABLE = (
    "The local Azure reaches nothing but this machine, so it cannot read {url}. It imports http://127.0.0.1 addresses, "
    "and puts a sample of its own in the place of what is at " + ", ".join(PUBLIC_HOSTS) + "."
)
THIS_MACHINE = ("127.0.0.1", "localhost")


class ThisMachine(PoolManager):
    """HTTP to this machine alone, wherever an answer redirects to."""

    def urlopen(self, method: str, url: str, *arguments: Any, **more: Any) -> Any:
        if urlsplit(url).hostname not in THIS_MACHINE:
            raise ValueError(UNREACHABLE.format(url=url))
        return super().urlopen(method, url, *arguments, **more)


@dataclass
class ImportRequest:
    id: int
    repository_id: str
    url: str
    importer: Principal
    ready_at: float
    """Moment at which the quickest import would be done."""
    fetched: GitStore | None = None
    error: str | None = None
    finished: bool = False


class Imports:
    """Requests by number."""

    def __init__(self, runtime: Runtime, repositories: Repositories) -> None:
        self.runtime, self.repositories = runtime, repositories
        self._requests: dict[int, ImportRequest] = {}

    def start(self, repository: Repository, url: str, importer: Principal) -> ImportRequest:
        """:raises DevOpsError: 400 for what is no address or not public, 409 for a repository with contents."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            raise bad_import_source(url)
        if repository.git.branches():
            raise import_into_contents(repository.name)
        if PRIVATE.match(f"{parts.hostname}{parts.path}"):
            raise unreachable_import_source()
        ready_at = self.runtime.clock.now() + self.runtime.takes("import")
        request = ImportRequest(len(self._requests) + 1, repository.id, url, importer, ready_at)
        self._requests[request.id] = request
        if parts.hostname in PUBLIC_HOSTS:
            log.info("A sample repository of the emulator's own stands in for %s", url)
            request.fetched = sample_repository(url, self.runtime.clock.now())
        elif parts.hostname in THIS_MACHINE:
            Thread(target=self._fetch, args=(request,), daemon=True).start()
        else:
            request.error = UNREACHABLE.format(url=url)
        return request

    def _fetch(self, request: ImportRequest) -> None:
        """In a thread of its own, since the source may be slow."""
        fetched, error = GitStore(), None
        try:
            client, path = get_transport_and_path(request.url, pool_manager=ThisMachine())
            refs = client.fetch(path.encode() if isinstance(path, str) else path, fetched).refs
            for name, commit in refs.items():
                if name.startswith(b"refs/") and commit is not None and not name.endswith(b"^{}"):
                    fetched.point(name.decode(), commit.decode())
        except Exception as problem:  # a source can fail in every way there is; the request says how
            error = f"{type(problem).__name__}: {problem}"
        with self.runtime.lock:
            request.fetched, request.error = (None, error) if error else (fetched, None)

    def get(self, repository: Repository, number: int) -> ImportRequest:
        """The request, brought up to date.

        :raises DevOpsError: 404.
        """
        request = self._requests.get(number)
        if request is None or request.repository_id != repository.id:
            raise not_found(f"The import request {number}")
        came = request.fetched is not None or request.error is not None
        if came and not request.finished and self.runtime.clock.now() >= request.ready_at:
            self._finish(repository, request)
        return request

    def of(self, repository: Repository) -> list[ImportRequest]:
        """The repository's requests, brought up to date."""
        return [self.get(repository, one.id) for one in list(self._requests.values()) if one.repository_id == repository.id]

    def _finish(self, repository: Repository, request: ImportRequest) -> None:
        request.finished = True
        if request.fetched is None:
            return
        if repository.git.branches():
            request.error = "The repository got contents while the import ran."
            return
        repository.git.copy_from(request.fetched)
        updates = [RefUpdate(name, ZERO, commit) for name, commit in repository.git.branches().items()]
        request.fetched = None
        self.repositories.pushed(repository, request.importer, updates)

    def settle(self, repository: Repository) -> None:
        """Finishes what is due although nobody polls."""
        self.of(repository)


def sample_repository(url: str, moment: float) -> GitStore:
    """Our own stand-in for the tutorial's sample. In the place of anything else it says so in its README.md."""
    store = GitStore()
    contents = {path.relative_to(SAMPLE).as_posix(): path.read_bytes() for path in SAMPLE.rglob("*") if path.is_file()}
    if url.lower().rstrip("/").removesuffix(".git") != TUTORIAL_SOURCE:
        contents["README.md"] = STAND_IN.format(url=url).encode()
    tree = {path: (store.write_blob(content), 0o100644) for path, content in sorted(contents.items())}
    commit = store.write_commit((), tree, "Add a small web application", Author("vaultpipe", "vaultpipe@localhost", moment))
    store.point(HEADS + "main", commit)
    return store
