# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Provider registration."""

from __future__ import annotations

from emulator.core.request import Request
from emulator.core.response import Response
from emulator.services.arm.model.resource_manager import ResourceManager
from emulator.services.arm.router import route

PROVIDERS = "Microsoft.Resources/subscriptions/providers"


@route("GET", "/subscriptions/{sub}/providers", PROVIDERS)
def list_providers(request: Request, resources: ResourceManager) -> Response:
    providers = resources.providers
    return Response(body={"value": [providers.representation(name) for name in providers.registered_at]})


@route("GET", "/subscriptions/{sub}/providers/{namespace}", PROVIDERS)
def get_provider(request: Request, resources: ResourceManager) -> Response:
    providers = resources.providers
    return Response(body=providers.representation(providers.get(request.params["namespace"])))


@route("POST", "/subscriptions/{sub}/providers/{namespace}/register", "Microsoft.Resources/subscriptions/register/action")
def register(request: Request, resources: ResourceManager) -> Response:
    providers = resources.providers
    return Response(body=providers.representation(providers.register(request.params["namespace"])))


@route("POST", "/subscriptions/{sub}/providers/{namespace}/unregister", "Microsoft.Resources/unregister/action")
def unregister(request: Request, resources: ResourceManager) -> Response:
    providers = resources.providers
    return Response(body=providers.representation(providers.unregister(request.params["namespace"])))
