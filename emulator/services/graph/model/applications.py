# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""App registrations and their rules (docs/reference/graph.md#applications)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from emulator.services.graph.errors import denied, invalid_value, not_found, read_only, reference_required, taken
from emulator.services.graph.model.access import require_creating, require_owner
from emulator.services.graph.model.properties import merged
from emulator.services.graph.views.application import SCHEMA

if TYPE_CHECKING:
    from emulator.cloud import Cloud
    from emulator.services.entra.model.applications import Application
    from emulator.services.entra.model.directory import Principal

AUDIENCES = ("AzureADMyOrg", "AzureADMultipleOrgs", "AzureADandPersonalMicrosoftAccount", "PersonalMicrosoftAccount")
LONGEST_NAME = 256
KEYS = {"id": "object_id", "appid": "client_id", "uniquename": "unique_name"}
"""Of an address, in lower case."""


def find(cloud: Cloud, key: str, value: str) -> Application | None:
    name = KEYS.get(key)
    wanted = value if key == "uniquename" else value.lower()
    return next((one for one in cloud.directory.applications.values() if name and getattr(one, name) == wanted), None)


def get(cloud: Cloud, key: str, value: str) -> Application:
    """:raises GraphError: Request_ResourceNotFound."""
    found = find(cloud, key, value)
    if found is None:
        raise not_found(value)
    return found


def shown(cloud: Cloud) -> list[Application]:
    """Those that lists show by now."""
    now = cloud.clock.now()
    return [one for one in cloud.directory.applications.values() if one.replicated_at <= now]


def create(cloud: Cloud, body: dict[str, Any], by: Principal) -> Application:
    """`by` owns what it creates.

    :raises GraphError: Authorization_RequestDenied, ServiceTreeValueMissing, Request_BadRequest.
    """
    require_creating(cloud, by)
    if not cloud.policies.users_may_register_applications:
        # No source confirms that an application meets the same text as a user.
        raise denied()
    changes = SCHEMA.checked(body)
    name = SCHEMA.require_text("displayName", changes.get("displayName"))
    _check(cloud, changes, None)
    application = cloud.directory.register(name)
    application.owners = [by.object_id]
    _write(application, changes)
    return application


def update(cloud: Cloud, application: Application, body: dict[str, Any], by: Principal) -> None:
    """:raises GraphError: as `create`."""
    require_owner(cloud, by, application)
    changes = SCHEMA.checked(body)
    if "displayName" in changes:
        SCHEMA.require_text("displayName", changes["displayName"])
    _check(cloud, changes, application)
    _write(application, changes)
    principal = cloud.directory.principal_by_client_id(application.client_id)
    if principal:
        principal.display_name = application.display_name


def delete(cloud: Cloud, application: Application, by: Principal) -> None:
    require_owner(cloud, by, application)
    cloud.directory.delete_application(application)


def _check(cloud: Cloud, changes: dict[str, Any], known: Application | None) -> None:
    if len(changes.get("displayName", "")) > LONGEST_NAME:
        raise invalid_value("displayName", SCHEMA.name)
    if changes.get("signInAudience", AUDIENCES[0]) not in AUDIENCES:
        raise invalid_value("signInAudience", SCHEMA.name)
    reference = changes.get("serviceManagementReference", known and known.details.get("serviceManagementReference"))
    if cloud.policies.service_management_reference_required and not reference:
        raise reference_required("Update" if known else "Create")
    others = [
        one for one in (*cloud.directory.applications.values(), *cloud.directory.deleted.applications()) if one is not known
    ]
    unique_name = changes.get("uniqueName")
    if unique_name is not None:
        if known and known.unique_name not in (None, unique_name):
            raise read_only("uniqueName")
        if any(one.unique_name == unique_name for one in others):
            raise taken("uniqueName")
    uris = set(changes.get("identifierUris", ()))
    if any(uris & set(one.details.get("identifierUris", ())) for one in others):
        raise taken("identifierUris")


def _write(application: Application, changes: dict[str, Any]) -> None:
    rest = dict(changes)
    application.display_name = rest.pop("displayName", application.display_name)
    application.unique_name = rest.pop("uniqueName", application.unique_name)
    application.sign_in_audience = rest.pop("signInAudience", application.sign_in_audience)
    application.details = merged(application.details, rest)
