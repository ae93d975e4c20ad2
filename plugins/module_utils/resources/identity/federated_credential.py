# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Federated credentials of managed identities: whose tokens an identity accepts in place of a secret."""

from __future__ import annotations

import functools
import re
import typing as t

from ...clients.arm.managed_identities import MOST, IdentityCredentials
from ...clients.graph.application_credentials import ApplicationCredentials
from ...clients.http.json_api import Json
from ...clients.http.responses import subject_of
from ...engine.argument_spec import AUTH, STATE, ArgumentSpec
from ...engine.resource import Absent, Observed, Resource, State
from ...errors import UsageError, not_understood
from ...known_after_apply import KNOWN_AFTER_APPLY, is_unknown
from .credential_parent import PARENT, credential_parent, parent_of, require_parent
from .named_identity import NamedIdentity

NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}")
LONGEST = 600
"""Characters of issuer, subject and audience (docs/reference/resource_manager.md#identity-credential-rules)."""


class FederatedCredential(Resource):
    """`{"id", "name", "managed_identity", "resource_group", "issuer", "subject", "audience"}`, or with "service_principal"
    in place of both that name the identity.

    Case counts: Azure matches a token's issuer and subject to the letter (docs/reference/entra.md#case-counts).
    """

    label = "federated credential"
    key = "federated_credential"
    spec = (
        AUTH
        + STATE
        + PARENT
        + ArgumentSpec(
            {
                "name": {"type": "str", "required": True},
                "issuer": {"type": "str"},
                "subject": {"type": "str"},
                "audience": {"type": "str", "default": "api://AzureADTokenExchange"},
            },
            required_if=(("state", "present", ("issuer", "subject")),),
        )
    )

    @functools.cached_property
    def parent(self) -> NamedIdentity:
        return credential_parent(self.options, self.context)

    @functools.cached_property
    def credentials(self) -> IdentityCredentials | ApplicationCredentials:
        return self.parent.credentials

    def validate(self) -> None:
        self.parent.validate()
        if not NAME.fullmatch(self.options["name"]):
            raise UsageError(
                f"name is {self.options['name']!r}, but a federated credential's name has 3 to 120 letters, digits, '-' and '_', "
                "and begins with a letter or digit.",
                "Choose another name.",
            )
        for option in ("issuer", "subject", "audience"):
            if self.options["state"] == "present" and not is_unknown(self.options[option]):
                _check_text(option, self.options[option])

    def read(self) -> Observed[Json] | Absent[None]:
        found = self.credentials.get(self.options["name"])
        if found and found["name"].lower() != self.options["name"].lower():
            raise not_understood(f"read {self.what}", f"about it, but about {found['name']}")
        return Absent(None) if found is None else Observed(state_of(found, self.options), found)

    def desired(self, observed: Observed[Json] | Absent[None]) -> State:
        """:raises UsageError: the identity has no room for it, or trusts the same issuer and subject already."""
        current = observed.state
        base = current or {"id": KNOWN_AFTER_APPLY, "name": self.options["name"], **parent_of(self.options)}
        wanted = {**base, **{option: self.options[option] for option in ("issuer", "subject", "audience")}}
        if wanted != current:
            self._refuse_impossible(wanted, new=current is None)
        return wanted

    def _refuse_impossible(self, wanted: State, new: bool) -> None:
        found = [state_of(one, self.options) for one in self.credentials.all()]
        others = [one for one in found if one["name"].lower() != wanted["name"].lower()]
        for other in others:
            if (other["issuer"], other["subject"]) == (wanted["issuer"], wanted["subject"]):
                raise UsageError(
                    f"The federated credential {other['name']} of {self.credentials.identity} already has the issuer "
                    f"{other['issuer']} and the subject {other['subject']}, and an identity takes them once only.",
                    f"Use name: {other['name']}, or remove that one first (state: absent).",
                )
        if new and len(others) >= MOST:
            raise UsageError(
                f"{self.credentials.identity} has {len(others)} federated credentials, and Azure allows {MOST}.",
                "Remove one that is not needed, or use another identity.",
            )

    def create(self, desired: State, observed: Absent[None]) -> State:
        return self._put(desired)

    def update(self, observed: Observed[Json], desired: State) -> State:
        return self._put(desired)

    def delete(self, observed: Observed[Json]) -> None:
        self.credentials.delete(observed.state["name"])

    def _put(self, desired: State) -> State:
        require_parent(self.parent)
        properties = {"issuer": desired["issuer"], "subject": desired["subject"], "audiences": [desired["audience"]]}
        return state_of(self.credentials.put(desired["name"], properties), self.options)


def _check_text(option: str, text: str) -> None:
    if not 1 <= len(text) <= LONGEST:
        raise UsageError(f"{option} has {len(text)} characters, but it has 1 to {LONGEST}.", "Give the exact value of the token.")
    if option == "issuer" and not text.startswith("https://"):
        raise UsageError(f"issuer is {text!r}, but an issuer begins with https://.", "Give the exact iss claim of the token.")
    if option == "subject" and "*" in text:
        raise UsageError(f"subject is {text!r}, but wildcards match nothing.", "Give the exact sub claim of the token.")


def state_of(found: t.Mapping[str, t.Any], options: t.Mapping[str, t.Any]) -> State:
    """Issuer, subject and audience to the letter."""
    properties = found["properties"]
    return {
        "id": found["id"],
        "name": found["name"],
        **parent_of(options),
        "issuer": properties["issuer"],
        "subject": subject_of(properties),
        "audience": next(iter(properties["audiences"]), None),
    }
