# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Client secrets of app registrations."""

from __future__ import annotations

from ...web import Call, Reply
from ..access import require_owner
from ..credential_views import password_view
from ..door import HOST, actions, answer, body_of, caller, route
from ..passwords import add_password, remove_password
from .applications import ONE, addressed


@route("POST", *actions(ONE, "addPassword"))
def post_add_password(call: Call) -> Reply:
    application = addressed(call)
    require_owner(call.cloud, caller(call), application)
    secret = add_password(call.cloud, application, body_of(call))
    return answer("microsoft.graph.passwordCredential", password_view(secret, reveal=True), location=HOST)


@route("POST", *actions(ONE, "removePassword"))
def post_remove_password(call: Call) -> Reply:
    application = addressed(call)
    require_owner(call.cloud, caller(call), application)
    remove_password(application, str(body_of(call).get("keyId", "")))
    return Reply(204)
