# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Client secrets of an app registration; PATCH cannot make them (docs/reference/graph.md#passwords)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from emulator.services.entra.model.directory import SECRET_LIFETIME
from emulator.services.graph.errors import bad_request, invalid_value

if TYPE_CHECKING:
    from emulator.services.entra.model.applications import Application
    from emulator.services.entra.model.client_secrets import ClientSecret
    from emulator.services.graph.model.graph import Graph


def add_password(graph: Graph, application: Application, body: dict[str, Any]) -> ClientSecret:
    """:raises GraphError: Request_BadRequest, a moment that is none."""
    wanted = body.get("passwordCredential") or {}
    starts = _moment(wanted.get("startDateTime"), "startDateTime") or graph.runtime.clock.now()
    ends = _moment(wanted.get("endDateTime"), "endDateTime") or starts + SECRET_LIFETIME
    return graph.directory.add_secret_to(application, wanted.get("displayName"), starts, ends)


def remove_password(application: Application, key_id: str) -> None:
    """:raises GraphError: Request_BadRequest, no such secret."""
    if application.secrets.pop(key_id.lower(), None) is None:
        # No source confirms status and text.
        raise bad_request("No password credential found with keyId.")


def _moment(text: str | None, name: str) -> float | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError) as error:
        raise invalid_value(name, "PasswordCredential") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
