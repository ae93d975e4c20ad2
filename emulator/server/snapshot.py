# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole state of the cloud as one file, for tests that start where another ended: JSON by codec.py.

It holds the data of each service by the service's place in the cloud. The services themselves, and their ways to one another,
are those of this process.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import is_dataclass
from typing import Any

from emulator.cloud import Cloud
from emulator.core.response import ErrorResponse
from emulator.server.snapshot_codec import NotState, Reader, Writer
from emulator.server.snapshot_records import is_exactly
from emulator.services.azure_devops.model.git.store import GitStore

FORMAT = "vaultpipe snapshot 1"
PICKLE = b"\x80"
"""First byte of each pickle that a version of Python 3 writes by default."""
PACKAGE = "emulator"


class SnapshotRefused(ErrorResponse):
    """Bytes that no state can be made of."""

    def __init__(self, why: str) -> None:
        super().__init__(400, {"error": {"code": "BadSnapshot", "message": f"This is no snapshot of this version: {why}."}})
        self.why = why


def take(cloud: Cloud) -> bytes:
    writer = Writer()
    services = {
        place: {name: writer.value(getattr(service, name)) for name in _data(service)} for place, service in _services(cloud)
    }
    return json.dumps({"format": FORMAT, "services": services, "objects": writer.objects()}, allow_nan=False).encode()


def restore(cloud: Cloud, snapshot: bytes) -> None:
    """Puts that state in the place of the one there is.

    :raises SnapshotRefused: the bytes are no snapshot, or not a whole one; the state then stays as it was.
    """
    document = _read(snapshot)
    before = {name: getattr(cloud, name) for name in cloud.STATE}
    try:
        cloud.begin()
        _fill(cloud, document)
        cloud.directory.adopt(cloud.credentials)
        cloud.state()
    except Exception as error:  # whatever is wrong with it shows here, and not in later requests
        for name, value in before.items():
            setattr(cloud, name, value)
        why = str(error) if isinstance(error, NotState) else f"its state cannot be shown ({type(error).__name__})"
        raise SnapshotRefused(why) from error


def _read(snapshot: bytes) -> dict[str, Any]:
    if snapshot.startswith(PICKLE):
        raise SnapshotRefused("it is a pickle, which could run code; take a new one by GET /_emulator/snapshot")
    try:
        document = json.loads(snapshot)
    except (ValueError, RecursionError) as error:
        raise SnapshotRefused("it is not JSON") from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise SnapshotRefused(f"its format is not {FORMAT!r}")
    return document


def _fill(cloud: Cloud, document: dict[str, Any]) -> None:
    """:raises NotState: something is missing, too much, or of another type than in the start state."""
    reader, written = Reader(document.get("objects")), document.get("services")
    services = dict(_services(cloud))
    if not isinstance(written, dict) or set(written) != set(services):
        raise NotState("it has other services")
    for place, service in services.items():
        given, names = reader.fields(written[place]), set(_data(service))
        if set(given) != names:
            raise NotState(f"{place} has other data: {', '.join(sorted(set(given) ^ names))}")
        for name, value in given.items():
            if not is_exactly(value, type(getattr(service, name))):
                raise NotState(f"{name} of {place} is of another type")
            setattr(service, name, value)


def _services(cloud: Cloud) -> Iterator[tuple[str, Any]]:
    """The cloud, and what has a place in it, each once."""
    found: list[tuple[str, Any]] = [("cloud", cloud)]
    number = 0
    while number < len(found):  # each may bring more
        place, service = found[number]
        number += 1
        yield place, service
        for name in _names(service):
            inner = getattr(service, name)
            if _is_service(inner) and not any(inner is known for _place, known in found):
                found.append((f"{place}.{name}", inner))


def _names(service: Any) -> Iterable[str]:
    """The names of its data and of other services; what belongs to the process, and ways to ask somebody, are neither."""
    if isinstance(service, Cloud):
        return service.STATE
    wiring = getattr(service, "WIRING", ())
    return [name for name, value in vars(service).items() if name not in wiring and not callable(value)]


def _data(service: Any) -> list[str]:
    """The names of what is not another service."""
    return [name for name in _names(service) if not _is_service(getattr(service, name))]


def _is_service(one: Any) -> bool:
    """Says whether it is one of the emulator's objects that are no records; records are all dataclasses."""
    ours = type(one).__module__.startswith(f"{PACKAGE}.") or isinstance(one, Cloud)
    return ours and not is_dataclass(one) and not isinstance(one, GitStore)
