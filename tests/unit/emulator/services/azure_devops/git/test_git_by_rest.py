# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Repositories, pushes with inline content, items and imports (docs/reference/azure_devops.md#repositories)."""

from __future__ import annotations

import base64
import io
import statistics
import time
import zipfile
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import ZERO, LocalDevOps, change
from ansible_collections.vaultpipe.azure.tests.support.emulator.repositories import REPOSITORY, content


def test_the_first_push_makes_the_branch_and_the_default_branch(devops: LocalDevOps) -> None:
    commit = devops.push("a.txt", "one")
    assert devops.tip() == commit
    assert devops.get(REPOSITORY)["defaultBranch"] == "refs/heads/main"
    assert content(devops, "a.txt") == "one"


def test_a_push_adds_edits_renames_and_deletes(devops: LocalDevOps) -> None:
    devops.push("a.txt", "one")
    devops.push("dir/b.txt", "two")
    edited = change("edit", "a.txt", "ONE")
    renamed = change("rename", "dir/c.txt", sourceServerItem="/dir/b.txt")
    assert devops.try_push(edited, renamed).status == 201
    assert (content(devops, "a.txt"), content(devops, "dir/c.txt"), content(devops, "dir/b.txt")) == ("ONE", "two", 404)
    assert devops.try_push(change("delete", "a.txt")).status == 201
    assert content(devops, "a.txt") == 404


def test_content_may_come_as_base64(devops: LocalDevOps) -> None:
    encoded = base64.b64encode(bytes(range(256))).decode()
    binary = change("add", "b.bin") | {"newContent": {"content": encoded, "contentType": "base64encoded"}}
    assert devops.try_push(binary).status == 201
    raw = devops.ask("GET", f"{REPOSITORY}/items?path=b.bin", accept="application/octet-stream")
    assert raw.body == bytes(range(256))


def test_a_stale_push_changes_nothing(devops: LocalDevOps) -> None:
    old = devops.push("a.txt", "one")
    tip = devops.push("b.txt", "two")
    reply = devops.try_push(change("add", "c.txt", "three"), old=old)
    assert (reply.status, reply.body["typeKey"]) == (409, "GitReferenceStaleException")
    assert reply.body["message"].startswith("TF401028")
    assert devops.tip() == tip


@pytest.mark.parametrize(
    ("wrong", "status"),
    [(change("add", "a.txt", "x"), 409), (change("edit", "none.txt", "x"), 404), (change("delete", "none.txt"), 404)],
)
def test_changes_that_do_not_fit_the_tree_are_refused(devops: LocalDevOps, wrong: dict[str, Any], status: int) -> None:
    tip = devops.push("a.txt", "one")
    assert devops.try_push(wrong).status == status
    assert devops.tip() == tip


def test_a_branch_policy_keeps_direct_pushes_out_and_is_listed(devops: LocalDevOps) -> None:
    tip = devops.push("a.txt", "one")
    devops.rules(protected_branches=("refs/heads/main",))
    reply = devops.try_push(change("add", "b.txt", "two"))
    assert reply.status == 403
    assert reply.body["message"].startswith("TF402455")
    assert devops.tip() == tip
    assert devops.try_push(change("add", "b.txt", "two"), branch="topic").status == 201
    policies = devops.get("/demo/_apis/policy/configurations")["value"]
    assert policies[0]["settings"]["scope"][0]["refName"] == "refs/heads/main"


def test_items_come_as_json_text_bytes_or_zip(devops: LocalDevOps) -> None:
    commit = devops.push("dir/a.txt", "one")
    item = devops.get(f"{REPOSITORY}/items?path=/dir/a.txt&includeContent=true")
    assert (item["path"], item["content"], item["commitId"]) == ("/dir/a.txt", "one", commit)
    archive = devops.ask("GET", f"{REPOSITORY}/items?path=/&$format=zip")
    assert zipfile.ZipFile(io.BytesIO(archive.body)).namelist() == ["dir/a.txt"]
    listed = devops.get(f"{REPOSITORY}/items?scopePath=/&recursionLevel=full")["value"]
    assert [one["path"] for one in listed] == ["/", "/dir", "/dir/a.txt"]
    older = devops.get(
        f"{REPOSITORY}/items?path=/dir/a.txt&versionDescriptor.version={commit}&versionDescriptor.versionType=commit"
    )
    assert older["commitId"] == commit


def test_path_is_about_one_item_and_scope_path_lists(devops: LocalDevOps) -> None:
    """Public answers: dependabot/dependabot-core, common/spec/fixtures/azure; texts: PGielniak/azdo-pipeline-emulator."""
    commit, items = devops.push("dir/a.txt", "one"), f"{REPOSITORY}/items"
    own = f"{devops.get(REPOSITORY)['url']}/items"
    version = "versionType=Branch&version=main&versionOptions=None"
    folder = devops.get(f"{items}?path=/dir&versionDescriptor%5Bversion%5D=main&versionDescriptor%5BversionType%5D=0")
    assert folder["isFolder"] is True
    assert (folder["gitObjectType"], folder["url"]) == ("tree", f"{own}?path=%2Fdir&{version}")
    listed = devops.get(f"{items}?scopePath=/&recursionLevel=OneLevel&versionDescriptor.version=main")["value"]
    assert [(one["path"], one["commitId"]) for one in listed] == [("/", commit), ("/dir", commit)]
    assert listed[1]["url"].endswith(f"/demo/_apis/git/repositories/{own.split('/')[-2]}/items//dir?{version}")
    both = devops.ask("GET", f"{items}?path=/&recursionLevel=full")
    assert (both.status, both.body["typeKey"]) == (400, "ArgumentException")


def test_the_format_goes_before_what_is_accepted(devops: LocalDevOps) -> None:
    """learn.microsoft.com, git/items/get."""
    devops.push("a.txt", "one")
    assert devops.ask("GET", f"{REPOSITORY}/items?path=/a.txt&$format=octetStream").body == b"one"
    assert devops.ask("GET", f"{REPOSITORY}/items?path=/a.txt&$format=json", accept="text/plain").body["path"] == "/a.txt"


def test_updates_of_refs_are_a_list(devops: LocalDevOps) -> None:
    refused = devops.ask("POST", f"{REPOSITORY}/refs", {"name": "refs/heads/x"})
    assert (refused.status, refused.body["message"]) == (400, "Value cannot be null.\r\nParameter name: refUpdates")
    assert (refused.body["typeName"], refused.body["eventId"]) == ("System.ArgumentNullException, mscorlib", 0)


def test_what_is_not_there_is_a_404_with_its_code(devops: LocalDevOps) -> None:
    assert devops.ask("GET", f"{REPOSITORY}/items?path=/a").body["message"].startswith("VS403403")
    devops.push("a.txt", "one")
    assert devops.ask("GET", f"{REPOSITORY}/items?path=/none").body["message"].startswith("TF401174")
    branch = devops.ask("GET", f"{REPOSITORY}/items?path=/a.txt&versionDescriptor.version=none")
    assert branch.body["message"].startswith("TF401175:The version descriptor <Branch: none >")
    missing = devops.ask("GET", "/demo/_apis/git/repositories/none")
    assert (missing.status, missing.body["typeKey"]) == (404, "GitRepositoryNotFoundException")


def test_repositories_go_by_name_in_a_project_and_by_id_everywhere(devops: LocalDevOps) -> None:
    made = devops.ask("POST", "/demo/_apis/git/repositories", {"name": "Second"})
    assert made.status == 201
    found = made.body["id"]
    assert devops.get(f"/_apis/git/repositories/{found}")["name"] == "Second"
    assert devops.get("/demo/_apis/git/repositories/second")["id"] == found
    assert devops.ask("GET", "/_apis/git/repositories/Second").status == 404
    assert devops.ask("POST", "/demo/_apis/git/repositories", {"name": "SECOND"}).status == 409
    assert devops.ask("DELETE", f"/demo/_apis/git/repositories/{found}").status == 204
    assert devops.cloud.state()["recycle_bin"]["devops"]["repositories"] == ["Second"]


def test_a_deleted_repository_is_purged_from_the_recycle_bin(devops: LocalDevOps) -> None:
    found = devops.ask("POST", "/demo/_apis/git/repositories", {"name": "Second"}).body["id"]
    purge = f"/demo/_apis/git/recycleBin/repositories/{found}"
    assert devops.ask("DELETE", purge).status == 404
    devops.ask("DELETE", f"/demo/_apis/git/repositories/{found}")
    (listed,) = devops.get("/demo/_apis/git/recycleBin/repositories")["value"]
    assert (listed["id"], listed["deletedBy"]["id"]) == (found, devops.get("/_apis/connectionData")["authenticatedUser"]["id"])
    assert devops.ask("DELETE", purge).status == 204
    assert devops.cloud.state()["recycle_bin"]["devops"]["repositories"] == []
    assert devops.get("/demo/_apis/git/recycleBin/repositories")["value"] == []


def test_a_disabled_repository_is_neither_renamed_nor_deleted(devops: LocalDevOps) -> None:
    assert devops.ask("PATCH", REPOSITORY, {"isDisabled": True}).body["isDisabled"] is True
    assert devops.ask("PATCH", REPOSITORY, {"name": "other"}).status == 400
    assert devops.ask("DELETE", REPOSITORY).status == 400


def test_refs_are_updated_one_by_one_each_with_its_status(devops: LocalDevOps) -> None:
    tip = devops.push("a.txt", "one")
    wanted = [
        {"name": "refs/heads/topic", "oldObjectId": ZERO, "newObjectId": tip},
        {"name": "refs/heads/main", "oldObjectId": ZERO, "newObjectId": tip},
    ]
    reply = devops.ask("POST", f"{REPOSITORY}/refs", wanted)
    assert [one["updateStatus"] for one in reply.body["value"]] == ["succeeded", "staleOldObjectId"]
    assert devops.tip("topic") == tip


def test_only_the_lock_of_a_ref_that_is_there_is_patched(devops: LocalDevOps) -> None:
    devops.push("a.txt", "a")

    def patched(name: str, change: dict[str, Any]) -> Any:
        return devops.ask("PATCH", f"/demo/_apis/git/repositories/demo/refs?filter={name}", change)

    assert patched("heads/main", {"isLocked": True}).body["isLocked"]
    assert "isLocked" not in patched("heads/main", {"isLocked": False}).body
    missing, renamed = patched("main", {"isLocked": True}), patched("heads/main", {"name": "refs/heads/other"})
    assert (missing.status, missing.body["message"].partition(":")[0]) == (404, "TF401020")
    assert (renamed.status, renamed.body["message"]) == (400, "The only property which can be patched is isLocked.")


def test_folders_have_the_ids_of_their_trees(devops: LocalDevOps) -> None:
    commit = devops.push("dir/a.txt", "one")
    items = devops.get(f"{REPOSITORY}/items?scopePath=/&recursionLevel=Full")["value"]
    trees = {item["path"]: item["objectId"] for item in items if item["gitObjectType"] == "tree"}
    assert trees.keys() == {"/", "/dir"}
    assert trees["/"] == devops.get(f"{REPOSITORY}/commits/{commit}")["treeId"] != trees["/dir"] != ZERO


def test_pushes_come_in_pages_newest_first(devops: LocalDevOps) -> None:
    for text in ("one", "two", "three"):
        devops.push(f"{text}.txt", text)
    newest = [push["pushId"] for push in devops.get(f"{REPOSITORY}/pushes")["value"]]
    assert newest == sorted(newest, reverse=True)
    assert [push["pushId"] for push in devops.get(f"{REPOSITORY}/pushes?$top=1&$skip=1")["value"]] == newest[1:2]


@pytest.mark.parametrize(("there", "other"), [("feature", "feature/x"), ("feature/x", "feature")])
def test_a_branch_has_no_branch_below_it(devops: LocalDevOps, there: str, other: str) -> None:
    devops.push("a.txt", "one", branch=there)
    refused = devops.try_push(change("add", "b.txt", "two"), branch=other)
    assert refused.status == 409
    assert f"there is a reference 'refs/heads/{there}'" in refused.body["message"]
    assert devops.try_push(change("add", "b.txt", "two"), branch="features").status == 201


@pytest.mark.parametrize(("there", "other"), [("a.txt", "a.txt/child"), ("a/b/c", "a/b")])
def test_a_file_has_no_file_below_it(devops: LocalDevOps, there: str, other: str) -> None:
    devops.push(there, "one")
    refused = devops.try_push(change("add", other, "two"))
    assert refused.status == 409
    assert devops.try_push(change("delete", there), change("add", other, "two")).status == 201


def test_a_push_costs_as_much_after_many_others(devops: LocalDevOps) -> None:
    """Compares medians, which a busy machine disturbs little."""
    devops.push("a.txt", "first")
    took = []
    for number in range(200):
        began = time.thread_time()
        devops.push("a.txt", f"text {number}", "edit")
        took.append(time.thread_time() - began)
    assert statistics.median(took[-40:]) < 3 * statistics.median(took[:40])
