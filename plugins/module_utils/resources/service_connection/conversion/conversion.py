# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The steps of one conversion. Each can be the last one that was done: the next run goes on from what it finds."""

from __future__ import annotations

import copy
import time

from ....clients.devops.client import Json
from ....engine.resource import State
from ....errors import Forbidden, ServiceError, VaultpipeError
from ...identity.credential_name import federated_credential_name
from ...shared.sign_in_errors import ROLE, broken_link
from ..issuers import Trust, is_old
from ..state import SCHEME, is_federated
from ..verification import AUDIENCE
from .candidate import CONVERTED, DEADLINE, FAILED, HANDED_OVER, KEY, Candidate, same_trust, still_reverts
from .identities import trust_in

ASK_AGAIN = 60.0
"""Seconds after which a conversion that has not ended is asked for again, as "Try again" does in the portal: Azure DevOps may
have looked before Entra knew the new credential."""
LONGEST_BEGIN = 80
"""Characters of a connection's name in a credential's."""


class Conversion:
    """New credential first, then the connection, then a sign-in with it, and only then the old credential's end."""

    def __init__(self, candidate: Candidate) -> None:
        self.candidate = candidate
        self.row: State = candidate.row()
        self.wrote = False
        """True when this run has given the identity a credential."""
        self.ended = False
        self.refusal = ""
        self._asked = float("-inf")
        self._old = candidate.old_trusts

    @property
    def what(self) -> str:
        return f"{self.candidate.name} of {self.candidate.project['name']}"

    # -- steps --------------------------------------------------------------------------------------------------------

    def trust(self) -> None:
        """Gives the identity the credentials that it lacks; without the right to, hands over what is to be added."""
        try:
            for one in self.candidate.wanted:
                self._trust(one)
        except Forbidden as error:
            self._end(HANDED_OVER, str(error.result()["msg"]), hand_over=self.candidate.hand_over())

    def _trust(self, wanted: Trust) -> None:
        identity = self.candidate.identity
        there = identity.trusting(wanted)
        if there is not None and AUDIENCE in (there["properties"].get("audiences") or []):
            return
        name = there["name"] if there else self._free_name(is_old(wanted[0]))
        properties = {"issuer": wanted[0], "subject": wanted[1], "audiences": [AUDIENCE]}
        made = identity.named.credentials.put(name, properties)
        # A list may not show at once what was written.
        identity.credentials = [one for one in identity.credentials if one["name"] != name]
        identity.credentials.append(made if made.get("properties") else {"name": name, "properties": properties})
        self.wrote = True

    def _free_name(self, passing: bool) -> str:
        """The name that a set-up gives, if it is free; one with the connection's id else, and for what only passes."""
        name = federated_credential_name(self.candidate.name)
        taken = {one["name"].lower() for one in self.candidate.identity.credentials}
        if not passing and name.lower() not in taken:
            return name
        return f"{name[:LONGEST_BEGIN]}-{'old-' * passing}{self.candidate.id}"[:120]

    def switch(self) -> None:
        """Turns the key into federation, or asks for the other issuer. Writes nothing where that is done."""
        candidate = self.candidate
        if candidate.has_key:
            candidate.endpoint = self._federated()
        self._ask_for_entra()

    def _federated(self) -> Json:
        """The answer of the service; after a lost or refused one, what is there counts."""
        try:
            return self.candidate.endpoints.convert_scheme(_body(self.candidate.endpoint, SCHEME))
        except ServiceError:
            by_now = self.candidate.endpoints.get(self.candidate.id)
            if by_now is None or not is_federated(by_now):
                raise
            return by_now

    def _ask_for_entra(self) -> None:
        trust = self.candidate.trust
        if trust is not None and is_old(trust[0]) and time.monotonic() - self._asked >= ASK_AGAIN:
            self._asked = time.monotonic()
            self.candidate.endpoints.convert_issuer(trust[1], self.candidate.name)

    def switched(self) -> bool:
        """Says whether Entra signs for it by now, and that the identity trusts what was read back."""
        candidate = self.candidate
        if candidate.trust is None or is_old(candidate.trust[0]):
            fresh = candidate.endpoints.get(candidate.id)
            if fresh is None:
                raise VaultpipeError("It is gone.", "Run again.")
            candidate.endpoint = fresh
            self._ask_for_entra()
        trust = candidate.trust
        if trust is None or is_old(trust[0]):
            return False
        self._trust(trust)
        return True

    def verified(self) -> bool:
        """Says whether it signs in; that it may not read its subscription is no matter of the credential's."""
        answer = self.candidate.endpoints.test(self.candidate.id, self.candidate.name)
        if str(answer.get("statusCode")).lower() == "ok":
            self.row = {**self.row, "verified": True, "reason": None}
            return True
        self.refusal = str(answer.get("errorMessage") or answer.get("statusCode"))
        link = broken_link(self.refusal)
        if link.kind == ROLE:
            told = "It signs in, but its identity has no role that lets it read the subscription."
            self.row = {**self.row, "verified": True, "reason": told}
            return True
        if not link.passes:
            raise VaultpipeError(f"It does not pass its verification. {link.told} Azure's answer: {self.refusal}", link.remedy)
        return False

    def retire(self) -> None:
        """Ends the trust in the Azure DevOps issuer, which nothing presents for this connection any more."""
        identity = self.candidate.identity
        for one in [one for one in identity.credentials if same_trust(trust_in(one), self._old)]:
            identity.named.credentials.delete(one["name"])
            identity.credentials.remove(one)
        self._end(CONVERTED, self.row["reason"])

    # -- ends ---------------------------------------------------------------------------------------------------------

    def give_up(self, why: str) -> None:
        """Ends it without its successor; a key that has become federation is given back."""
        if still_reverts(self.candidate):
            try:
                self.candidate.endpoint = self.candidate.endpoints.convert_scheme(_body(self.candidate.endpoint, KEY))
                why += " It has its key again."
            except ServiceError as error:
                why += f" Its key could not be given back: {error.message}"
        self._end(FAILED, why)

    def _end(self, status: str, reason: str | None, **more: object) -> None:
        self.ended = True
        trust = self.candidate.trust
        new = trust if trust is not None and not is_old(trust[0]) else (None, None)
        now = {"new_issuer": new[0], "new_subject": new[1], "reverts_until": self.candidate.reverts_until}
        self.row = {**self.row, **now, "status": status, "reason": reason, **more}


def _body(endpoint: Json, scheme: str) -> Json:
    """The connection with another scheme, without secrets, which are read as null, and without the time that the service sets."""
    body = copy.deepcopy(endpoint)
    authorization = body["authorization"]
    authorization["scheme"] = scheme
    authorization["parameters"] = {name: one for name, one in (authorization.get("parameters") or {}).items() if one is not None}
    (body.get("data") or {}).pop(DEADLINE, None)
    return body
