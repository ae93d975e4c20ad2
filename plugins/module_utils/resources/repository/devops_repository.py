# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Git repositories of Azure Repos, their import and their files."""

from __future__ import annotations

import re
import typing as t

from ...clients.devops.client import Json
from ...clients.devops.git_repository import GitRepository
from ...clients.devops.locations import REPOSITORIES
from ...clients.devops.lookup import existing_project, find_repository, made_once, short_branch
from ...engine.argument_spec import ArgumentSpec
from ...engine.resource import State
from ...errors import Conflict, TimedOut, Unreachable, UsageError, VaultpipeError, sentence_case
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from ...wait import wait_for
from ..pipeline.definition import yaml_path_of
from ..shared.devops_resource import CONNECTED, DevOpsResource
from ..shared.ownership import ONLY_MANAGED_AND_EMPTY, others, pipeline_thing
from .contents import pipelines_of_repository
from .files import FileSet, checked_files, message_of
from .marks import BEGUN, CREATED, IMPORT, RepositoryMarks, is_empty
from .removal import RepositoryRemoval

T = t.TypeVar("T")

FIRST_BRANCH = "main"
LONGEST_PUSH_PAUSE = 3.0
"""Seconds between two attempts, at most: others push as often, and one of them succeeds each time."""


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
        self._wanted = checked_files(self.options.get("files") or {})
        self._branch = short_branch(self.options.get("branch") or "")

    def read(self) -> State | None:
        """One whose creation was stopped half way is not there yet: its creation goes on.

        :raises VaultpipeError: it is disabled, so that nothing in it can be read.
        """
        found = find_repository(self.devops, self.options["project"], self.name)
        self._git = GitRepository(self.devops, found) if found else None
        self._files = FileSet(None, None, self._wanted)
        self._found = found
        if found is None or self._git is None:
            return self._soft_deleted()
        if found.get("isDisabled") and self.options["state"] == "present":
            raise VaultpipeError(f"{sentence_case(self.what)} is disabled.", "Enable it in the project's settings.")
        if self.options["state"] == "present" and is_empty(found) and self._marks(found["project"]).of(found) == BEGUN:
            return None
        state = self._state(found, self._git)
        return None if self._takes_files and not any(state["files"].values()) else state

    _git: GitRepository | None = None
    _found: Json | None = None

    @property
    def _takes_files(self) -> bool:
        """Whether files are removed, and not the repository."""
        return self.options["state"] == "absent" and bool(self._wanted)

    @property
    def _removal(self) -> RepositoryRemoval:
        return RepositoryRemoval(self.devops, self.options["project"], self.name)

    def _soft_deleted(self) -> State | None:
        purge = self.options["state"] == "absent" and self.options["purge"] and not self._takes_files
        return {"name": self.name, "project": self.options["project"]} if purge and self._removal.soft_deleted() else None

    def _state(self, found: Json, git: GitRepository) -> State:
        default = short_branch(found.get("defaultBranch") or "")
        branch = self._branch or default or FIRST_BRANCH
        # Without a default branch shown it may be empty, or filled a moment ago: any branch tells.
        heads = git.heads(branch if default else "") if self.options["state"] == "present" or self._takes_files else {}
        commit = heads.get(branch)
        self._base = commit or (git.heads(default).get(default) if default and self._wanted else None)
        self._files = FileSet(git, self._base, self._wanted)
        return {
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
            "files": self._files.before(),
        }

    _base: str | None = None
    """The commit that a push goes on top of: the branch's head, or the default branch's where the branch is new."""

    def desired(self, current: State | None) -> State:
        """:raises UsageError: a file of somebody else's stands where ours should go."""
        if current is None:
            current = self._new()
        wanted = dict(current)
        if self.options.get("import_url") and current["empty"]:
            wanted.update(dict.fromkeys(("default_branch", "commit", "size"), KNOWN_AFTER_APPLY), empty=False)
        differing = self._files.differing()
        if not self._wanted or (not differing and current["commit"]):
            return wanted
        if not self.options["overwrite"]:
            self._files.refuse_foreign()
        if current["commit"]:
            self._warn_of_policies(current["branch"])
        wanted.update(commit=KNOWN_AFTER_APPLY, pushed_paths=differing, empty=False, size=KNOWN_AFTER_APPLY)
        wanted["files"] = {path: content.decode() for path, content in self._wanted.items()}
        wanted["default_branch"] = wanted["default_branch"] or current["branch"]
        return wanted

    def _new(self) -> State:
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
            "files": self._files.before(),
        }

    def _warn_of_policies(self, branch: str) -> None:
        policies = self._git.blocking_policies(branch) if self._git else []
        if policies:
            self.context.warn(
                f"The branch {branch} of {self.what} has policies that can refuse a direct push: {', '.join(policies)}."
            )

    def create(self, desired: State) -> State:
        def send() -> Json:
            made: Json = self.devops.post(
                REPOSITORIES, f"create {self.what}", {"name": self.name}, project=self.options["project"]
            )
            return made

        project = existing_project(self.devops, self.options["project"])
        marked = self._marks(project).begin(self.name)
        made = self._found or made_once(send, lambda: find_repository(self.devops, self.options["project"], self.name))
        if marked:
            self._marks(project).finish(made, imports=bool(self.options.get("import_url")))
        current = self._read_again()
        return self.update(current, self.desired(current))

    def _read_again(self) -> State:
        """:raises VaultpipeError: it was deleted while we worked on it."""
        state = self.read()
        if state is None:
            raise VaultpipeError(f"{sentence_case(self.what)} has disappeared.", "Run again.")
        return state

    def update(self, current: State, desired: State) -> State:
        if self._git and self.options.get("import_url") and current["empty"]:
            self._mark_filled()
            self._import(self._git, self.options["import_url"])
            current = self._filled()
            self._note_import()
            desired = self.desired(current)
        return self._pushed(current, desired)

    def _import(self, git: GitRepository, url: str) -> None:
        """Another import, such as that of the play's other host, may be quicker: its contents are as good."""
        try:
            git.import_from(url, self.options["timeout"])
        except VaultpipeError:
            if self._read_again()["empty"]:
                raise

    def _mark_filled(self) -> None:
        found = self._found or {}
        marks = self._marks(found["project"])
        if not marks.of(found):
            marks.fill(found)

    def _note_import(self) -> None:
        if self._git is not None and self._found is not None:
            marks = self._marks(self._found["project"])
            if marks.of(self._found) == CREATED:
                marks.note_import(self._found, self._git.refs())

    def _marks(self, project: Json) -> RepositoryMarks:
        return RepositoryMarks(self.devops, project)

    def _filled(self) -> State:
        """As soon as the default branch is shown, which may be later than the contents
        (docs/reference/azure_devops.md#import)."""

        def probe() -> State | None:
            state = self._read_again()
            return state if state["default_branch"] else None

        return wait_for(
            f"{self.what} to show its default branch", probe, timeout=self.options["timeout"], report=self.context.reporter
        )

    def _pushed(self, current: State, desired: State) -> State:
        """Pushes what differs; when the branch has moved, or the answer was lost, looks again and decides anew."""
        pushed, state, wanted = desired["pushed_paths"], current, desired

        def attempt() -> State | None:
            nonlocal state, wanted
            if wanted["commit"] == state["commit"]:
                return state
            last: Conflict | Unreachable | None = None
            try:
                self._push(state, wanted["pushed_paths"])
                state = self._filled()
            except (Conflict, Unreachable) as error:
                last = error
                state = self._read_again()
            wanted = self.desired(state)
            if wanted["commit"] == state["commit"]:
                return state
            if last is not None:
                refused[:] = [last]
            return None

        refused: list[VaultpipeError] = []
        return {**self._attempted(attempt, refused), "pushed_paths": pushed}

    def _attempted(self, attempt: t.Callable[[], T | None], refused: list[VaultpipeError]) -> T:
        """Again and again, since others push to the branch as well and one of them succeeds each time.

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

    def _push(self, current: State, paths: list[str]) -> None:
        if self._git is None:
            raise AssertionError("a push without a repository")
        if self._base and not current["commit"]:
            self._git.create_branch(current["branch"], self._base)
        if paths:
            self._git.push(
                current["branch"], self._base, self._files.changes(), message_of(self.options.get("commit_message"), paths)
            )

    def wait_until_usable(self, state: State) -> State:
        """An import that somebody else made may have ended a moment ago, and one of ours may have been stopped after it."""
        if not state["default_branch"] and not state["empty"]:
            state = self._filled()
        if self.options.get("import_url") and not state["empty"] and self._found is not None:
            marks = self._marks(self._found["project"]).all()
            if self._found["id"] + IMPORT in marks:
                self._note_import()
        return state

    def why_left(self, current: State) -> list[str]:
        if self._found is None:
            return []
        if self._takes_files:
            foreign = [f"has the file {path}, which somebody else wrote last" for path in self._files.foreign(self._wanted)]
            return foreign + self._files_in_use(self._found)
        return self._removal.why_left(self._found, self.options["ignoring"])

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

    def delete(self, current: State) -> None:
        if self._takes_files:
            self._take_files_away(current)
            return
        if self._found is not None:
            self._removal.delete(self._found)
        if self.options["purge"]:
            self._removal.purge()

    def _take_files_away(self, current: State) -> None:
        """When the branch has moved, or the answer was lost, looks again."""
        state: State | None = current
        refused: list[VaultpipeError] = []

        def attempt() -> bool | None:
            nonlocal state
            if state is None or self._git is None:
                return True
            try:
                message = message_of(self.options.get("commit_message"), self._wanted)
                self._git.push(state["branch"], self._base, self._files.removals(), message)
            except (Conflict, Unreachable) as error:
                refused[:] = [error]
            state = self.read()
            return True if state is None else None

        self._attempted(attempt, refused)
