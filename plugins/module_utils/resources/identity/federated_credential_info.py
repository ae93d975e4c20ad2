# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which tokens a managed identity trusts."""

from __future__ import annotations

from ...engine.argument_spec import AUTH, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from .credential_parent import PARENT, CredentialParent
from .federated_credential import state_of


class FederatedCredentialInfo(Info):
    """All of one identity, or the one of a name."""

    key = "federated_credentials"
    spec = (
        AUTH
        + PARENT
        + ArgumentSpec(
            {
                "name": {"type": "str"},
            }
        )
    )

    def validate(self) -> None:
        self._parent.validate()

    @property
    def _parent(self) -> CredentialParent:
        return CredentialParent(self.options, self.context)

    def gather(self) -> list[State]:
        name = self.options.get("name")
        found = self._parent.credentials().all()
        # At most twenty: a list is as quick as one, and finds a name in any case.
        return [state_of(one, self.options) for one in found if name is None or one["name"].lower() == name.lower()]
