# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: all of the state comes back, and no bytes do more or leave half of it."""

from __future__ import annotations

import json
import pickle
import random
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import TUTORIAL, Agent, LocalDevOps
from emulator import agent
from emulator.cloud import Cloud
from emulator.core.settings import Settings
from emulator.server.snapshot import SnapshotRefused, restore, take
from emulator.server.snapshot_records import CLASSES, HINTS

MUTATIONS = 120


@pytest.fixture
def devops(monkeypatch: pytest.MonkeyPatch) -> LocalDevOps:
    """A bit of everything: a vault with secrets, one deleted, a run with its logs, a federated identity."""
    monkeypatch.setattr(agent, "run_job", Agent().run_job)
    made = LocalDevOps(strict_quotas=True)
    made.azure.vault()
    made.azure.data("PUT", "/secrets/one", {"value": "first"})
    made.azure.data("PUT", "/secrets/gone", {"value": "second", "tags": {"n": 1}})
    made.azure.data("DELETE", "/secrets/gone")
    made.azure.data("POST", "/secrets/one/backup")
    made.azure.identity()
    connection = made.connection()["id"]
    made.push("azure-pipelines.yml", TUTORIAL)
    pipeline = made.definition()
    made.authorize(connection, pipeline)
    made.until(made.queue(pipeline).body["id"], "completed")
    return made


def test_all_of_it_comes_back(devops: LocalDevOps) -> None:
    cloud = devops.cloud
    before, snapshot = cloud.state(), take(cloud)
    cloud.reset()
    assert cloud.state() != before
    restore(cloud, snapshot)
    assert cloud.state() == before
    assert take(cloud) == snapshot, "what no state shows as well: times, secret values, numbers"
    assert devops.azure.data("GET", "/secrets/one").body["value"] == "first"
    assert devops.get("/demo/_apis/build/builds/1/logs/1")["count"] > 0


def test_it_lives_on(devops: LocalDevOps) -> None:
    restore(devops.cloud, take(devops.cloud))
    first = devops.tip()
    assert devops.push("a.txt", "after") != first
    assert devops.queue(1).body["id"] == 3, "one queued, one set off by the push"
    devops.until(3, "completed")
    caller = devops.cloud.directory.caller
    assert caller is devops.cloud.directory.principals[caller.object_id], "who was one thing is one thing again"


def test_another_process_keeps_its_own_credentials(devops: LocalDevOps) -> None:
    other = Cloud(Settings(seed=7))
    restore(other, take(devops.cloud))
    assert other.state() == devops.cloud.state()
    assert other.directory.pats == {other.credentials.caller_pat: other.directory.caller.object_id}
    texts = {secret.text for one in other.directory.applications.values() for secret in one.secrets.values()}
    assert {other.credentials.caller_secret, other.credentials.powerless_secret} <= texts
    assert devops.cloud.credentials.caller_secret not in texts


@pytest.mark.parametrize("of", CLASSES)
def test_each_field_of_each_class_has_a_type(of: Any) -> None:
    assert list(HINTS[of]) == [one.name for one in fields(of)]


# -- refusals ---------------------------------------------------------------------------------------------------------


def without(place: str, name: str) -> Callable[[Any], Any]:
    def change(document: Any) -> Any:
        del document["services"][place][name]
        return document

    return change


def with_object(entry: Any) -> Callable[[Any], Any]:
    return lambda document: {**document, "objects": [*document["objects"], entry]}


REFUSED: dict[str, tuple[Callable[[Any], Any], str]] = {
    "another format": (lambda document: {**document, "format": "x"}, "its format is not"),
    "no services": (lambda document: {**document, "services": {}}, "it has other services"),
    "no objects": (lambda document: {**document, "objects": None}, "a list is missing"),
    "no clock": (without("cloud.runtime.clock", "offset"), "cloud.runtime.clock has other data: offset"),
    "no vaults": (without("cloud.vaults", "vaults"), "cloud.vaults has other data: vaults"),
    "a function": (with_object({"command_line.main": {}}), "command_line.main is no class of a snapshot"),
    "a class that is no record": (with_object({"cloud.Cloud": {}}), "cloud.Cloud is no class of a snapshot"),
    "a library's": (with_object({"os.system": {}}), "os.system is no class of a snapshot"),
    "a record without fields": (with_object({"switches.policies.Policies": {}}), "a Policies has other fields"),
    "a field of another type": (
        with_object({"core.operations.Operation": {"id": 1, "started_at": 0.0, "done_at": 0.0, "retry_after": 0}}),
        "id of a Operation",
    ),
    "a list as a key": (with_object({"dict": [[{"at": 0}, 1]]}), "a key is neither plain"),
    "a reference to nothing": (with_object({"list": [{"at": 10**6}]}), "at is no value"),
}


@pytest.mark.parametrize(("change", "why"), REFUSED.values(), ids=list(REFUSED))
def test_what_is_no_state_is_refused_and_changes_nothing(devops: LocalDevOps, change: Callable[[Any], Any], why: str) -> None:
    cloud = devops.cloud
    snapshot = take(cloud)
    cloud.runtime.clock.advance(1000)
    before, clock = take(cloud), cloud.runtime.clock
    with pytest.raises(SnapshotRefused, match=why) as refused:
        restore(cloud, json.dumps(change(json.loads(snapshot))).encode())
    assert refused.value.status == 400
    assert (take(cloud), cloud.runtime.clock) == (before, clock)


@pytest.mark.parametrize("content", [b"", b"[]", b"null", b"[" * 100_000, b"\xff\xfe", b'{"format": 1}', b"-" * 5000])
def test_bytes_of_any_kind_are_refused(content: bytes) -> None:
    with pytest.raises(SnapshotRefused):
        restore(LocalDevOps().cloud, content)


@pytest.mark.parametrize("protocol", range(2, pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_is_refused_by_name(protocol: int) -> None:
    with pytest.raises(SnapshotRefused, match="it is a pickle"):
        restore(LocalDevOps().cloud, pickle.dumps({"clock_offset": 1.0, "directory": 1}, protocol))


def test_no_damage_leaves_half_a_state(devops: LocalDevOps) -> None:
    """Each place in turn gets something else, or is lost."""
    cloud, chance, refused = devops.cloud, random.Random(5), 0
    snapshot = take(cloud)
    for _each in range(MUTATIONS):
        document = json.loads(snapshot)
        damage(document, chance)
        before = cloud.directory
        try:
            restore(cloud, json.dumps(document).encode())
        except SnapshotRefused:
            refused += 1
            assert cloud.directory is before
        cloud.state()
    assert MUTATIONS / 4 < refused < MUTATIONS
    restore(cloud, snapshot)
    assert take(cloud) == snapshot


def damage(document: Any, chance: random.Random) -> None:
    """Somewhere below, at a depth of its own."""
    holder, key = document, "objects"
    for _level in range(chance.randint(1, 6)):
        inner = holder[key]
        if not isinstance(inner, (dict, list)) or not inner:
            break
        holder = inner
        key = chance.choice(list(inner) if isinstance(inner, dict) else range(len(inner)))
    if chance.random() < 0.3:
        del holder[key]
    else:
        holder[key] = chance.choice(
            [None, 1, -0.5, "x", [], {}, {"at": 3}, {"tuple": []}, {"bytes": "!"}, {"float": "inf"}, True]
        )
