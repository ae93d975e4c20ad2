# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who we are, for all four APIs: one identity, one token per audience, one set of endpoints."""

from __future__ import annotations

import functools
import typing as t

from ..errors import UsageError
from ..report import Report
from .claims import Claims, claims_of
from .clouds import CloudEndpoints, endpoints_of
from .credentials import Way, choose
from .devops_login import DevOpsLogin
from .token_cache import TokenCache

__all__ = ["Session"]


class Session:
    """Built per task; signs in when the first token is needed."""

    def __init__(self, options: dict[str, t.Any], report: Report, run_directory: str | None) -> None:
        self._options, self._report, self.run_directory = options, report, run_directory

    @functools.cached_property
    def cloud(self) -> CloudEndpoints:
        """:raises UsageError: cloud_environment names no cloud."""
        return endpoints_of(self._options.get("cloud_environment"))

    @functools.cached_property
    def way(self) -> Way:
        """The way of signing in that was taken.

        :raises UsageError: there is none, or the one asked for lacks something.
        """
        return choose(self._options, self.cloud)

    @functools.cached_property
    def credential(self) -> TokenCache:
        """What the vendors' clients take as a credential."""
        return TokenCache(self.way, self.run_directory)

    @functools.cached_property
    def subscription_id(self) -> str:
        """:raises UsageError: neither an option nor the way of signing in gives one."""
        found = self.way.subscription_id
        if not found:
            raise UsageError(
                "No subscription is given.", "Set subscription_id, AZURE_SUBSCRIPTION_ID, or the profile's subscription_id."
            )
        return found

    @functools.cached_property
    def caller(self) -> Claims:
        """Object id, client id and tenant of the signed-in identity, from its own token."""
        return claims_of(self.credential.get_token(self.cloud.arm_scope).token)

    @functools.cached_property
    def devops(self) -> DevOpsLogin:
        """:raises UsageError: no organization, or no way to sign in to it."""
        return DevOpsLogin(self._options, lambda: self.credential)
