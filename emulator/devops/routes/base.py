# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The router of dev.azure.com and what all its handlers share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ...entra.model import Principal
from ...web import Call, Handler, Reply, Router
from ..access import authenticate
from ..addresses import HOST
from ..asked_projects import missing_project
from ..errors import bad_request, missing_value, not_emulated
from ..model import Organization
from ..projects import Project
from ..throttling import throttle

router = Router(
    HOST, authenticate=authenticate, throttle=throttle, unknown=lambda call: not_emulated(call.method, call.url)
)  # fmt: skip


def on(methods: str, template: str, *, write: bool | None = None) -> Callable[[Handler], Handler]:
    """Registers a handler below the organization, `/_apis/...`."""
    return router.on(methods, "/{organization}" + template, write=write)


def on_project(methods: str, template: str, *, write: bool | None = None) -> Callable[[Handler], Handler]:
    """Registers a handler below a project."""
    return router.on(methods, "/{organization}/{project}" + template, write=write)


def organization(call: Call) -> Organization:
    return call.cloud.devops


def project(call: Call) -> Project:
    """:raises DevOpsError: there is none."""
    found = organization(call).projects.find(call.params["project"])
    if found is None:
        raise missing_project(call)
    return found


def caller(call: Call) -> Principal:
    assert call.caller is not None
    return call.caller


def number(text: str, name: str) -> int:
    """:raises DevOpsError: 400 for anything but digits."""
    if not text.isdigit():
        raise bad_request(f"The value '{text}' is not valid for {name}: it must be a number.")
    return int(text)


def listing(entries: list[Any]) -> Reply:
    return Reply(body={"count": len(entries), "value": entries})


def null() -> Reply:
    """How some services say that there is no such thing."""
    return Reply(body="null", headers={"content-type": "application/json"})


def objects(call: Call, name: str) -> list[dict[str, Any]]:
    """A body that is a list of objects.

    :param name: What it is to the service, which reads anything else as null.
    :raises DevOpsError: 400, it is something else.
    """
    body = call.json()
    if not isinstance(body, list) or not all(isinstance(one, dict) for one in body):
        raise missing_value(name)
    return body


def part(body: dict[str, Any], name: str) -> dict[str, Any]:
    """An object inside a body; empty when it is not given.

    :raises DevOpsError: 400, it is something else.
    """
    value = body.get(name)
    if value is not None and not isinstance(value, dict):
        raise bad_request(f"The value of {name} must be an object.")
    return value or {}


def parts(body: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """A list of objects inside a body; empty when it is not given.

    :raises DevOpsError: 400, it is something else.
    """
    value = body.get(name) or []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise bad_request(f"The value of {name} must be a list of objects.")
    return value


def flag(call: Call, name: str) -> bool:
    """A yes-or-no of the query."""
    return call.query.get(name, "").lower() == "true"


def choices(call: Call, name: str) -> set[str]:
    """What a comma-separated list of the query names, in lower case; empty when it is not given."""
    return {one.strip().lower() for one in call.query.get(name, "").split(",") if one.strip()}


def pattern_fits(pattern: str, text: str) -> bool:
    """A name; `*` at either end stands for anything."""
    pattern, text = pattern.lower(), text.lower()
    wanted = pattern.strip("*")
    if pattern.startswith("*"):
        return wanted in text if pattern.endswith("*") else text.endswith(wanted)
    return text.startswith(wanted) if pattern.endswith("*") else text == wanted


def wants(call: Call, media_type: str) -> bool:
    return media_type in call.headers.get("accept", "").lower()
