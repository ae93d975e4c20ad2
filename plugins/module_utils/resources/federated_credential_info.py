# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tokens a managed identity trusts."""

from __future__ import annotations

from ..argument_spec import AUTH, ArgumentSpec
from ..clients.identities import IdentityCredentials
from ..info import Info
from ..resource import State
from .federated_credential import state_of
from .managed_identity import check_identity_name


class FederatedCredentialInfo(Info):
    """All of one identity, or the one of a name."""

    key = "federated_credentials"
    spec = AUTH + ArgumentSpec(
        {
            "managed_identity": {"type": "str", "required": True, "aliases": ["identity_name"]},
            "resource_group": {"type": "str", "required": True, "aliases": ["identity_resource_group"]},
            "name": {"type": "str"},
        }
    )

    def validate(self) -> None:
        check_identity_name("managed_identity", self.options["managed_identity"])

    def gather(self) -> list[State]:
        name = self.options.get("name")
        group, identity = self.options["resource_group"], self.options["managed_identity"]
        found = IdentityCredentials(self.session, self.report, group, identity).all()
        # At most twenty: a list is as quick as one, and finds a name in any case.
        return [state_of(one, self.options) for one in found if name is None or one["name"].lower() == name.lower()]
