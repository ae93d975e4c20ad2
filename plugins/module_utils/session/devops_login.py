# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in to Azure DevOps: with what was asked for, else the same Entra identity, else a personal access token."""

from __future__ import annotations

import os
import typing as t

from ..errors import UsageError
from ..sdk import required
from .clouds import DEVOPS_RESOURCE
from .credential_settings import PAT_VARIABLES
from .run_memory.token_cache import TokenCache
from .sign_in_method import NoSignInMethod
from .sign_in_options import check_personal_access_token, organization_url

with required("azure-devops"):
    from msrest.authentication import Authentication, BasicAuthentication

    class EntraAuthentication(Authentication):
        """Asks for a token at every request, so that long waits outlive one token."""

        def __init__(self, credential: TokenCache) -> None:
            self._credential = credential

        def signed_session(self, session: t.Any = None) -> t.Any:
            session = super().signed_session(session)
            token = self._credential.get_token(f"{DEVOPS_RESOURCE}/.default").token
            session.headers["Authorization"] = f"Bearer {token}"
            return session


ORGANIZATION_VARIABLES = ("AZURE_DEVOPS_ORG_URL", "AZDO_ORG_SERVICE_URL")
WAY_VARIABLE = "AZURE_DEVOPS_AUTH"
WAYS = ("auto", "entra", "pat")


class DevOpsLogin:
    """Organization URL and how requests to it are signed."""

    def __init__(self, options: t.Mapping[str, t.Any], credential: t.Callable[[], TokenCache]) -> None:
        self._options, self._credential = options, credential
        self.organization_url = self._organization()
        self.authentication, self.described = self._choose()

    @property
    def uses_entra(self) -> bool:
        return isinstance(self.authentication, EntraAuthentication)

    def _organization(self) -> str:
        """:raises UsageError: none is given, or it is not an organization's address."""
        given = self._options.get("organization") or _first(ORGANIZATION_VARIABLES)
        if not given:
            raise UsageError("No Azure DevOps organization is given.", "Set organization or AZURE_DEVOPS_ORG_URL.")
        return organization_url(given)

    def _choose(self) -> tuple[t.Any, str]:
        """:raises UsageError: the way asked for lacks something, or there is none at all."""
        wanted = self._options.get("devops_auth") or os.environ.get(WAY_VARIABLE) or "auto"
        if wanted not in WAYS:
            raise UsageError(f"{WAY_VARIABLE} is {wanted!r}.", f"Set it to one of {', '.join(WAYS)}, or unset it.")
        given = self._options.get("personal_access_token")
        pat, origin = given or _first(PAT_VARIABLES), "the task's options" if given else "the environment"
        check_personal_access_token(f"The personal access token of {origin}", pat or "")
        if wanted == "pat":
            if not pat:
                raise UsageError(
                    "devops_auth is pat, but there is no personal access token.",
                    "Set personal_access_token or AZURE_DEVOPS_EXT_PAT.",
                )
            return BasicAuthentication("", pat), f"a personal access token from {origin}"
        try:
            credential = self._credential()
        except NoSignInMethod as none:
            if wanted == "entra":
                raise
            if not pat:
                none.remedy += " Or set a personal access token (personal_access_token, AZURE_DEVOPS_EXT_PAT)."
                raise
            return BasicAuthentication("", pat), f"a personal access token from {origin} (there is no way to sign in to Entra)"
        return EntraAuthentication(credential), credential.way.described


def _first(names: tuple[str, ...]) -> str | None:
    return next((os.environ[name] for name in names if os.environ.get(name)), None)
