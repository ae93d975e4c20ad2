# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials that nobody uses: connections without a pipeline, and federated credentials without a connection."""

from __future__ import annotations

import typing as t

from .....clients.devops.client import Json
from ....service_connection.conversion.identities import trust_in
from ....service_connection.issuers import is_old, trust_of
from ...link import Options
from ..estate import Connection
from ..rule import LOW, MEDIUM, Broken, Rule, View, of_connection
from ..uses import may_use

OF_DEVOPS = "/sc/"
"""Part of every subject that Entra presents for a connection (docs/reference/azure_devops.md#new-subject)."""


def without_pipeline(view: View) -> t.Iterator[Broken]:
    for connection, share in view.shares:
        is_told = share.pipelines is not None and not share.is_open
        if is_told and not any(may_use(one, connection) for one in view.estate.pipelines):
            told = f"No pipeline may use the service connection {share.name}."
            gone = ("devops_service_connection", {**view.place(share.project), "name": share.name, "state": "absent"})
            # Azure DevOps deletes none that is trusted.
            distrusted = _distrusted(connection) if len(connection.shares) == 1 else []
            yield Broken(**of_connection(share), message=told, tasks=(*distrusted, gone))


def _distrusted(connection: Connection) -> list[tuple[str, Options]]:
    """Tasks that delete the credentials that trust the connection."""
    identity, presented = connection.identity, _presented(connection)
    if identity is None:
        return []
    trusting = [one for one in identity.credentials if _trusted(one) == presented]
    return [("federated_credential", _gone(identity.options, one)) for one in trusting]


def without_connection(view: View) -> t.Iterator[Broken]:
    """Looks only where all connections of the organization were seen with what they present."""
    trusts = [_presented(one) for one in view.estate.connections]
    if not view.estate.is_whole or None in trusts:
        return
    for identity in view.estate.identities:
        for credential in identity.credentials:
            issuer, subject = _trusted(credential)
            if (is_old(issuer) or OF_DEVOPS in subject) and (issuer, subject) not in trusts:
                told = f"No service connection presents what the federated credential {credential['name']} of the "
                told += f"{identity.label} trusts: {subject}."
                yield Broken(
                    "identity", identity.label, told, tasks=(("federated_credential", _gone(identity.options, credential)),)
                )


def _presented(connection: Connection) -> tuple[str, str] | None:
    trust = trust_of(connection.parameters)
    if trust is not None:
        return trust[0].lower(), trust[1].casefold()
    return ("", "") if connection.client_id else None


def _trusted(credential: Json) -> tuple[str, str]:
    issuer, subject = trust_in(credential)
    return issuer.lower(), subject.casefold()


def _gone(identity: t.Mapping[str, str | None], credential: Json) -> dict[str, t.Any]:
    named = {"resource_group" if name == "identity_resource_group" else name: value for name, value in identity.items()}
    return {"name": credential["name"], **named, "state": "absent"}


CONNECTION = Rule(
    "unused-connection",
    LOW,
    "A service connection has a pipeline that may use it.",
    "Delete the connection with its federated credential.",
    without_pipeline,
)
CREDENTIAL = Rule(
    "unused-credential",
    MEDIUM,
    "A federated credential for Azure DevOps has its service connection.",
    "Delete the credential, unless it trusts a connection of another organization.",
    without_connection,
)
