# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Argument specs as objects, so that rules between options travel with the options."""

from __future__ import annotations

import dataclasses
import typing as t

Rules = tuple[t.Any, ...]


@dataclasses.dataclass(frozen=True)
class ArgumentSpec:
    """Options and the rules between them, as AnsibleModule takes them; specs add up."""

    options: dict[str, dict[str, t.Any]]
    mutually_exclusive: Rules = ()
    required_together: Rules = ()
    required_one_of: Rules = ()
    required_if: Rules = ()
    required_by: dict[str, t.Any] = dataclasses.field(default_factory=dict)

    def __add__(self, other: ArgumentSpec) -> ArgumentSpec:
        return ArgumentSpec(
            {**self.options, **other.options},
            self.mutually_exclusive + other.mutually_exclusive,
            self.required_together + other.required_together,
            self.required_one_of + other.required_one_of,
            self.required_if + other.required_if,
            {**self.required_by, **other.required_by},
        )

    def arguments(self) -> dict[str, t.Any]:
        """Keyword arguments of AnsibleModule and of ArgumentSpecValidator."""
        return {
            "argument_spec": {name: dict(option) for name, option in self.options.items()},
            "mutually_exclusive": [list(rule) for rule in self.mutually_exclusive],
            "required_together": [list(rule) for rule in self.required_together],
            "required_one_of": [list(rule) for rule in self.required_one_of],
            "required_if": [list(rule) for rule in self.required_if],
            "required_by": dict(self.required_by),
        }


AUTH = ArgumentSpec(
    {
        "auth_source": {
            "type": "str",
            "choices": ["auto", "env", "credential_file", "cli", "msi", "workload_identity", "azure_pipelines"],
        },
        "profile": {"type": "str"},
        "subscription_id": {"type": "str"},
        "client_id": {"type": "str"},
        "secret": {"type": "str", "no_log": True},
        "certificate_path": {"type": "path", "no_log": False, "aliases": ["x509_certificate_path"]},
        "certificate_password": {"type": "str", "no_log": True},
        "tenant": {"type": "str", "aliases": ["tenant_id"]},
        "oidc_token_file_path": {"type": "path", "no_log": False},
        "cloud_environment": {"type": "str"},
        "request_timeout": {"type": "float"},
        "request_retries": {"type": "int"},
        "retry_delay": {"type": "float"},
    }
)
"""doc_fragments/auth.py documents these."""

DEVOPS = ArgumentSpec(
    {
        "organization": {"type": "str", "aliases": ["organization_url"]},
        "devops_auth": {"type": "str", "choices": ["auto", "entra", "pat"]},
        "personal_access_token": {"type": "str", "no_log": True, "aliases": ["pat"]},
    }
)
"""doc_fragments/devops.py documents these."""

STATE = ArgumentSpec({"state": {"type": "str", "default": "present", "choices": ["present", "absent"]}})
