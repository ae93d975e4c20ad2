# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""App registrations, service principals and groups as the control API shows them: no secrets, no times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emulator.services.entra.model.applications import Application
    from emulator.services.entra.model.groups import Group
    from emulator.services.entra.model.principals import Principal


def shown_application(one: Application) -> dict[str, Any]:
    return {
        "object_id": one.object_id,
        "client_id": one.client_id,
        "display_name": one.display_name,
        "unique_name": one.unique_name,
        "sign_in_audience": one.sign_in_audience,
        "owners": one.owners,
        "details": one.details,
        "secrets": [secret.display_name for secret in one.secrets.values()],
        "federated_credentials": [
            {
                "name": credential.name,
                "issuer": credential.issuer,
                "subject": credential.subject,
                "audiences": credential.audiences,
                "description": credential.description,
            }
            for credential in one.federated_credentials.values()
        ],
    }


def shown_principal(one: Principal) -> dict[str, Any]:
    return {
        "object_id": one.object_id,
        "client_id": one.client_id,
        "display_name": one.display_name,
        "enabled": one.enabled,
        "owners": one.owners,
        "details": one.details,
    }


def shown_group(one: Group) -> dict[str, Any]:
    return {"object_id": one.object_id, "display_name": one.display_name, "members": one.members}
