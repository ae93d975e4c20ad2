# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Git repositories of Azure Repos, their import and their files."""

from __future__ import annotations

import functools

from ...clients.devops.client import Json
from ...clients.devops.git_repository import GitRepository
from ...clients.devops.locations import REPOSITORIES
from ...clients.devops.lookup import existing_project, find_repository, made_once, short_branch
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import Absent, Observed, State
from ...errors import Conflict, Unreachable, VaultpipeError, sentence_case
from ...known_after_apply import KNOWN_AFTER_APPLY
from ...wait import wait_for
from ..shared.devops_resource import CONNECTED, DevOpsResource
from ..shared.ownership import ONLY_MANAGED_AND_EMPTY
from .branch_name import check_branch_name
from .contents import files_in_use
from .files import FileSet, checked_files, first_of, message_of
from .importing import RepositoryImport, check_import_url
from .marks import BEGUN, RepositoryMarks, is_empty
from .pushes import PushTurns, passing, push_files
from .removal import RepositoryRemoval
from .state import RepositoryReading, default_branch, new_state, state_of

FIRST_BRANCH = "main"
"""The branch of a new repository's first commit, unless the task names another."""


class DevOpsRepository(DevOpsResource):
    """`{"id", "name", "project", "default_branch", "branch", "commit", "empty", "size", "remote_url", "web_url",
    "pushed_paths"}` (docs/reference/azure_devops.md#repositories)."""

    without_slash = ("name",)
    label = "repository"
    key = "repository"
    hidden = ("files",)
    spec = (
        CONNECTED
        + ONLY_MANAGED_AND_EMPTY
        + ArgumentSpec(
            {
                "project": {"type": "str", "required": True},
                "name": {"type": "str", "aliases": ["repository"]},
                "import_url": {"type": "str"},
                "files": {"type": "dict"},
                "branch": {"type": "str"},
                "commit_message": {"type": "str"},
                "overwrite": {"type": "bool", "default": False},
                "purge": {"type": "bool", "default": False},
                "timeout": {"type": "int", "default": 600},
            }
        )
    )

    @property
    def name(self) -> str:
        """A project's own repository is named like the project."""
        return str(self.options.get("name") or self.options["project"])

    @property
    def what(self) -> str:
        return f"the repository {self.name} of the project {self.options['project']}"

    def validate(self) -> None:
        super().validate()
        check_import_url(self.options.get("import_url"))
        if self.options.get("branch"):
            check_branch_name("branch", self._branch)
        self._wanted  # noqa: B018 - checks files

    @functools.cached_property
    def _wanted(self) -> dict[str, bytes]:
        """The files to reach, by path.

        :raises UsageError: a path or content that no repository can hold.
        """
        return checked_files(self.options.get("files") or {})

    @property
    def _branch(self) -> str:
        return short_branch(self.options.get("branch") or "")

    def read(self) -> Observed[RepositoryReading] | Absent[RepositoryReading]:
        """Looks for the repository. One whose creation was stopped half way is not there yet: its creation goes on.

        :raises VaultpipeError: it is disabled, so that nothing in it can be read.
        """
        repository = find_repository(self.devops, self.options["project"], self.name)
        without_files = RepositoryReading(FileSet(None, None, self._wanted), repository)
        if repository is None:
            return self._soft_deleted(without_files)
        if repository.get("isDisabled") and self.options["state"] == "present":
            raise VaultpipeError(f"{sentence_case(self.what)} is disabled.", "Enable it in the project's settings.")
        if self.options["state"] == "present" and is_empty(repository) and self._marks(repository).of(repository) == BEGUN:
            return Absent(without_files)
        observed = self._observed(repository)
        return Absent(observed.raw) if self._takes_files and not any(observed.state["files"].values()) else observed

    @property
    def _takes_files(self) -> bool:
        """Tells whether files are removed, and not the repository."""
        return self.options["state"] == "absent" and bool(self._wanted)

    @property
    def _removal(self) -> RepositoryRemoval:
        return RepositoryRemoval(self.devops, self.options["project"], self.name)

    def _soft_deleted(self, reading: RepositoryReading) -> Observed[RepositoryReading] | Absent[RepositoryReading]:
        purge = self.options["state"] == "absent" and self.options["purge"] and not self._takes_files
        if purge and self._removal.soft_deleted():
            return Observed({"name": self.name, "project": self.options["project"]}, reading)
        return Absent(reading)

    def _observed(self, found: Json) -> Observed[RepositoryReading]:
        git = self._git(found)
        default = default_branch(found)
        branch = self._branch or default or FIRST_BRANCH
        known = first_of(self._wanted, git, branch) if default else {}
        if known:
            heads = {branch: str(next(iter(known.values()))["commitId"])}
        else:
            # Without a default branch shown it may be empty, or filled a moment ago: any branch tells.
            heads = git.heads(branch if default else "") if self.options["state"] == "present" or self._takes_files else {}
        base = heads.get(branch) or (git.heads(default).get(default) if default and self._wanted else None)
        files = FileSet(git, base, self._wanted, known)
        return Observed(state_of(found, self.options["project"], branch, heads, files), RepositoryReading(files, found, base))

    def _git(self, repository: Json) -> GitRepository:
        return GitRepository(self.devops, repository)

    def desired(self, observed: Observed[RepositoryReading] | Absent[RepositoryReading]) -> State:
        """:raises UsageError: a file of somebody else's stands where ours should go."""
        reading = observed.raw
        current = observed.state or new_state(self.name, self.options["project"], self._branch or FIRST_BRANCH, reading.files)
        wanted = dict(current)
        if self.options.get("import_url") and current["empty"]:
            wanted.update(dict.fromkeys(("default_branch", "commit", "size"), KNOWN_AFTER_APPLY), empty=False)
        differing = reading.files.differing()
        if not self._wanted or (not differing and current["commit"]):
            return wanted
        if not self.options["overwrite"]:
            reading.files.refuse_foreign()
        if current["commit"] and reading.repository is not None:
            self._warn_of_policies(reading.repository, current["branch"])
        wanted.update(commit=KNOWN_AFTER_APPLY, pushed_paths=differing, empty=False, size=KNOWN_AFTER_APPLY)
        wanted["files"] = {path: content.decode() for path, content in self._wanted.items()}
        wanted["default_branch"] = wanted["default_branch"] or current["branch"]
        return wanted

    def _warn_of_policies(self, repository: Json, branch: str) -> None:
        policies = self._git(repository).blocking_policies(branch)
        if policies:
            self.context.warn(
                f"The branch {branch} of {self.what} has policies that can refuse a direct push: {', '.join(policies)}."
            )

    def create(self, desired: State, observed: Absent[RepositoryReading]) -> Observed[RepositoryReading]:
        def send() -> Json:
            made: Json = self.devops.post(
                REPOSITORIES, f"create {self.what}", {"name": self.name}, project=self.options["project"]
            )
            return made

        project = existing_project(self.devops, self.options["project"])
        marks = RepositoryMarks(self.devops, project)
        marked = marks.begin(self.name)
        begun = observed.raw.repository
        made = begun or made_once(send, lambda: find_repository(self.devops, self.options["project"], self.name))
        if marked:
            marks.finish(made, imports=bool(self.options.get("import_url")))
        return self._read_again()

    def _read_again(self) -> Observed[RepositoryReading]:
        """:raises VaultpipeError: it was deleted while we worked on it."""
        observed = self.read()
        if isinstance(observed, Absent):
            raise VaultpipeError(f"{sentence_case(self.what)} has disappeared.", "Run again.")
        return observed

    def update(self, observed: Observed[RepositoryReading], desired: State) -> State | Observed[RepositoryReading]:
        repository = observed.raw.repository
        if repository is None or not self.options.get("import_url") or not observed.state["empty"]:
            return self._pushed(observed, desired)
        importing = self._importing(repository)
        importing.mark()
        importing.run(self.options["import_url"], self.options["timeout"], lambda: not self._read_again().state["empty"])
        filled = self._filled()
        self._importing(filled.raw.repository or repository).note()
        return filled

    def _importing(self, repository: Json) -> RepositoryImport:
        return RepositoryImport(self._git(repository), self._marks(repository), repository)

    @property
    def _turns(self) -> PushTurns:
        return PushTurns(self.what, self.options["timeout"], self.context.reporter)

    def _marks(self, repository: Json) -> RepositoryMarks:
        return RepositoryMarks(self.devops, repository["project"])

    def _filled(self) -> Observed[RepositoryReading]:
        """The repository as soon as its default branch is shown, which may be later than the contents
        (docs/reference/azure_devops.md#import)."""

        def probe() -> Observed[RepositoryReading] | None:
            observed = self._read_again()
            return observed if observed.state["default_branch"] else None

        return wait_for(
            f"{self.what} to show its default branch", probe, timeout=self.options["timeout"], report=self.context.reporter
        )

    def _pushed(self, observed: Observed[RepositoryReading], desired: State) -> State:
        """Pushes what differs; when the branch has moved, or the answer was lost, looks again and decides anew."""
        pushed, seen, wanted = desired["pushed_paths"], observed, desired

        def attempt() -> State | None:
            nonlocal seen, wanted
            if wanted["commit"] == seen.state["commit"]:
                return seen.state
            last: Conflict | Unreachable | None = None
            try:
                self._push(seen, wanted["pushed_paths"])
                seen = self._filled()
            except (Conflict, Unreachable) as error:
                last = passing(error)
                seen = self._read_again()
            wanted = self.desired(seen)
            if wanted["commit"] == seen.state["commit"]:
                return seen.state
            if last is not None:
                refused[:] = [last]
            return None

        refused: list[VaultpipeError] = []
        return {**self._turns.take(attempt, refused), "pushed_paths": pushed}

    def _push(self, observed: Observed[RepositoryReading], paths: list[str]) -> None:
        repository = observed.raw.repository
        if repository is None:
            raise AssertionError("a push without a repository")
        push_files(self._git(repository), observed, paths, self.options.get("commit_message"))

    def wait_until_usable(self, state: State, observed: Observed[RepositoryReading] | Absent[RepositoryReading]) -> State:
        """Waits for an import by somebody else that may have ended a moment ago, and finishes one of ours that was stopped."""
        if not state["default_branch"] and not state["empty"]:
            state = self._filled().state
        repository = observed.raw.repository
        imported = self.options.get("import_url") and not state["empty"]
        if imported and repository is not None and self._importing(repository).was_stopped():
            self._importing(repository).note()
        return state

    def why_left(self, observed: Observed[RepositoryReading]) -> list[str]:
        repository = observed.raw.repository
        if repository is None:
            return []
        if self._takes_files:
            foreign = observed.raw.files.foreign(self._wanted)
            reasons = [f"has the file {path}, which somebody else wrote last" for path in foreign]
            return reasons + files_in_use(self.devops, repository, self._wanted, self.options["ignoring"])
        return self._removal.why_left(repository, self.options["ignoring"])

    def delete(self, observed: Observed[RepositoryReading]) -> None:
        if self._takes_files:
            self._take_files_away(observed)
            return
        if observed.raw.repository is not None:
            self._removal.delete(observed.raw.repository)
        if self.options["purge"]:
            self._removal.purge()

    def _take_files_away(self, observed: Observed[RepositoryReading]) -> None:
        """Removes the files; when the branch has moved, or the answer was lost, looks again."""
        seen: Observed[RepositoryReading] | Absent[RepositoryReading] = observed
        refused: list[VaultpipeError] = []

        def attempt() -> bool | None:
            nonlocal seen
            if isinstance(seen, Absent) or seen.raw.repository is None:
                return True
            try:
                message = message_of(self.options.get("commit_message"), self._wanted)
                self._git(seen.raw.repository).push(seen.state["branch"], seen.raw.base, seen.raw.files.removals(), message)
            except (Conflict, Unreachable) as error:
                refused[:] = [passing(error)]
            seen = self.read()
            return True if isinstance(seen, Absent) else None

        self._turns.take(attempt, refused)
