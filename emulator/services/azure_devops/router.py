# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The router of dev.azure.com and what all its handlers share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.core.router import Handler, Router
from emulator.services.azure_devops.errors import DevOpsError, bad_request, missing_value, not_emulated
from emulator.services.azure_devops.model.addresses import HOST, OLD_HOSTS
from emulator.services.azure_devops.model.organization import Organization
from emulator.services.azure_devops.model.projects.projects import Project
from emulator.services.azure_devops.model.security.access import authenticate
from emulator.services.azure_devops.model.security.request_scope import missing_project
from emulator.services.azure_devops.throttling import throttle


def unknown(request: Request, _organization: Organization) -> DevOpsError:
    return not_emulated(request.method, request.url)


router: Router[Organization] = Router(HOST, OLD_HOSTS, authenticate=authenticate, throttle=throttle, unknown=unknown)
Registration = Callable[[Handler[Organization]], Handler[Organization]]


def on(methods: str, template: str, *, write: bool | None = None) -> Registration:
    """Registers a handler below the organization, `/_apis/...`."""
    return router.on(methods, "/{organization}" + template, write=write)


def on_project(methods: str, template: str, *, write: bool | None = None) -> Registration:
    """Registers a handler below a project."""
    return router.on(methods, "/{organization}/{project}" + template, write=write)


def project(request: Request, organization: Organization) -> Project:
    """:raises DevOpsError: there is none."""
    found = organization.projects.find(request.params["project"])
    if found is None:
        raise missing_project(request, organization)
    return found


def number(text: str, name: str) -> int:
    """:raises DevOpsError: 400 for anything but digits."""
    if not text.isdigit():
        raise bad_request(f"The value '{text}' is not valid for {name}: it must be a number.")
    return int(text)


def listing(entries: list[Any]) -> Response:
    return Response(body={"count": len(entries), "value": entries})


def null() -> Response:
    """The answer by which some services say that there is no such thing."""
    return Response(body="null", headers={"content-type": "application/json"})


def objects(request: Request, name: str) -> list[dict[str, Any]]:
    """A body that is a list of objects.

    :param name: What it is to the service, which reads anything else as null.
    :raises DevOpsError: 400, it is something else.
    """
    body = request.json()
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


def flag(request: Request, name: str) -> bool:
    """A yes-or-no of the query."""
    return request.query.get(name, "").lower() == "true"


def choices(request: Request, name: str) -> set[str]:
    """Words of a comma-separated list of the query, in lower case; empty when it is not given."""
    return {one.strip().lower() for one in request.query.get(name, "").split(",") if one.strip()}


def pattern_fits(pattern: str, text: str) -> bool:
    """A name; `*` at either end stands for anything."""
    pattern, text = pattern.lower(), text.lower()
    wanted = pattern.strip("*")
    if pattern.startswith("*"):
        return wanted in text if pattern.endswith("*") else text.endswith(wanted)
    return text.startswith(wanted) if pattern.endswith("*") else text == wanted


def wants(request: Request, media_type: str) -> bool:
    return media_type in request.headers.get("accept", "").lower()
