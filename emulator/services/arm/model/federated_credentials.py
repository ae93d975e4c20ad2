# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Federated credentials of a user-assigned identity and their rules
(docs/reference/resource_manager.md#identity-credential-rules)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from emulator.services.arm.errors import ArmError, bad_request
from emulator.services.arm.model.identities import TYPE as IDENTITY_TYPE
from emulator.services.arm.model.identities import Identities, Identity
from emulator.services.entra.model.principals import FederatedCredential

if TYPE_CHECKING:
    from emulator.runtime import Runtime

TYPE = f"{IDENTITY_TYPE}/federatedIdentityCredentials"
NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}")
LONGEST = 600
MOST = 20


def concurrent_write(identity: Identity) -> ArmError:
    text = (
        f"Too many Federated Identity Credentials are written concurrently for the managed identity '{identity.name}'. "
        "Concurrent Federated Identity Credentials writes under the same managed identity are not supported."
    )
    return ArmError(409, "ConcurrentFederatedIdentityCredentialsWritesForSingleManagedIdentity", text)


def not_in_directory() -> ArmError:
    """Code and text by a user's log (hashicorp/terraform-provider-azurerm#32179)."""
    return ArmError(404, "NotFound", "MS Graph resource not found during Federated Identity Credential creation.")


class FederatedCredentials:
    """The credentials themselves are the principal's, where the token service looks for them."""

    def __init__(self, runtime: Runtime, identities: Identities) -> None:
        self.runtime, self.identities = runtime, identities

    def of(self, identity: Identity) -> list[FederatedCredential]:
        return list(identity.principal.federated_credentials.values())

    def get(self, identity: Identity, name: str) -> FederatedCredential:
        """:raises ArmError: NotFound."""
        found = identity.principal.federated_credentials.get(name.lower())
        if found is None:
            raise ArmError(404, "NotFound", f"Resource '{self.id_of(identity, name)}' was not found.")
        return found

    def put(self, identity: Identity, name: str, properties: dict[str, Any]) -> tuple[FederatedCredential, bool]:
        """The credential and whether it is new.

        :raises ArmError: also while the directory does not know the identity's principal everywhere.
        """
        issuer, subject, audiences = self._checked(name, properties)
        if identity.principal.replicated_at > self.runtime.clock.now():
            raise not_in_directory()
        self._refuse_while_writing(identity)
        owned = identity.principal.federated_credentials
        known = owned.get(name.lower())
        if any(one is not known and (one.issuer, one.subject) == (issuer, subject) for one in owned.values()):
            raise bad_request("Issuer and subject combination already exists for this Managed Identity.")
        if known is None and len(owned) >= MOST:
            # No source confirms the text.
            raise bad_request(f"The Managed Identity has reached the limit of {MOST} Federated Identity Credentials.")
        self._begin_write(identity)
        if known is not None and (known.issuer, known.subject, known.audiences) == (issuer, subject, audiences):
            return known, False
        now = self.runtime.clock.now()
        made = FederatedCredential(
            known.name if known else name,
            known.id if known else self.runtime.ids.guid(),
            issuer,
            subject,
            audiences,
            effective_at=now + self.runtime.takes("federated_credential"),
            replaces=known.known(now) if known else None,
        )
        owned[name.lower()] = made
        return made, known is None

    def delete(self, identity: Identity, name: str) -> bool:
        """Says whether there was one."""
        self._refuse_while_writing(identity)
        self._begin_write(identity)
        return identity.principal.federated_credentials.pop(name.lower(), None) is not None

    def _refuse_while_writing(self, identity: Identity) -> None:
        """:raises ArmError: another write of this identity has not been answered yet."""
        if identity.writing_until > self.runtime.clock.now():
            raise concurrent_write(identity)

    def _begin_write(self, identity: Identity) -> None:
        """Keeps other writes out until this one is answered; a refused write never comes so far."""
        identity.writing_until = self.runtime.clock.now() + self.runtime.takes("federated_credential_write")

    def _checked(self, name: str, properties: dict[str, Any]) -> tuple[str, str, list[str]]:
        # Texts by the vendor's table of errors for managed identities; that of what is missing by a user's log.
        if not NAME.fullmatch(name):
            raise bad_request(f"Federated Identity Credential name '{name}' is invalid.")
        issuer, subject, audiences = (properties.get(key) for key in ("issuer", "subject", "audiences"))
        if not issuer or not isinstance(issuer, str) or not subject or not isinstance(subject, str) or not audiences:
            text = "Federated Identity Credential must specify 'issuer', 'subject' and 'audience'."
            raise bad_request(f"The request format was unexpected. {text}")
        if len(issuer) > LONGEST or len(subject) > LONGEST:
            # No source confirms this text.
            raise bad_request(f"Issuer and subject of a Federated Identity Credential have at most {LONGEST} characters.")
        if not isinstance(audiences, list) or len(audiences) != 1:
            raise bad_request("Federated identity credentials must have exactly 1 audience.")
        return issuer, subject, [str(audiences[0])]

    def id_of(self, identity: Identity, name: str) -> str:
        return f"{self.identities.id_of(identity)}/federatedIdentityCredentials/{name}"

    def representation(self, identity: Identity, one: FederatedCredential) -> dict[str, Any]:
        return {
            "id": self.id_of(identity, one.name),
            "name": one.name,
            "type": TYPE,
            "properties": {"issuer": one.issuer, "subject": one.subject, "audiences": one.audiences},
        }
