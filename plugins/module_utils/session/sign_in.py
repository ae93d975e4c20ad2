# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways of signing in that users of azure.azcollection know, in the order in which they are tried."""

from __future__ import annotations

import os
import typing as t

from ..errors import UsageError, sentence_case
from .ambient_credentials import azure_cli, azure_pipelines, managed_identity
from .application import application, lacking
from .clouds import CloudEndpoints, endpoints_of
from .credential_settings import Options, Source, environment, options_or_environment, profile, task_options, variable
from .request_settings import RequestSettings
from .sign_in_method import MissingSettings, NoSignInMethod, SignInMethod

OF_APPLICATIONS = ("client_id", "secret", "certificate_path", "certificate_password", "oidc_token_file_path")
"""Options that name an application, if only in part."""
REMEDY = (
    "Give client_id, secret and tenant, or set AZURE_CLIENT_ID, AZURE_SECRET and AZURE_TENANT, or fill a profile in "
    "~/.azure/credentials, or sign in with az login, or set auth_source to msi, workload_identity or azure_pipelines."
)


def choose(options: Options, cloud: CloudEndpoints, requests: RequestSettings) -> SignInMethod:
    """The way asked for by `auth_source`, else the first that has all it needs.

    :raises UsageError: the way asked for lacks something, which is named.
    :raises NoSignInMethod: no way has all it needs.
    """
    source = _asked_for(options)
    if source == "auto":
        return _given(options, cloud, requests) or _first(options, cloud, requests)
    if source not in WAYS:
        raise UsageError(f"ANSIBLE_AZURE_AUTH_SOURCE is {source!r}.", f"Choose one of auto, {', '.join(WAYS)}.")
    try:
        return WAYS[source](options, cloud, requests)
    except MissingSettings as error:
        raise UsageError(f"auth_source is {source}, but {error.message}.", error.remedy) from None


def cloud_of(options: Options) -> CloudEndpoints:
    """The cloud of the task's option, else of the profile that signs in, else of the environment.

    :raises UsageError: there is no such cloud.
    """
    named = options.get("cloud_environment")
    signing_in = None if named else _profile_in_use(options)
    return endpoints_of(named or (signing_in.settings.get("cloud_environment") if signing_in else None))


def _profile_in_use(options: Options) -> Source | None:
    """The profile that `choose` takes; None where it takes another way."""
    source = _asked_for(options)
    if source == "auto":
        given = any(options.get(name) for name in OF_APPLICATIONS)
        used = options.get("profile") or (not given and (variable("profile") or lacking(environment())))
    else:
        used = source == "credential_file" or (source == "env" and variable("profile"))
    try:
        return profile(options) if used else None
    except MissingSettings:
        return None


def _asked_for(options: Options) -> str:
    return str(options.get("auth_source") or os.environ.get("ANSIBLE_AZURE_AUTH_SOURCE") or "auto")


def _given(options: Options, cloud: CloudEndpoints, requests: RequestSettings) -> SignInMethod | None:
    """Sign-in that the task itself names; half a set is a mistake, not a reason to sign in as somebody else."""
    try:
        if options.get("profile"):
            return _profile(options, cloud, requests)
        if any(options.get(name) for name in OF_APPLICATIONS):
            return application(task_options(options), cloud, requests)
    except MissingSettings as error:
        if error.remedy:
            raise UsageError(f"{sentence_case(error.message)}.", error.remedy) from None
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
