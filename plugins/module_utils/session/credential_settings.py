# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sources of an application's settings: the task's options, the environment, a profile of ~/.azure/credentials."""

from __future__ import annotations

import configparser
import dataclasses
import os
import pathlib
import typing as t

from ..errors import UsageError
from .sign_in_method import MissingSettings

CREDENTIAL_FILE = pathlib.Path("~/.azure/credentials")
VARIABLES = {
    "client_id": ("AZURE_CLIENT_ID",),
    "secret": ("AZURE_SECRET", "AZURE_CLIENT_SECRET"),
    "certificate_path": ("AZURE_CLIENT_CERTIFICATE_PATH",),
    "certificate_password": ("AZURE_CLIENT_CERTIFICATE_PASSWORD",),
    "tenant": ("AZURE_TENANT", "AZURE_TENANT_ID"),
    "subscription_id": ("AZURE_SUBSCRIPTION_ID",),
    "oidc_token_file_path": ("AZURE_FEDERATED_TOKEN_FILE",),
    "profile": ("AZURE_PROFILE",),
}
"""Names of azure.azcollection first, the SDKs' second (docs/reference/clients.md#option-names)."""

PAT_VARIABLES = ("AZURE_DEVOPS_EXT_PAT", "AZDO_PERSONAL_ACCESS_TOKEN", "SYSTEM_ACCESSTOKEN")
"""Variables that hold a personal access token of Azure DevOps, or a job's own token."""
IN_PLACE_OF_SECRET = {
    "x509_certificate_path": "signing in with a certificate is not supported",
    "ad_user": "signing in as a user with a password is not supported",
    "client_secret": "the secret's key is secret",
}
"""Keys that a profile may have in place of a secret, and why they do not count
(docs/reference/clients.md#credential-file)."""
CHECKS_CERTIFICATES = "Certificates are always checked: name the file of your own authorities in REQUESTS_CA_BUNDLE."

Options = t.Mapping[str, t.Any]


@dataclasses.dataclass(frozen=True)
class Source:
    """Settings by option name."""

    described: str
    settings: t.Mapping[str, str | None]
    names: t.Mapping[str, str]
    """Names of the settings in this source: options, variables or keys."""


def variable(option: str) -> str | None:
    """The environment's value for an option; an empty variable counts as none."""
    return next((os.environ[name] for name in VARIABLES[option] if os.environ.get(name)), None)


def task_options(options: Options) -> Source:
    return Source("the task's options", options, {name: name for name in VARIABLES})


def environment() -> Source:
    names = {option: variables[0] for option, variables in VARIABLES.items()}
    return Source("the environment", {option: variable(option) for option in VARIABLES}, names)


def options_or_environment(options: Options) -> Source:
    """Each setting from the first of both that has it; for ways without a secret."""
    names = ("client_id", "tenant", "oidc_token_file_path")
    return Source(
        "the task's options or the environment",
        {name: options.get(name) or variable(name) for name in names},
        {name: f"{name} ({VARIABLES[name][-1]})" for name in names},
    )


def profile(options: Options) -> Source:
    """The profile that the task or AZURE_PROFILE names, else `default`; keys are the options' names.

    :raises UsageError: the file is no ini file, or the named profile is not in it.
    :raises MissingSettings: nobody names a profile and there is no default.
    """
    named = options.get("profile") or variable("profile")
    path, section = CREDENTIAL_FILE.expanduser(), named or "default"
    # Secrets may hold a %.
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(path)
    except (configparser.Error, UnicodeDecodeError, OSError) as error:
        # The error's text would quote lines of the file.
        raise UsageError(f"{path} cannot be read as an ini file ({type(error).__name__}).", "Correct it.") from None
    if parser.has_section(section):
        described, settings = f"profile {section} of {path}", dict(parser.items(section))
        _refuse_unsupported(described, settings)
        return Source(described, settings, {name: name for name in VARIABLES})
    if named:
        raise UsageError(f"profile is {named!r}, but {path} has no such section.", "Add it, or name another profile.")
    raise MissingSettings(f"{path} has no profile default")


def _refuse_unsupported(described: str, settings: t.Mapping[str, str]) -> None:
    """Keys of azure.azcollection that would change where or as whom the task signs in.

    :raises UsageError: a key names another authority, or turns off the check of certificates.
    :raises MissingSettings: it has another proof in place of a secret.
    """
    if settings.get("adfs_authority_url"):
        raise UsageError(f"{described} has adfs_authority_url, but AD FS is not supported.", "Leave it out.")
    check_certificate_mode(f"cert_validation_mode of {described}", settings.get("cert_validation_mode"))
    if not (settings.get("secret") or settings.get("oidc_token_file_path")):
        for key, why in IN_PLACE_OF_SECRET.items():
            if settings.get(key):
                remedy = "Give the profile a secret or an oidc_token_file_path, or use another one."
                raise MissingSettings(f"{described} has {key}, but {why}", remedy)


def check_certificate_mode(name: str, mode: str | None) -> None:
    """:raises UsageError: it asks for less than a check."""
    if mode and mode.lower() != "validate":
        raise UsageError(f"{name} is {mode!r}, but the only mode is 'validate'.", f"Leave it out. {CHECKS_CERTIFICATES}")
