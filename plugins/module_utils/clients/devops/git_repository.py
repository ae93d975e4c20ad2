# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One Git repository of Azure Repos over REST: branches, files, pushes, imports (docs/reference/azure_devops.md#repositories)."""

from __future__ import annotations

import base64
import typing as t

from ...errors import ServiceError, Unreachable, VaultpipeError
from ...wait import wait_for
from ..http.responses import the_first, the_list
from .client import DevOpsClient, Json
from .locations import BRANCH_POLICIES, COMMITS, IMPORT_REQUESTS, ITEMS, PULL_REQUESTS, PUSHES, REFS
from .lookup import HEADS, TAGS, short_branch

NOTHING = "0" * 40
"""The object id that stands for "no commit"."""
BRANCH_REMEDIES = {
    "createBranchPermissionRequired": "Give the identity the right to create branches there.",
    "writePermissionRequired": "Give the identity the right to contribute there.",
    "invalidRefName": "Choose another name: git has no such branch.",
    "refNameConflict": "Choose another name: git has no branch below another one, such as feature/x beside feature.",
    "rejectedByPolicy": "Push to another branch, or let the identity bypass the policies when pushing.",
    "locked": "Unlock the branch, or choose another one.",
}
"""Remedies by the status of a ref's update (docs/reference/azure_devops.md#ref-updates)."""
UNDER_WAY = ("queued", "inProgress")
SOURCE = (
    "Check that import_url is the address of a public Git repository with contents. Azure DevOps reads it without credentials: "
    "push what is private, also in the same organization, from a clone (git clone --bare, git push --mirror)."
)
"""Remedy for an import that is refused or fails."""


class GitRepository:
    """One repository, addressed by ids, since names change."""

    def __init__(self, devops: DevOpsClient, found: Json) -> None:
        self._devops = devops
        self.id, self.name, self.project = found["id"], found["name"], found["project"]["name"]
        self._route = {"project": found["project"]["id"], "repositoryId": found["id"]}

    def heads(self, branch: str = "") -> dict[str, str]:
        """Branches, by name without `refs/heads/`, whose name begins so, with their commits; none in an empty repository."""
        found = self._devops.list(
            REFS, f"list the branches of the repository {self.name}", query={"filter": f"heads/{branch}"}, **self._route
        )
        return {ref["name"].removeprefix(HEADS): ref["objectId"] for ref in found}

    def commit_of(self, ref: str) -> str | None:
        """The commit of a branch, a tag or a pull request's merge, by its full name; None when there is no such ref."""
        query = {"filter": ref.removeprefix("refs/"), **({"peelTags": True} if ref.startswith(TAGS) else {})}
        found = self._devops.list(REFS, f"look for {short_branch(ref)} in the repository {self.name}", query=query, **self._route)
        return next((str(one.get("peeledObjectId") or one["objectId"]) for one in found if one["name"] == ref), None)

    def refs(self) -> list[Json]:
        """Branches and tags, each `{"name", "objectId", "creator"?}`."""
        asked = f"list the branches and tags of the repository {self.name}"
        return [
            ref
            for prefix in (HEADS, TAGS)
            for ref in self._devops.list(REFS, asked, query={"filter": prefix.removeprefix("refs/")}, **self._route)
        ]

    def open_pull_requests(self) -> list[Json]:
        asked = f"list the open pull requests of the repository {self.name}"
        return self._devops.list(PULL_REQUESTS, asked, query={"searchCriteria.status": "active"}, **self._route)

    def history(self, commit: str, most: int) -> list[Json]:
        """The commit and those before it, the newest first."""
        query = {
            "searchCriteria.itemVersion.versionType": "commit",
            "searchCriteria.itemVersion.version": commit,
            "searchCriteria.$top": most,
        }
        return self._devops.list(COMMITS, f"read the commits of the repository {self.name}", query=query, **self._route)

    def message(self, commit: Json) -> str:
        """The whole message of a commit of a list, which may show its beginning only."""
        if commit.get("commentTruncated"):
            asked = f"read a commit of the repository {self.name}"
            commit = self._devops.get(COMMITS, asked, commitId=commit["commitId"], **self._route) or commit
        return str(commit.get("comment") or "")

    def create_branch(self, branch: str, commit: str) -> None:
        """:raises VaultpipeError: the service did not move the ref, which it says in the body of a 200."""
        body = [{"name": HEADS + branch, "oldObjectId": NOTHING, "newObjectId": commit}]
        asked = f"create the branch {branch} in the repository {self.name}"
        made = the_first(the_list(self._devops.post(REFS, asked, body, **self._route), asked), asked)
        if not made["success"]:
            raise VaultpipeError(
                f"Could not {asked}: {made['updateStatus']}.",
                BRANCH_REMEDIES.get(made["updateStatus"], "Run again."),
            )

    def file(self, path: str, commit: str) -> Json | None:
        """The file with its `objectId` and, if it is text, its `content`."""
        return self._item(path, "commit", commit)

    def newest_file(self, path: str, branch: str) -> Json | None:
        """The same as the branch has it, with the branch's `commitId`; None without file or branch
        (docs/reference/azure_devops.md#item-commit)."""
        return self._item(path, "branch", branch)

    def _item(self, path: str, kind: str, version: str) -> Json | None:
        query = {
            "path": f"/{path}",
            "includeContent": True,
            "versionDescriptor.versionType": kind,
            "versionDescriptor.version": version,
        }
        found: Json | None = self._devops.get(ITEMS, f"read {path} in the repository {self.name}", query=query, **self._route)
        return found

    def last_comment(self, path: str, commit: str) -> str:
        """The message of the last commit, up to this one, that touched the path."""
        query = {
            "searchCriteria.itemPath": f"/{path}",
            "searchCriteria.itemVersion.versionType": "commit",
            "searchCriteria.itemVersion.version": commit,
            "searchCriteria.$top": 1,
        }
        asked = f"read who wrote {path} in the repository {self.name}"
        found = self._devops.list(COMMITS, asked, query=query, **self._route)
        return self.message(found[0]) if found else ""

    def push(self, branch: str, parent: str | None, files: t.Mapping[str, tuple[str, bytes | None]], message: str) -> str:
        """One commit; gives its id.

        :param parent: the branch's head; None in an empty repository.
        :param files: by path: `add` or `edit` and the content, or `delete` without.
        :raises Conflict: the branch has moved, or a path came or went.
        """
        changes = [
            {
                "changeType": kind,
                "item": {"path": f"/{path}"},
                **({} if content is None else {"newContent": _new_content(content)}),
            }
            for path, (kind, content) in files.items()
        ]
        body = {
            "refUpdates": [{"name": HEADS + branch, "oldObjectId": parent or NOTHING}],
            "commits": [{"comment": message, "changes": changes}],
        }
        asked = f"push to the branch {branch} of the repository {self.name}"
        return str(the_first(self._devops.post(PUSHES, asked, body, **self._route)["commits"], asked)["commitId"])

    def blocking_policies(self, branch: str) -> list[str]:
        """Names of the enabled policies that a push to the branch has to fulfil."""
        query = {"repositoryId": self.id, "refName": HEADS + branch}
        asked = f"list the policies of the branch {branch} of the repository {self.name}"
        found = self._devops.list(BRANCH_POLICIES, asked, query=query, project=self._route["project"])
        return sorted({one["type"]["displayName"] for one in found if one["isEnabled"] and one["isBlocking"]})

    def import_from(self, url: str, timeout: float) -> None:
        """Fills the empty repository and waits for it.

        :raises VaultpipeError: the import failed, with the service's reason.
        """
        asked = f"import {url} into the repository {self.name}"
        request = self._import_started(url, asked)

        def ended() -> Json | None:
            found: Json = (
                self._devops.get(IMPORT_REQUESTS, asked, importRequestId=request["importRequestId"], **self._route) or {}
            )
            return None if found.get("status") in (None, *UNDER_WAY) else found

        end = wait_for(f"the import of {url}", ended, timeout=timeout, report=self._devops.reporter)
        if end["status"] != "completed":
            said = (end.get("detailedStatus") or {}).get("errorMessage") or "The service says no more."
            raise VaultpipeError(
                f"Could not {asked}: the import {end['status']}. {said}",
                SOURCE,
            )

    def _import_started(self, url: str, asked: str) -> Json:
        """After a lost answer the import that is already under way counts."""
        body = {"parameters": {"gitSource": {"url": url, "overwrite": False}, "deleteServiceEndpointAfterImportIsDone": False}}
        try:
            request: Json = self._devops.post(IMPORT_REQUESTS, asked, body, **self._route)
            return request
        except Unreachable:
            for earlier in self._devops.list(IMPORT_REQUESTS, asked, **self._route):
                if earlier["parameters"]["gitSource"]["url"] == url and earlier["status"] in (*UNDER_WAY, "completed"):
                    return earlier
            raise
        except ServiceError as error:
            raise (error.with_remedy(SOURCE) if error.status == 400 else error) from error


def _new_content(content: bytes) -> Json:
    return {"content": base64.b64encode(content).decode(), "contentType": "base64Encoded"}
