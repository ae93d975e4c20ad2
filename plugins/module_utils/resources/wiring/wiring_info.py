# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every link from a pipeline to its secrets, each looked at by itself."""

from __future__ import annotations

from ...clients.devops.lookup import existing_project
from ...engine.argument_spec import AUTH, DEVOPS, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from ...errors import UsageError
from ..identity.named_identity import named_identity
from ..key_vault.secret_name import check_secret_name
from ..key_vault.vault_name import check_vault_name
from ..shared.devops_resource import InOrganization
from .check import Check, Found
from .connection_checks import ConnectionCheck, IdentityCheck
from .group_checks import GroupCheck
from .identity_checks import CredentialCheck, RoleCheck
from .pipeline_checks import ConnectionPermissionCheck, GroupPermissionCheck, PipelineCheck
from .secret_checks import SecretsCheck
from .vault_checks import AccessCheck, NetworkCheck, VaultCheck

CHECKS: tuple[type[Check], ...] = (
    PipelineCheck,
    ConnectionCheck,
    ConnectionPermissionCheck,
    GroupCheck,
    GroupPermissionCheck,
    IdentityCheck,
    CredentialCheck,
    RoleCheck,
    VaultCheck,
    NetworkCheck,
    AccessCheck,
    SecretsCheck,
)
"""In an order in which each comes after those that find what it needs."""
OF_GROUPS = (GroupCheck, GroupPermissionCheck)
"""Checks that only a wiring with a variable group has."""


class WiringInfo(InOrganization, Info):
    """Looks at each link, whatever the others are like; writes nothing and reads no secret's value."""

    never_empty = (("pipeline", "Give a name or an id."), ("service_connection", "Give a name or an id."))
    key = "links"
    spec = (
        AUTH
        + DEVOPS
        + ArgumentSpec(
            {
                "project": {"type": "str", "required": True},
                "pipeline": {"type": "str", "required": True},
                "folder": {"type": "str"},
                "repository": {"type": "str"},
                "yaml_path": {"type": "str"},
                "service_connection": {"type": "str", "required": True},
                "variable_group": {"type": "str"},
                "managed_identity": {"type": "str"},
                "identity_resource_group": {"type": "str"},
                "service_principal": {"type": "str"},
                "vault_name": {"type": "str", "required": True},
                "resource_group": {"type": "str"},
                "secrets": {"type": "list", "elements": "str", "required": True, "no_log": False},
            },
            mutually_exclusive=(("managed_identity", "service_principal"),),
            required_by={"identity_resource_group": ["managed_identity"]},
        )
    )

    def validate(self) -> None:
        super().validate()
        check_vault_name(self.options["vault_name"], self.context.cloud, "vault_name")
        if not self.options["secrets"]:
            raise UsageError("secrets is empty, so nothing leads anywhere.", "Name the secrets that the pipeline reads.")
        for name in self.options["secrets"]:
            check_secret_name(name, "secrets")
        identity = named_identity(self.options, self.options.get("identity_resource_group"), self.context)
        if identity:
            identity.validate()

    def gather(self) -> list[State]:
        """:raises UsageError: there is no such project, or a name stands for several things."""
        found = Found()
        found.project = existing_project(self.devops, self.options["project"])
        checks = [one for one in CHECKS if self.options.get("variable_group") or one not in OF_GROUPS]
        return [link.state() for check in checks for link in check(self.options, self.context, found).links()]
