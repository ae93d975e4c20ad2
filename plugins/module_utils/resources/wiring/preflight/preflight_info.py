# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All that a set-up needs before its first write, each looked at by itself."""

from __future__ import annotations

from ....engine.argument_spec import AUTH, DEVOPS, ArgumentSpec
from ....engine.info import Info
from ....engine.option_rules import check_group_name
from ....engine.resource import State
from ...key_vault.vault_name import check_vault_name
from ...shared.devops_resource import InOrganization
from ..check import Check
from .azure_checks import Conditions, GroupCheck, LocationCheck, ProvidersCheck, VaultNameCheck
from .classic_check import ClassicCheck
from .permission_checks import ProjectCheck, ProjectPermissionsCheck
from .rights import RightsCheck

CHECKS: tuple[type[Check], ...] = (
    ProjectCheck,
    ProjectPermissionsCheck,
    LocationCheck,
    ProvidersCheck,
    GroupCheck,
    RightsCheck,
    VaultNameCheck,
)
"""In an order in which each comes after those that find what it needs."""


class PreflightInfo(InOrganization, Info):
    """Looks at each condition, whatever the others are like; writes nothing."""

    key = "conditions"
    spec = (
        AUTH
        + DEVOPS
        + ArgumentSpec(
            {
                "project": {"type": "str", "required": True},
                "repository": {"type": "str"},
                "pipeline_type": {"type": "str", "choices": ["yaml", "classic"], "default": "yaml"},
                "location": {"type": "str", "required": True},
                "resource_group": {"type": "str", "required": True},
                "vault_name": {"type": "str", "required": True},
                "access": {"type": "str", "choices": ["policy", "rbac"], "default": "policy"},
                "identity_type": {
                    "type": "str",
                    "choices": ["managed_identity", "service_principal"],
                    "default": "managed_identity",
                },
            }
        )
    )

    def validate(self) -> None:
        super().validate()
        check_group_name("resource_group", self.options["resource_group"])
        check_vault_name(self.options["vault_name"], self.context.cloud, "vault_name")

    def gather(self) -> list[State]:
        found = Conditions()
        checks: list[type[Check]] = [*CHECKS, *([ClassicCheck] if self.options["pipeline_type"] == "classic" else [])]
        return [link.state() for check in checks for link in check(self.options, self.context, found).links()]
