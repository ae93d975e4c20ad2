# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One service connection on its way to the issuer of Entra: what it is now, and whether it can be converted."""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from ....clients.arm.managed_identities import MOST
from ....clients.devops.client import Json
from ....clients.devops.lookup import same_name
from ....clients.devops.service_endpoints import ADMINISTRATOR, ServiceEndpointsClient
from ....engine.resource import State
from ....identifiers import is_guid
from ..issuers import NewTrusts, Trust, days_left, is_old, old_trust, trust_of
from ..state import SCHEME, TYPE, is_ready, kind_of
from ..verification import AUDIENCE
from .identities import Identities, Identity, trust_in

KEY = "ServicePrincipal"
CLOUD = "AzureCloud"
DEADLINE = "revertSchemeDeadline"
CONVERTED, ELIGIBLE, LEFT_OVER, BLOCKED, OUT_OF_SCOPE = "converted", "eligible", "left over", "blocked", "out of scope"
"""Statuses that a look finds: `left over` is a converted one whose identity still trusts it as before."""
TO_DO = (ELIGIBLE, LEFT_OVER)
UNSEEN = "Its identity cannot be looked at."
HANDED_OVER, FAILED = "handed over", "failed"
"""Ends of an attempt, besides `converted`."""


@dataclasses.dataclass
class Organization:
    """The surroundings that all candidates share."""

    id: str
    name: str
    new_trusts: NewTrusts
    identities: Identities


class Candidate:
    """A connection, seen from the first of the looked-at projects that has it."""

    def __init__(self, endpoint: Json, endpoints: ServiceEndpointsClient, project: Json, organization: Organization) -> None:
        self.endpoint, self.endpoints, self.project, self.organization = endpoint, endpoints, project, organization
        self.name = endpoints.name_of(endpoint)

    # -- what it is ---------------------------------------------------------------------------------------------------

    @property
    def id(self) -> str:
        return str(self.endpoint["id"])

    @property
    def parameters(self) -> t.Mapping[str, t.Any]:
        return (self.endpoint.get("authorization") or {}).get("parameters") or {}

    @property
    def scheme(self) -> str | None:
        return kind_of(self.endpoint)[1]

    @property
    def trust(self) -> Trust | None:
        """Issuer and subject that it presents; None with a key."""
        return trust_of(self.parameters) if same_name(self.scheme or "", SCHEME) else None

    @property
    def has_key(self) -> bool:
        return same_name(self.scheme or "", KEY)

    @property
    def projects(self) -> list[tuple[str, str]]:
        """Project and the connection's name there, of each that has it."""
        references = self.endpoint.get("serviceEndpointProjectReferences") or []
        return [((one.get("projectReference") or {}).get("name") or "", one.get("name") or self.name) for one in references]

    @property
    def identity(self) -> Identity:
        return self.organization.identities.of(str(self.parameters["serviceprincipalid"]))

    @property
    def expected(self) -> Trust:
        """Issuer and subject that Entra presents or will present for it."""
        if self.trust is not None and not is_old(self.trust[0]):
            return self.trust
        return self.organization.new_trusts.expected(str(self.parameters["tenantid"]), self.id)

    @property
    def old_trusts(self) -> list[Trust]:
        """The Azure DevOps issuer with its subjects, in each project, by the names of today and as they were read."""
        by_names = [old_trust(self.organization.id, self.organization.name, *one) for one in self.projects]
        own = [self.trust] if self.trust is not None and is_old(self.trust[0]) else []
        return [*own, *(one for one in by_names if one not in own)]

    @property
    def leftovers(self) -> list[Json]:
        """Credentials of the identity that trust it by the Azure DevOps issuer."""
        return [one for one in self.identity.credentials if same_trust(trust_in(one), self.old_trusts)]

    @property
    def reverts_until(self) -> str | None:
        """The time until which Azure DevOps still has the key (docs/reference/azure_devops.md#scheme-conversion)."""
        return (self.endpoint.get("data") or {}).get(DEADLINE) if self.trust is not None else None

    # -- what can become of it ----------------------------------------------------------------------------------------

    @property
    def concerns_us(self) -> bool:
        """Says whether it is a connection to Azure, or has the Azure DevOps issuer."""
        is_azure = same_name(kind_of(self.endpoint)[0], TYPE)
        return (is_azure and (self.has_key or self.trust is not None or self.scheme is None)) or is_old((self.trust or ("",))[0])

    def found(self) -> tuple[str, str]:
        """The status, and why not or what besides in sentences."""
        if not same_name(kind_of(self.endpoint)[0], TYPE):
            kind = kind_of(self.endpoint)[0]
            return (
                OUT_OF_SCOPE,
                f"It is of the type {kind}, which this task does not convert. Use its page in the project's settings.",
            )
        if self.scheme is None or (same_name(self.scheme, SCHEME) and self.trust is None):
            return BLOCKED, f"Azure DevOps does not show its issuer to this identity. {ADMINISTRATOR}"
        cloud = (self.endpoint.get("data") or {}).get("environment") or CLOUD
        if not same_name(cloud, CLOUD):
            return OUT_OF_SCOPE, f"It leads to {cloud}, where the Azure DevOps issuer stays."
        if not self.parameters.get("serviceprincipalid") or not self.parameters.get("tenantid"):
            return BLOCKED, f"Azure DevOps does not show its identity to this identity. {ADMINISTRATOR}"
        if not is_guid(str(self.parameters["tenantid"])):
            return BLOCKED, f"Its tenant is {self.parameters['tenantid']}, and not a GUID. Correct it in the project's settings."
        return self._of_identity()

    def _of_identity(self) -> tuple[str, str]:
        identity, entra = self.identity, self.trust is not None and not is_old(self.trust[0])
        if entra:
            unfinished = bool(self.reverts_until) and not identity.unseen and identity.trusting(self.expected) is None
            return (LEFT_OVER, "") if self.leftovers or unfinished else (CONVERTED, "")
        if identity.unseen:
            return BLOCKED, f"{UNSEEN} {identity.unseen}"
        if identity.is_multitenant:
            return OUT_OF_SCOPE, "Its identity is an application for many tenants, which the Entra issuer does not take."
        if not is_ready(self.endpoint):
            return BLOCKED, "It is not ready. Look at it in the project's settings."
        if self.has_key and len(self.projects) > 1:
            shared = ", ".join(project for project, _name in self.projects)
            return BLOCKED, f"Azure DevOps does not convert the key of a connection that projects share: {shared}."
        missing = [one for one in self.wanted if identity.trusting(one) is None]
        if len(identity.credentials) + len(missing) > MOST:
            return BLOCKED, (
                f"The {identity.label} has {len(identity.credentials)} federated credentials, Azure allows {MOST}, and "
                f"{len(missing)} more have to be there. Remove those that are not needed."
            )
        return ELIGIBLE, self._renamed()

    @property
    def wanted(self) -> list[Trust]:
        """Trusts that the identity has to have before the connection is converted.

        No source says which issuer a converted key gets, so that both are trusted first.
        """
        return [self.expected, *(self.old_trusts if self.has_key else [])]

    def _renamed(self) -> str:
        """A sentence about an Azure DevOps issuer's subject that the identity does not trust, such as after a rename."""
        identity = self.identity
        if self.trust is None or identity.trusting(self.trust) is not None:
            return ""
        told = (
            f"The {identity.label} has no federated credential with the subject {self.trust[1]}, so that it does not get in now"
        )
        others = [trust_in(one)[1] for one in identity.credentials if trust_in(one)[0] == self.trust[0]]
        return f"{told}; it has {', '.join(others)}, as after a rename." if others else f"{told}."

    # -- how it is told -----------------------------------------------------------------------------------------------

    def row(self) -> State:
        """The connection in the result, before anything is done."""
        status, reason = self.found()
        unseen = status == BLOCKED and reason.startswith(UNSEEN)
        client_id = self.parameters.get("serviceprincipalid")
        issuer, subject = self.trust or (None, None)
        return {
            "id": self.id,
            "name": self.name,
            "project": self.project["name"],
            "projects": [project for project, _name in self.projects],
            "scheme": self.scheme,
            "issuer": issuer,
            "subject": subject,
            "new_issuer": None,
            "new_subject": None,
            "identity": self.identity.label if client_id else None,
            "identity_client_id": client_id,
            "days_left": days_left() if is_old(issuer) and status != OUT_OF_SCOPE else None,
            "eligible": status in TO_DO,
            "status": status,
            "reason": reason or None,
            "reverts_until": self.reverts_until,
            "verified": None,
            "hand_over": self.hand_over() if unseen else None,
        }

    def hand_over(self) -> dict[str, str]:
        """The credential that somebody with rights to the identity has to add to it."""
        issuer, subject = self.expected
        client_id = str(self.parameters["serviceprincipalid"])
        return {
            "issuer": issuer,
            "subject": subject,
            "audience": AUDIENCE,
            "identity": self.identity.label,
            "client_id": client_id,
        }


def same_trust(one: Trust, others: t.Iterable[Trust]) -> bool:
    """Says whether it is one of the others; names know no case in Azure DevOps."""
    return any((one[0].lower(), one[1].casefold()) == (other[0].lower(), other[1].casefold()) for other in others)


def still_reverts(candidate: Candidate) -> bool:
    """Says whether Azure DevOps still takes the key back."""
    until = candidate.reverts_until
    return until is not None and until[:19] > f"{datetime.datetime.now(datetime.timezone.utc):%Y-%m-%dT%H:%M:%S}"
