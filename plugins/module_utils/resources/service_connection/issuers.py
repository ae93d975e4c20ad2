# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two issuers of a service connection's tokens, and what each calls it (docs/reference/azure_devops.md#issuer)."""

from __future__ import annotations

import base64
import datetime
import typing as t
import uuid

OLD_ISSUER = "https://vstoken.dev.azure.com/"
"""Beginning of the Azure DevOps issuer. Its subjects hold names, and change with them."""
RETIREMENT = datetime.date(2027, 7, 1)
"""Day on which Azure DevOps retires it."""
DEVOPS_APPLICATION = "499b84ac-1321-427f-aa17-267ca6975798"

Trust = tuple[str, str]
"""Issuer and subject."""


def days_left() -> int:
    """Days until the retirement; negative after it."""
    return (RETIREMENT - datetime.datetime.now(datetime.timezone.utc).date()).days


def is_old(issuer: str | None) -> bool:
    return (issuer or "").startswith(OLD_ISSUER)


def old_trust(organization_id: str, organization: str, project: str, name: str) -> Trust:
    """The Azure DevOps issuer with its subject by the names of today."""
    return f"{OLD_ISSUER}{organization_id}", f"sc://{organization}/{project}/{name}"


class NewTrusts:
    """Issuer and subject that Entra will present for connections that it does not sign for yet.

    The prefix of the subject is taken from another connection of the tenant where there is one, else it is made as such
    prefixes are (docs/reference/azure_devops.md#new-subject). What the service presents in the end is read back.
    """

    def __init__(self, authority: str, organization_id: str) -> None:
        self._authority, self._organization_id = authority, organization_id
        self._prefixes: dict[str, str] = {}

    def learn(self, tenant_id: str, connection_id: str, trust: Trust) -> None:
        """Takes the prefix from a connection that Entra signs for."""
        prefix, found, _nothing = trust[1].partition(self._end(connection_id))
        if found and trust[0] == self._issuer(tenant_id):
            self._prefixes[tenant_id.lower()] = prefix

    def expected(self, tenant_id: str, connection_id: str) -> Trust:
        made = f"/eid1/c/pub/t/{_encoded(tenant_id)}/a/{_encoded(DEVOPS_APPLICATION)}"
        prefix = self._prefixes.get(tenant_id.lower(), made)
        return self._issuer(tenant_id), f"{prefix}{self._end(connection_id)}"

    def _issuer(self, tenant_id: str) -> str:
        return f"https://{self._authority}/{tenant_id}/v2.0"

    def _end(self, connection_id: str) -> str:
        return f"/sc/{self._organization_id}/{connection_id}"


def _encoded(guid: str) -> str:
    """A GUID's little-endian bytes as unpadded base64url."""
    return base64.urlsafe_b64encode(uuid.UUID(guid).bytes_le).decode().rstrip("=")


def trust_of(parameters: t.Mapping[str, t.Any]) -> Trust | None:
    """Issuer and subject that a connection presents; None where its parameters do not show them."""
    issuer, subject = (parameters.get(f"workloadIdentityFederation{part}") for part in ("Issuer", "Subject"))
    return (issuer, subject) if issuer and subject else None
