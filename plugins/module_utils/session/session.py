# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The signed-in identity, for all four APIs: one token per audience, one set of endpoints."""

from __future__ import annotations

import dataclasses
import functools
import os
import threading
import typing as t

from ..errors import UsageError
from ..redaction.masking import SHORTEST_REDACTED
from .claims import Claims, claims_of
from .clouds import CloudEndpoints
from .credential_settings import PAT_VARIABLES, VARIABLES, variable
from .request_settings import RequestSettings, request_settings
from .run_memory.known_ids import KnownIds
from .run_memory.openid_metadata import OpenIdMetadata
from .run_memory.token_cache import TokenCache
from .run_memory.vault_trust import VaultTrust
from .sign_in import choose, cloud_of
from .sign_in_method import SignInMethod
from .sign_in_options import check_sign_in

__all__ = ["Session"]

SECRET_VARIABLES = (*VARIABLES["secret"], "IDENTITY_HEADER", "MSI_SECRET")
"""Variables of the environment that hold secrets, beside those of Azure DevOps."""


class Session:
    """Built per task; signs in when the first token is needed."""

    def __init__(self, options: dict[str, t.Any], run_directory: str | None) -> None:
        self.options, self.run_directory = options, run_directory
        self.known_ids = KnownIds(run_directory)
        self.vault_trust = VaultTrust(run_directory)
        self._of_thread = threading.local()

    @property
    def asked(self) -> str | None:
        """The last request of this thread to a service: completes "Could not ..."."""
        return getattr(self._of_thread, "asked", None)

    @asked.setter
    def asked(self, asked: str) -> None:
        self._of_thread.asked = asked

    def check(self) -> None:
        """:raises UsageError: an option of signing in has a value that it cannot have; no request has been sent."""
        check_sign_in(self.options)

    @functools.cached_property
    def cloud(self) -> CloudEndpoints:
        """:raises UsageError: cloud_environment names no cloud."""
        return cloud_of(self.options)

    @functools.cached_property
    def requests(self) -> RequestSettings:
        """:raises UsageError: one of the settings is out of its range."""
        return dataclasses.replace(request_settings(self.options), metadata=OpenIdMetadata(self.run_directory))

    @functools.cached_property
    def way(self) -> SignInMethod:
        """The way of signing in that was taken.

        :raises UsageError: there is none, or the one asked for lacks something.
        """
        return choose(self.options, self.cloud, self.requests)

    @functools.cached_property
    def credential(self) -> TokenCache:
        """The credential as the vendors' clients take it."""
        return TokenCache(self.way, self.run_directory)

    @functools.cached_property
    def subscription(self) -> str:
        """GUID or name of the subscription: the option's, else that of the way of signing in, else the environment's.

        :raises UsageError: none of them gives one.
        """
        given: str | None = self.options.get("subscription_id") or self.way.subscription() or variable("subscription_id")
        if not given:
            raise UsageError("No subscription is given.", "Set subscription_id or AZURE_SUBSCRIPTION_ID.")
        return given

    def secrets(self) -> list[str]:
        """Values that no text may tell: credentials of the environment, and the proof that the way of signing in uses."""
        proof = self.way.secret if "way" in self.__dict__ else ""
        found = [proof, *(os.environ.get(name, "") for name in (*SECRET_VARIABLES, *PAT_VARIABLES))]
        return [secret for secret in found if len(secret) >= SHORTEST_REDACTED]

    @functools.cached_property
    def caller(self) -> Claims:
        """Object id, client id and tenant of the signed-in identity, from its own token."""
        return claims_of(self.credential.get_token(self.cloud.arm_scope).token)
