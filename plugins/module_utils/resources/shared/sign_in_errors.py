# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The link between a pipeline and Azure that an error text speaks of, and what mends it.

Entra's codes: docs/reference/entra.md#federated-sign-in and docs/reference/pipeline_task.md#sign-in-messages.
"""

from __future__ import annotations

import dataclasses
import re

TRUST, ROLE, OTHER = "trust", "role", "other"

CREDENTIAL = (
    "Compare the federated credential of the identity with the connection's issuer, subject and audience "
    "(api://AzureADTokenExchange), letter by letter: vaultpipe.azure.federated_credential takes them as "
    "vaultpipe.azure.devops_service_connection returns them."
)
READER = (
    "Give the identity the role Reader at the connection's scope (vaultpipe.azure.role_assignment). If it has one through a "
    "group, or one just given, run again in some minutes."
)


@dataclasses.dataclass(frozen=True)
class Link:
    """One link; told completes an error, passes says whether the refusal may end by itself."""

    name: str
    told: str = ""
    remedy: str = ""
    kind: str = OTHER
    passes: bool = False


ISSUER = Link("issuer", "No federated credential of the identity has the connection's issuer.", CREDENTIAL, TRUST, True)
SUBJECT = Link("subject", "No federated credential of the identity has the connection's subject.", CREDENTIAL, TRUST, True)
AUDIENCE = Link("audience", "No federated credential of the identity has the connection's audience.", CREDENTIAL, TRUST, True)
CASE = Link(
    "subject", "A federated credential of the identity differs from the connection only in case.", CREDENTIAL, TRUST, True
)
NONE_FITS = Link("credential", "No federated credential of the identity fits the connection.", CREDENTIAL, TRUST, True)
NOT_TRUSTED = Link(
    "credential", "Entra knows no federated credential of the identity: there is none, or it is too new.", CREDENTIAL, TRUST, True
)
UNKNOWN_IDENTITY = Link(
    "identity",
    "The tenant does not know the connection's identity.",
    "Check identity_client_id (the client id, not the object id) and identity_tenant_id; a new identity takes some minutes.",
    passes=True,
)
UNKNOWN_TENANT = Link("tenant", "The connection's tenant does not exist.", "Correct identity_tenant_id.")
MULTITENANT = Link(
    "identity",
    "The issuer does not take applications for many tenants.",
    "Make the application single-tenant (signInAudience AzureADMyOrg), or use a managed identity.",
)
NO_ROLE = Link("role", "The identity may not read the connection's subscription.", READER, ROLE, True)
UNKNOWN = Link("unknown", "Azure DevOps says why.", "Check the connection in the project's settings.")

BY_CODE = {
    "700211": ISSUER,
    "700212": AUDIENCE,
    "700213": SUBJECT,
    "7002138": CASE,
    "70021": NONE_FITS,
    "70025": NOT_TRUSTED,
    "700016": UNKNOWN_IDENTITY,
    "7000229": UNKNOWN_IDENTITY,
    "90002": UNKNOWN_TENANT,
    "70052": MULTITENANT,
}


def broken_link(text: str) -> Link:
    """The link by Entra's code, else by what ARM says."""
    for code in re.findall(r"AADSTS(\d+)", text):
        if code in BY_CODE:
            return BY_CODE[code]
    if re.search(r"AuthorizationFailed|SubscriptionNotFound|Status Code: '(Forbidden|NotFound)'", text):
        return NO_ROLE
    return UNKNOWN
