# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Git repositories of Azure Repos, their import and their files."""

from __future__ import annotations

import dataclasses
import functools
import re
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.git_repository import GitRepository
from ...clients.devops.locations import REPOSITORIES
from ...clients.devops.lookup import existing_project, find_repository, made_once, short_branch
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import Absent, Observed, State
from ...errors import Conflict, TimedOut, Unreachable, UsageError, VaultpipeError, sentence_case
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from ...wait import wait_for
from ..pipeline.definition import yaml_path_of
from ..shared.devops_resource import CONNECTED, DevOpsResource
from ..shared.ownership import ONLY_MANAGED_AND_EMPTY, others, pipeline_thing
from .branch_name import check_branch_name
from .contents import pipelines_of_repository
from .files import FileSet, checked_files, message_of
from .marks import BEGUN, CREATED, FILLED, IMPORT, RepositoryMarks, is_empty
from .removal import RepositoryRemoval

T = t.TypeVar("T")

FIRST_BRANCH = "main"
STALE = "TF401028"
"""Number of the refusal of a push on top of a commit that is not the branch's head any more."""
LONGEST_PUSH_PAUSE = 3.0
"""Seconds between two attempts, at most: others push as often, and one of them succeeds each time."""


@dataclasses.dataclass(frozen=True)
class RepositoryReading:
    """A repository as it was found, and what it has at the wanted files' paths."""

    files: FileSet
    repository: Json | None = None
    """The service's own JSON; None where only a recycle bin has one."""
    base: str | None = None
    """The commit that a push goes on top of: the branch's head, or the default branch's where the branch is new."""


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
        url = self.options.get("import_url")
        if url is not None and not is_unknown(url) and not re.fullmatch(r"https?://[^/@\s]+/[^@?#\s]*", url):
            # Not shown: it may hold a password.
            raise UsageError(
                "import_url is no address of a public Git repository: it begins with https:// and has no user, password, query "
                "or fragment.",
                "Write it as https://HOST/PATH.",
            )
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
        default = short_branch(found.get("defaultBranch") or "")
        branch = self._branch or default or FIRST_BRANCH
        # Without a default branch shown it may be empty, or filled a moment ago: any branch tells.
        heads = git.heads(branch if default else "") if self.options["state"] == "present" or self._takes_files else {}
        commit = heads.get(branch)
        base = commit or (git.heads(default).get(default) if default and self._wanted else None)
        files = FileSet(git, base, self._wanted)
        state = {
            "id": found["id"],
            "name": found["name"],
            "project": self.options["project"],
            "default_branch": default or None,
            "branch": branch,
            "commit": commit,
            "empty": not default and not heads,
            "size": found.get("size", 0),
            "remote_url": found["remoteUrl"],
            "web_url": found["webUrl"],
            "pushed_paths": [],
            "files": files.before(),
        }
        return Observed(state, RepositoryReading(files, found, base))

    def _git(self, repository: Json) -> GitRepository:
        return GitRepository(self.devops, repository)

    def desired(self, observed: Observed[RepositoryReading] | Absent[RepositoryReading]) -> State:
        """:raises UsageError: a file of somebody else's stands where ours should go."""
        reading = observed.raw
        current = observed.state or self._new(reading.files)
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

    def _new(self, files: FileSet) -> State:
        return {
            "id": KNOWN_AFTER_APPLY,
            "name": self.name,
            "project": self.options["project"],
            "default_branch": None,
            "branch": self._branch or FIRST_BRANCH,
            "commit": None,
            "empty": True,
            "size": 0,
            "remote_url": KNOWN_AFTER_APPLY,
            "web_url": KNOWN_AFTER_APPLY,
            "pushed_paths": [],
            "files": files.before(),
        }

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
        self._mark_filled(repository)
        self._import(self._git(repository), self.options["import_url"])
        filled = self._filled()
        self._note_import(filled.raw.repository or repository)
        return filled

    def _import(self, git: GitRepository, url: str) -> None:
        """Imports. Another import, such as that of the play's other host, may be quicker: its contents are as good."""
        try:
            git.import_from(url, self.options["timeout"])
        except VaultpipeError:
            if self._read_again().state["empty"]:
                raise

    def _mark_filled(self, repository: Json) -> None:
        marks = self._marks(repository)
        if not marks.of(repository):
            marks.fill(repository)

    def _note_import(self, repository: Json) -> None:
        marks = self._marks(repository)
        if marks.of(repository) in (CREATED, FILLED):
            marks.note_import(repository, self._git(repository).refs())

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
                last = _passing(error)
                seen = self._read_again()
            wanted = self.desired(seen)
            if wanted["commit"] == seen.state["commit"]:
                return seen.state
            if last is not None:
                refused[:] = [last]
            return None

        refused: list[VaultpipeError] = []
        return {**self._attempted(attempt, refused), "pushed_paths": pushed}

    def _attempted(self, attempt: t.Callable[[], T | None], refused: list[VaultpipeError]) -> T:
        """Attempts again and again, since others push to the branch as well and one of them succeeds each time.

        :param refused: the attempt's last failure.
        :raises TimedOut: with the service's last words.
        """
        what, timeout = f"a turn to push to {self.what}, to which others push too", self.options["timeout"]
        try:
            return wait_for(
                what, attempt, timeout=timeout, report=self.context.reporter, longest_pause=LONGEST_PUSH_PAUSE, jitter=True
            )
        except TimedOut as error:
            said = f" {refused[0].message}" if refused else ""
            raise TimedOut(f"{error.message}{said}", "Run again, or give a longer timeout.") from error

    def _push(self, observed: Observed[RepositoryReading], paths: list[str]) -> None:
        state, reading = observed.state, observed.raw
        if reading.repository is None:
            raise AssertionError("a push without a repository")
        git = self._git(reading.repository)
        if reading.base and not state["commit"]:
            git.create_branch(state["branch"], reading.base)
        if paths:
            message = message_of(self.options.get("commit_message"), paths)
            git.push(state["branch"], reading.base, reading.files.changes(), message)

    def wait_until_usable(self, state: State, observed: Observed[RepositoryReading] | Absent[RepositoryReading]) -> State:
        """Waits for an import by somebody else that may have ended a moment ago, and finishes one of ours that was stopped."""
        if not state["default_branch"] and not state["empty"]:
            state = self._filled().state
        repository = observed.raw.repository
        imported = self.options.get("import_url") and not state["empty"]
        if imported and repository is not None and repository["id"] + IMPORT in self._marks(repository).all():
            self._note_import(repository)
        return state

    def why_left(self, observed: Observed[RepositoryReading]) -> list[str]:
        repository = observed.raw.repository
        if repository is None:
            return []
        if self._takes_files:
            foreign = observed.raw.files.foreign(self._wanted)
            reasons = [f"has the file {path}, which somebody else wrote last" for path in foreign]
            return reasons + self._files_in_use(repository)
        return self._removal.why_left(repository, self.options["ignoring"])

    def _files_in_use(self, repository: Json) -> list[str]:
        """Reasons to keep a file that a pipeline runs."""
        found = pipelines_of_repository(self.devops, repository, whole=True)
        besides = self.options["ignoring"]
        return [
            reason
            for path in self._wanted
            for reason in others(
                (pipeline_thing(one) for one in found if yaml_path_of(one) == path), besides, f"has the file {path}, the steps of"
            )
        ]

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
                refused[:] = [_passing(error)]
            seen = self.read()
            return True if isinstance(seen, Absent) else None

        self._attempted(attempt, refused)


def _passing(error: Conflict | Unreachable) -> Conflict | Unreachable:
    """The failure of a push that another attempt may mend: the branch has moved, or the answer was lost.

    :raises Conflict: something else is in the way, and stays.
    """
    if isinstance(error, Conflict) and STALE not in error.said:
        raise error
    return error
