# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Provider registration."""

from __future__ import annotations

from ...web import Call, Reply
from ..gateway import route

PROVIDERS = "Microsoft.Resources/subscriptions/providers"


@route("GET", "/subscriptions/{sub}/providers", PROVIDERS)
def list_providers(call: Call) -> Reply:
    providers = call.cloud.resources.providers
    return Reply(body={"value": [providers.representation(name) for name in providers.registered_at]})


@route("GET", "/subscriptions/{sub}/providers/{namespace}", PROVIDERS)
def get_provider(call: Call) -> Reply:
    providers = call.cloud.resources.providers
    return Reply(body=providers.representation(providers.get(call.params["namespace"])))


@route("POST", "/subscriptions/{sub}/providers/{namespace}/register", "Microsoft.Resources/subscriptions/register/action")
def register(call: Call) -> Reply:
    providers = call.cloud.resources.providers
    return Reply(body=providers.representation(providers.register(call.params["namespace"])))


@route("POST", "/subscriptions/{sub}/providers/{namespace}/unregister", "Microsoft.Resources/unregister/action")
def unregister(call: Call) -> Reply:
    providers = call.cloud.resources.providers
    return Reply(body=providers.representation(providers.unregister(call.params["namespace"])))
