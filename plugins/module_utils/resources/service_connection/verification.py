# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verification that a service connection gets into Azure; where it does not, the link of the chain that is broken.

The chain: the service's token -> Entra compares issuer, subject and audience with the identity's federated credentials
-> Azure Resource Manager lets the identity read its subscription (docs/reference/azure_devops.md#verify).
"""

from __future__ import annotations

import time
import typing as t

from ...clients.arm.roles import RolesClient
from ...clients.context import TaskContext
from ...clients.devops.client import Json
from ...clients.devops.service_endpoints import ServiceEndpointsClient
from ...engine.resource import State
from ...errors import Forbidden, NoSubscription, NotFound, TimedOut, VaultpipeError, sentence_case
from ...wait import wait_for
from ..identity.connection_identity import ConnectionIdentity
from ..shared.sign_in_errors import ROLE, TRUST, Link, broken_link

AUDIENCE = "api://AzureADTokenExchange"
POLL = 10.0
TRUST_REMEDY = (
    "Give vaultpipe.azure.federated_credential the connection's issuer and subject exactly as this module returns them."
)


class Verification:
    """Entra and ARM learn of new credentials and roles with a delay of minutes, so a refusal may pass by itself.

    It does when ARM shows that all is as it should be; when ARM shows what is missing, waiting ends at once.
    """

    def __init__(
        self, endpoints: ServiceEndpointsClient, state: State, identity: ConnectionIdentity, context: TaskContext
    ) -> None:
        self._endpoints, self._state, self._identity = endpoints, state, identity
        self._context = context
        self._refusal = ""
        self._began = time.monotonic()

    def wait(self, timeout: float) -> None:
        """:raises VaultpipeError: with `broken_link`: issuer, subject, audience, identity, role, ..., and the remedy."""
        try:
            wait_for(f"{self._what} to pass its verification", self._passed, timeout=timeout, report=self._context.reporter,
                     longest_pause=POLL, last_word=lambda: self._refusal)  # fmt: skip
        except TimedOut as error:
            link = broken_link(self._refusal)
            raise self._failure(link, f"{error.message} {link.told}", link.remedy) from error

    @property
    def _what(self) -> str:
        return f"the service connection {self._state['name']} of {self._state['project']}"

    def _passed(self) -> bool | None:
        answer: Json = self._endpoints.test(self._state["id"], self._state["name"])
        if str(answer.get("statusCode")).lower() == "ok":
            return True
        self._refusal = str(answer.get("errorMessage") or answer.get("statusCode"))
        link = broken_link(self._refusal)
        if link.kind == TRUST:
            self._refuse_wrong_credentials()
        elif link.kind == ROLE:
            self._refuse_missing_role(link)
        elif not link.passes:
            raise self._failure(link, f"{self._what} does not pass its verification. {link.told}", link.remedy)
        return None

    def _refuse_wrong_credentials(self) -> None:
        """Ends the wait when the identity's credentials can be read and none fits."""
        known = self._identity.shown(self._state["identity_client_id"])
        if known is None or time.monotonic() - self._began < known.credentials.lists_lag:
            return
        try:
            credentials = known.credentials.all()
        except Forbidden:
            return
        expected = {"issuer": self._state["issuer"], "subject": self._state["subject"], "audience": AUDIENCE}
        found = [(one["name"], differences(one["properties"], expected)) for one in credentials]
        if any(not differing for _name, differing in found):
            return
        begin = f"{self._what} does not pass its verification: {known.credentials.identity}"
        if not found:
            raise self._failure(Link("credential"), f"{begin} has no federated credential.", TRUST_REMEDY)
        nearest, differing = min(found, key=lambda one: len(one[1]))
        told = " and ".join(f"the {field} {has!r}, but the connection presents {expected[field]!r}"
                            for field, has in differing.items())  # fmt: skip
        raise self._failure(
            Link(next(iter(differing))), f"{begin} has the federated credential {nearest} with {told}.", TRUST_REMEDY
        )

    def _refuse_missing_role(self, link: Link) -> None:
        """Ends the wait when the identity has no role at all there."""
        known = self._identity.shown(self._state["identity_client_id"])
        if known is None or known.principal_id is None or self._state["scope"] is None:
            return
        scope = self._state["scope"]
        try:
            roles = self._context.client(RolesClient).of_principal(scope, known.principal_id)
        except (Forbidden, NotFound, NoSubscription):
            return
        if not roles:
            raise self._failure(
                link,
                f"{self._what} does not pass its verification: {known.credentials.identity} has no role at {scope}.",
                link.remedy,
            )

    def _failure(self, link: Link, told: str, remedy: str) -> VaultpipeError:
        text = f"{sentence_case(told)} Azure's answer: {self._refusal}"
        return VaultpipeError(text, remedy, broken_link=link.name, answer=self._refusal)


def differences(properties: t.Mapping[str, t.Any], expected: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Fields of a federated credential that Entra will not match, with what they hold; case counts
    (docs/reference/entra.md#case-counts)."""
    audiences = properties.get("audiences") or []
    has = {
        "issuer": properties.get("issuer"),
        "subject": properties.get("subject"),
        "audience": expected["audience"] if expected["audience"] in audiences else ", ".join(audiences),
    }
    return {field: value for field, value in has.items() if value != expected[field]}
