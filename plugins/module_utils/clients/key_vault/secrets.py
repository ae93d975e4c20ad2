# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets of one vault, through azure-keyvault-secrets. Values go in and come out, and never into an error or a log."""

from __future__ import annotations

import contextlib
import datetime
import typing as t

from ...errors import Forbidden, NotFound, not_understood
from ...sdk import required
from ...wait import wait_for
from ..context import TaskContext
from ..http.call_errors import call_errors
from ..http.paging import entries
from ..http.responses import Answer, checking, the_list
from .challenge import challenge_check

with required("azure-keyvault-secrets"):
    from azure.keyvault.secrets import DeletedSecret, KeyVaultSecret, SecretClient, SecretProperties

    from ..http.retries import RetryPolicy
    from .pace import Paced
    from .readable_dates import ReadableDates

API_VERSION = "7.5"
DISABLED = "SecretDisabled"
"""Error code of a secret that is refused though reading it is allowed."""
CONNECT_AGAIN = 1
"""Time. A vault that is not there has no address, and finding that out should not take long."""
NOT_IDEMPOTENT: dict[str, t.Any] = {"retry_on_methods": ()}
"""A PUT makes a version each time: after a lost answer, look first (docs/reference/key_vault.md#put-makes-a-version)."""


def _check_attributes(secret: t.Mapping[str, t.Any]) -> None:
    """:raises ServiceError: it does not say whether it is enabled; the service always does
    (docs/reference/key_vault.md#secret-answer)."""
    secret["attributes"]["enabled"]


def _newest(version: SecretProperties) -> tuple[datetime.datetime, bool]:
    """Times have whole seconds; of two versions of one second take the disabled one, since an enabled one can be read."""
    return version.created_on or datetime.datetime.min.replace(tzinfo=datetime.timezone.utc), not version.enabled


class SecretsClient:
    """One method per call."""

    def __init__(self, context: TaskContext, vault_uri: str) -> None:
        session = self._session = context.session
        self._report, self._uri = context.reporter, vault_uri
        self._client = SecretClient(
            vault_uri, session.credential, api_version=API_VERSION, retry_policy=RetryPolicy(context, connects=CONNECT_AGAIN),
            transport=session.requests.transport(
                vault_uri, inspect=challenge_check(session.cloud), renew=session.credential.renewed,
                remembered=session.vault_trust,
            ),
            per_call_policies=[ReadableDates(context.reporter)],
            per_retry_policies=[Paced(vault_uri, context.reporter, session.requests.delay)],
        )  # fmt: skip

    def get(self, name: str, version: str | None = None) -> KeyVaultSecret | None:
        """With its value; None on a definite 404. :raises Forbidden: also when the secret is disabled."""
        asked = f"read the secret {name} of {self._uri}"

        def has_value(answer: Answer) -> None:
            if not isinstance(answer["value"], str):
                raise not_understood(asked, "a secret with its value")
            _check_attributes(answer)

        try:
            with call_errors(asked, self._session):
                return self._client.get_secret(name, version, raw_response_hook=checking(has_value, asked))
        except NotFound:
            return None

    def versions(self, name: str) -> list[SecretProperties]:
        """Attributes of all versions without their values, the newest first; empty when there is no such secret."""
        asked = f"list the versions of the secret {name} of {self._uri}"
        try:
            versions = self._listed(self._client.list_properties_of_secret_versions, asked, name)
        except NotFound:
            return []
        return sorted(versions, key=_newest, reverse=True)

    def latest(self, name: str) -> SecretProperties | None:
        """Attributes of the newest version without its value, which a disabled secret does not give."""
        return next(iter(self.versions(name)), None)

    def all(self) -> list[SecretProperties]:
        """Attributes of all secrets, those behind certificates too; a list tells neither values nor versions."""
        return self._listed(self._client.list_properties_of_secrets, f"list the secrets of {self._uri}")

    def names(self) -> list[str]:
        """Names of all secrets."""
        return [str(found.name) for found in self.all()]

    def deleted_names(self) -> list[str]:
        """Names of all soft-deleted secrets."""
        return [str(found.name) for found in self.all_deleted()]

    def all_deleted(self) -> list[DeletedSecret]:
        """The soft-deleted secrets without their values."""
        return self._listed(self._client.list_deleted_secrets, f"list the soft-deleted secrets of {self._uri}")

    def probe(self) -> None:
        """Asks for one name. :raises Forbidden: the caller may not list secrets."""
        with call_errors(f"list the secrets of {self._uri}", self._session):
            next(self._client.list_properties_of_secrets(max_page_size=1), None)

    def deleted(self, name: str) -> DeletedSecret | None:
        """The soft-deleted secret of that name. A disabled one shows in lists only
        (docs/reference/key_vault.md#disabled-secrets)."""
        asked = f"look for a soft-deleted secret {name} in {self._uri}"
        try:
            with call_errors(asked, self._session):
                return self._client.get_deleted_secret(name, raw_response_hook=checking(_check_attributes, asked))
        except NotFound:
            return None
        except Forbidden as refused:
            if refused.inner != DISABLED:
                raise
            return next((one for one in self.all_deleted() if str(one.name).lower() == name.lower()), None)

    def set(self, name: str, value: str, **attributes: t.Any) -> KeyVaultSecret:
        """A new version. :raises Unreachable: the answer was lost; the version may be there."""
        asked = f"write the secret {name} of {self._uri}"
        with call_errors(asked, self._session):
            return self._client.set_secret(
                name, value, **attributes, **NOT_IDEMPOTENT, raw_response_hook=checking(_check_attributes, asked)
            )

    def update(self, name: str, version: str, **attributes: t.Any) -> SecretProperties:
        """Changes attributes of one version; those not given stay."""
        asked = f"change the secret {name} of {self._uri}"
        with call_errors(asked, self._session):
            return self._client.update_secret_properties(
                name, version, **attributes, raw_response_hook=checking(_check_attributes, asked)
            )

    def delete(self, name: str, timeout: float) -> None:
        """Soft-deletes and returns when the recycle bin has it. A 404 is as good, since the request may have been repeated."""
        with contextlib.suppress(NotFound), call_errors(f"delete the secret {name} of {self._uri}", self._session):
            self._client.begin_delete_secret(name)
        self._until(f"the secret {name} to be in the recycle bin", lambda: self.deleted(name), timeout)

    def recover(self, name: str, timeout: float) -> None:
        """Returns when the secret can be read again."""
        with call_errors(f"recover the soft-deleted secret {name} of {self._uri}", self._session):
            self._client.begin_recover_deleted_secret(name)
        self._until(f"the secret {name} to be recovered", lambda: self.latest(name), timeout)

    def purge(self, name: str, timeout: float) -> None:
        """Returns when the recycle bin has it no more; a 404 is as good."""
        with contextlib.suppress(NotFound), call_errors(f"purge the soft-deleted secret {name} of {self._uri}", self._session):
            self._client.purge_deleted_secret(name)
        self._until(f"the secret {name} to be purged", lambda: None if self.deleted(name) else True, timeout)

    def _listed(self, pages: t.Callable[..., t.Any], asked: str, *which: str) -> list[t.Any]:
        def have_attributes(answer: Answer) -> None:
            for one in the_list(answer, asked):
                _check_attributes(one)

        with call_errors(asked, self._session):
            return list(entries(pages(*which, raw_response_hook=checking(have_attributes, asked)), asked))

    def _until(self, what: str, probe: t.Callable[[], t.Any], timeout: float) -> None:
        wait_for(f"{what} of {self._uri}", probe, timeout=timeout, report=self._report)
