# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The checks of Resource Manager before a service sees a request: token, api-version, subscription, role, group, registration."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from emulator.core.clock import iso
from emulator.core.request import Request
from emulator.core.response import Response
from emulator.core.router import Handler, Model, Router
from emulator.services.arm.errors import ArmError, gateway, invalid_request_content, missing_api_version
from emulator.services.arm.locks_and_policies import refuse_by_policy, refuse_locked
from emulator.services.arm.model.resource_manager import ResourceManager
from emulator.services.arm.model.scopes import scope_of, subscription_of
from emulator.services.arm.model.tags import checked_tags
from emulator.services.arm.throttling import throttle
from emulator.services.entra.model.principals import TokenRefused, caller_of

AUDIENCES = ("https://management.azure.com", "https://management.core.windows.net")
ACCEPTED = ",".join(f"'{audience}/','{audience}'" for audience in reversed(AUDIENCES))
VERBS = {"GET": "read", "HEAD": "read", "PUT": "write", "PATCH": "write", "DELETE": "delete"}
IN_GROUP = re.compile(r"/subscriptions/[^/]+/resourceGroups/([^/]+)/(?:providers|resources)", re.IGNORECASE)
NAMESPACE = re.compile(r"/providers/(Microsoft\.[^/]+)/(?!(?:un)?register$)", re.IGNORECASE)


def authenticate(request: Request, resources: ResourceManager) -> None:
    """:raises ArmError: 401 with the reason. No source confirms the exact challenge header."""
    try:
        request.caller = resources.directory.authenticate_bearer(request, AUDIENCES)
    except TokenRefused as refused:
        now = iso(resources.runtime.clock.now(), 0)
        code, text = {
            "missing": ("AuthenticationFailed", "Authentication failed. The 'Authorization' header is missing."),
            "expired": ("ExpiredAuthenticationToken", f"The access token has expired. Current UTC time is '{now}'."),
            "audience": (
                "InvalidAuthenticationTokenAudience",
                "The access token has been obtained for wrong audience or resource. "
                f"It should exactly match with one of the allowed audiences {ACCEPTED}.",
            ),
            "invalid": ("InvalidAuthenticationToken", "The access token is invalid."),
        }[refused.reason]
        problem = ArmError(401, code, text, "gateway")
        authority = f"https://login.windows.net/{resources.directory.tenant_id}"
        problem.headers["www-authenticate"] = (
            f'Bearer authorization_uri="{authority}", error="invalid_token", error_description="{text}"'
        )
        raise problem from refused


class ArmRouter(Router[Model]):
    """Routes of one resource provider at management.azure.com, behind the gateway's checks."""

    def __init__(self, resources_of: Callable[[Model], ResourceManager]) -> None:
        """:param resources_of: The resource manager that a provider's model is part of."""
        super().__init__(
            "management.azure.com",
            authenticate=lambda request, model: authenticate(request, resources_of(model)),
            throttle=lambda request, model: throttle(request, resources_of(model)),
        )
        self._resources_of = resources_of

    def route(
        self, methods: str, template: str, action: str, *, write: bool | None = None
    ) -> Callable[[Handler[Model]], Handler[Model]]:
        """Registers a handler behind the gateway's checks.

        `action` is what the caller needs: a whole action (`.../action`, `.../read`), or a resource type to which the method
        adds `/read`, `/write` or `/delete`; empty where every signed-in principal may ask.
        """

        def register(handler: Handler[Model]) -> Handler[Model]:
            @wraps(handler)
            def guarded(request: Request, model: Model) -> Response:
                check(request, self._resources_of(model), action)
                return handler(request, model)

            self.on(methods, template, write=write)(guarded)
            return handler

        return register


router = ArmRouter[ResourceManager](lambda resources: resources)
route = router.route


def check(request: Request, resources: ResourceManager, action: str) -> None:
    """:raises ArmError: the first of the gateway's checks that fails."""
    if not request.query.get("api-version"):
        raise missing_api_version()
    subscription = subscription_of(request.path)
    if subscription is None and "scope" in request.params:
        text = f"The local Azure does not emulate role assignments and definitions at /{request.params['scope']}."
        raise gateway(501, "NotEmulated", text)
    if subscription is not None:
        resources.require_subscription(subscription)
    if action:
        whole = action.endswith(("/action", "/read"))
        wanted = action if whole else f"{action}/{VERBS[request.method]}"
        resources.authorization.require(caller_of(request), wanted, scope_of(request.path))
    if subscription is not None and request.method in ("PUT", "PATCH", "DELETE"):
        refuse_locked(request, resources)
        if "sub" in request.params:
            refuse_by_policy(request, resources)
    in_group = IN_GROUP.match(request.path)
    if in_group and request.method in ("PUT", "PATCH"):
        resources.groups.get_for_writing(in_group.group(1))
    elif in_group:
        resources.groups.get(in_group.group(1))
    namespace = NAMESPACE.search(request.path)
    if namespace and "sub" in request.params:
        resources.providers.require(namespace.group(1))


def body_of(request: Request) -> dict[str, Any]:
    """:raises ArmError: InvalidRequestContent, no JSON object, or tags that are none; tags that no resource can have."""
    body = request.json()
    tags = body.get("tags") if isinstance(body, dict) else None
    if not isinstance(body, dict) or not isinstance(tags, (dict, type(None))):
        raise invalid_request_content("The request content was invalid and could not be deserialized.")
    return body if tags is None else {**body, "tags": checked_tags(_once_each(tags))}


def _once_each(tags: dict[str, str]) -> dict[str, str]:
    """Names that differ in case only are one tag (MicrosoftDocs/azure-docs#57888); which of them stays, no source confirms."""
    last = {name.casefold(): name for name in tags}
    return {name: value for name, value in tags.items() if last[name.casefold()] == name}


def properties_of(request: Request) -> dict[str, Any]:
    properties = body_of(request).get("properties")
    return properties if isinstance(properties, dict) else {}
