# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways of signing in that users of azure.azcollection know, in the order in which they are tried."""

from __future__ import annotations

import os
import typing as t

from ..errors import UsageError
from .ambient_credentials import azure_cli, azure_pipelines, managed_identity
from .application import application
from .clouds import CloudEndpoints
from .credential_settings import Options, environment, options_or_environment, profile, task_options, variable
from .request_settings import RequestSettings
from .sign_in_method import MissingSettings, NoSignInMethod, SignInMethod

REMEDY = (
    "Give client_id, secret and tenant, or set AZURE_CLIENT_ID, AZURE_SECRET and AZURE_TENANT, or fill a profile in "
    "~/.azure/credentials, or sign in with az login, or set auth_source to msi, workload_identity or azure_pipelines."
)


def choose(options: Options, cloud: CloudEndpoints, requests: RequestSettings) -> SignInMethod:
    """The way asked for by `auth_source`, else the first that has all it needs.

    :raises UsageError: the way asked for lacks something, which is named.
    :raises NoSignInMethod: no way has all it needs.
    """
    source = options.get("auth_source") or os.environ.get("ANSIBLE_AZURE_AUTH_SOURCE") or "auto"
    if source == "auto":
        return _given(options, cloud, requests) or _first(options, cloud, requests)
    if source not in WAYS:
        raise UsageError(f"ANSIBLE_AZURE_AUTH_SOURCE is {source!r}.", f"Choose one of auto, {', '.join(WAYS)}.")
    try:
        return WAYS[source](options, cloud, requests)
    except MissingSettings as error:
        raise UsageError(f"auth_source is {source}, but {error.message}.", error.remedy) from None


def _given(options: Options, cloud: CloudEndpoints, requests: RequestSettings) -> SignInMethod | None:
    """Sign-in that the task itself names; half a set is a mistake, not a reason to sign in as somebody else."""
    try:
        if options.get("profile"):
            return _profile(options, cloud, requests)
        if any(
            options.get(name)
            for name in ("client_id", "secret", "certificate_path", "certificate_password", "oidc_token_file_path")
        ):
            return application(task_options(options), cloud, requests)
    except MissingSettings as error:
        remedy = "Give all of them, or none and auth_source; a managed identity's client_id needs auth_source msi."
        raise UsageError(f"Half a way to sign in: {error.message}.", remedy) from None
    return None


def _first(options: Options, cloud: CloudEndpoints, requests: RequestSettings) -> SignInMethod:
    refused = []
    for way in (_environment, _profile, azure_cli):
        try:
            return way(options, cloud, requests)
        except MissingSettings as error:
            refused.append(error.message)
    raise NoSignInMethod(f"There is no way to sign in to Azure: {'; '.join(refused)}.", REMEDY)


def _environment(options: Options, cloud: CloudEndpoints, requests: RequestSettings) -> SignInMethod:
    return _profile(options, cloud, requests) if variable("profile") else application(environment(), cloud, requests)


def _profile(options: Options, cloud: CloudEndpoints, requests: RequestSettings) -> SignInMethod:
    return application(profile(options), cloud, requests)


def _workload_identity(options: Options, cloud: CloudEndpoints, requests: RequestSettings) -> SignInMethod:
    return application(options_or_environment(options), cloud, requests)


WAYS: dict[str, t.Callable[[Options, CloudEndpoints, RequestSettings], SignInMethod]] = {
    "env": _environment,
    "credential_file": _profile,
    "cli": azure_cli,
    "msi": managed_identity,
    "workload_identity": _workload_identity,
    "azure_pipelines": azure_pipelines,
}
"""Ways to sign in by auth_source."""
