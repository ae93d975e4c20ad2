# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Git repositories of projects: names, default branches, refs and pushes (docs/reference/azure_devops.md#repositories)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dulwich.refs import Ref, check_ref_format

from emulator.services.azure_devops.errors import bad_request
from emulator.services.azure_devops.errors.git import (
    no_branches,
    no_such_repository,
    no_such_version,
    pull_request_exists,
    push_refused,
    reference_conflict,
    repository_disabled,
    repository_exists,
    stale_reference,
)
from emulator.services.azure_devops.model.git.merges import merge
from emulator.services.azure_devops.model.git.store import HEADS, PULL, ZERO, Author, GitStore

if TYPE_CHECKING:
    from emulator.runtime import Runtime
    from emulator.services.azure_devops.model.projects.projects import Project, Projects
    from emulator.services.entra.model.principals import Principal


@dataclass(frozen=True)
class RefUpdate:
    name: str
    old: str
    new: str


@dataclass(frozen=True)
class Push:
    id: int
    moment: float
    pusher: Principal
    updates: tuple[RefUpdate, ...]


@dataclass(frozen=True)
class PullRequest:
    """Open from its creation on: nothing here completes or abandons one."""

    id: int
    title: str
    description: str
    source: str
    target: str
    is_draft: bool
    creator: Principal
    moment: float


@dataclass
class Repository:
    id: str
    name: str
    project_id: str
    git: GitStore = field(default_factory=GitStore)
    default_branch: str | None = None
    default_branch_at: float = 0.0
    """Before this moment answers have no default branch yet (docs/reference/azure_devops.md#import)."""
    disabled: bool = False
    deleted_by: Principal | None = None
    deleted_at: float = 0.0
    purged: bool = False
    """Nobody finds it any more; only definitions and builds that named it still do."""
    locks: dict[str, Principal] = field(default_factory=dict)
    """The principal who locked a ref, by its name."""
    pushes: list[Push] = field(default_factory=list)
    pull_requests: list[PullRequest] = field(default_factory=list)

    def resolve(self, version: str | None, kind: str) -> str:
        """The commit that a version descriptor (`branch`, `commit`, `tag`) means; None is the default branch.

        :raises DevOpsError: 404, an empty repository or no such version.
        """
        refs = self.git.branches()
        if not refs:
            raise no_branches(self.name)
        if version is None:
            version, kind = self.default_branch or "", "branch"
        prefix = {"branch": HEADS, "tag": "refs/tags/"}.get(kind)
        if prefix:
            found = refs.get(version if version.startswith("refs/") else prefix + version)
        else:
            found = version if self.git.has(version) else None
        if found is None:
            raise no_such_version(f"{kind.capitalize()}: {version.removeprefix(HEADS)} ", self.name)
        return self.git.peeled(found)


def clash(one: str, other: str) -> bool:
    """Says whether git can hold only one of these two names, as of `feature` and `feature/x`."""
    return one.startswith(other + "/") or other.startswith(one + "/")


class Repositories:
    """A new project gets an empty one of its own name."""

    def __init__(self, runtime: Runtime, projects: Projects, on_push: Callable[[Repository, RefUpdate, Principal], None]) -> None:
        """:param on_push: Starts what watches a ref that was pushed."""
        self.runtime, self.projects, self.on_push = runtime, projects, on_push
        self._repositories: dict[str, Repository] = {}
        self._push_number = 0
        self._pull_request_number = 0

    def of(self, project: Project) -> list[Repository]:
        found = (one for one in self._repositories.values() if one.project_id == project.id and one.deleted_by is None)
        return sorted(found, key=lambda one: one.name.lower())

    def deleted(self, project: Project) -> list[Repository]:
        """Its recycle bin."""
        return [
            one
            for one in self._repositories.values()
            if one.project_id == project.id and one.deleted_by is not None and not one.purged
        ]

    def purge(self, project: Project, repository_id: str) -> None:
        """:raises DevOpsError: 404, it is not in the recycle bin."""
        found = next((one for one in self.deleted(project) if one.id == repository_id.lower()), None)
        if found is None:
            raise no_such_repository(repository_id)
        found.purged = True

    def find(self, project: Project | None, name_or_id: str) -> Repository | None:
        """Finds a repository by id alone, or by name in a project."""
        wanted = name_or_id.lower()
        projects = [project] if project else self.projects.living()
        candidates = [one for each in projects for one in self.of(each)]
        by_name = [one for one in candidates if project and one.name.lower() == wanted]
        return next(iter([one for one in candidates if one.id == wanted] + by_name), None)

    def get(self, project: Project | None, name_or_id: str) -> Repository:
        """:raises DevOpsError: 404 TF401019."""
        found = self.find(project, name_or_id)
        if found is None:
            raise no_such_repository(name_or_id)
        return found

    def by_id(self, repository_id: str) -> Repository:
        """Deleted ones too."""
        return self._repositories[repository_id]

    def _check_name(self, project: Project, name: str) -> None:
        if not name or set(name) & set('\\/:*?"<>|') or len(name) > 64:
            raise bad_request(f"TF400797: The repository name {name!r} is not valid.")
        if any(one.name.lower() == name.lower() for one in self.of(project)):
            raise repository_exists(name)

    def create(self, project: Project, name: str) -> Repository:
        """:raises DevOpsError: the name is taken or unusable."""
        self._check_name(project, name)
        repository = Repository(self.runtime.ids.guid(), name, project.id)
        self._repositories[repository.id] = repository
        return repository

    def rename(self, repository: Repository, name: str) -> None:
        """:raises DevOpsError: the name is taken or unusable, or the repository is disabled."""
        if name == repository.name:
            return
        if repository.disabled:
            raise repository_disabled(repository.name)
        self._check_name(self.projects.get(repository.project_id), name)
        repository.name = name

    def set_default_branch(self, repository: Repository, name: str) -> None:
        """:raises DevOpsError: there is no such branch."""
        full = name if name.startswith(HEADS) else HEADS + name
        if full not in repository.git.branches():
            raise no_such_version(f"Branch: {full.removeprefix(HEADS)} ", repository.name)
        repository.default_branch = full
        repository.git.point_head(full)

    def delete(self, repository: Repository, who: Principal) -> None:
        """Puts the repository into the recycle bin.

        :raises DevOpsError: it is disabled.
        """
        if repository.disabled:
            raise repository_disabled(repository.name)
        repository.deleted_by, repository.deleted_at = who, self.runtime.clock.now()

    # -- pushes ---------------------------------------------------------------------------------------------------

    def refuses(self, repository: Repository, name: str) -> bool:
        """Says whether a branch policy keeps direct pushes out; the first push makes the branch and is let through."""
        return name in self.runtime.policies.protected_branches and name in repository.git.branches()

    def check(self, repository: Repository, update: RefUpdate) -> None:
        """:raises DevOpsError: 400 a name that git refuses, 409 TF401028, 403 TF402455."""
        if not check_ref_format(Ref(update.name.encode())):
            raise bad_request(f"The ref name '{update.name}' is not valid.")
        if repository.git.branches().get(update.name, ZERO) != update.old:
            raise stale_reference(update.name)
        if self.refuses(repository, update.name):
            raise push_refused()
        if update.new != ZERO:
            taken = next((one for one in repository.git.branches() if clash(one, update.name)), None)
            if taken is not None:
                raise reference_conflict(update.name, taken)

    def push(self, repository: Repository, pusher: Principal, updates: list[RefUpdate]) -> Push:
        """Moves the refs after checking them all, then starts what watches them.

        :raises DevOpsError: as `check`.
        """
        for update in updates:
            self.check(repository, update)
        for update in updates:
            repository.git.point(update.name, update.new)
        return self.pushed(repository, pusher, updates)

    def pushed(self, repository: Repository, pusher: Principal, updates: list[RefUpdate]) -> Push:
        """Takes note of refs that have moved."""
        self._push_number += 1
        push = Push(self._push_number, self.runtime.clock.now(), pusher, tuple(updates))
        repository.pushes.append(push)
        self._choose_default_branch(repository)
        for pull_request in repository.pull_requests:
            if {pull_request.source, pull_request.target} & {update.name for update in updates}:
                self._merge(repository, pull_request)
        for update in updates:
            if update.new != ZERO:
                self.on_push(repository, update, pusher)
        return push

    def open_pull_request(
        self, repository: Repository, creator: Principal, title: str, description: str, source: str, target: str, is_draft: bool
    ) -> PullRequest:
        """Numbers count in the organization.

        :raises DevOpsError: a branch is missing, both are one, or such a pull request is open already.
        """
        for name in (source, target):
            if name not in repository.git.branches():
                raise no_such_version(f"Branch: {name.removeprefix(HEADS)} ", repository.name)
        if source == target:
            raise bad_request("The source and target branches of a pull request cannot be the same.")
        if any((one.source, one.target) == (source, target) for one in repository.pull_requests):
            raise pull_request_exists()
        self._pull_request_number += 1
        made = PullRequest(
            self._pull_request_number, title, description, source, target, is_draft, creator, self.runtime.clock.now()
        )
        repository.pull_requests.append(made)
        self._merge(repository, made)
        return made

    def _merge(self, repository: Repository, one: PullRequest) -> None:
        """Brings the merge ref up to date; without a branch, or with a conflict, there is none."""
        refs, name = repository.git.branches(), f"{PULL}{one.id}/merge"
        merged = None
        if {one.source, one.target} <= set(refs):
            author = Author(one.creator.display_name, f"{one.creator.object_id}@vaultpipe", self.runtime.clock.now())
            message = f"Merge pull request {one.id} from {one.source.removeprefix(HEADS)} into {one.target.removeprefix(HEADS)}"
            merged = merge(repository.git, refs[one.target], refs[one.source], message, author)
        if merged or name in refs:
            repository.git.point(name, merged or ZERO)

    def _choose_default_branch(self, repository: Repository) -> None:
        """The first branch there is; of several main, then master, then the first by name."""
        heads = [name for name in repository.git.branches() if name.startswith(HEADS)]
        if repository.default_branch or not heads:
            return
        preferred = [HEADS + "main", HEADS + "master", *heads]
        repository.default_branch = next(name for name in preferred if name in heads)
        repository.default_branch_at = self.runtime.clock.now() + self.runtime.takes("default_branch")
        repository.git.point_head(repository.default_branch)
