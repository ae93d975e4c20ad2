# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The federated credentials of one identity."""

from __future__ import annotations

from ...engine.argument_spec import AUTH, ArgumentSpec
from ...engine.info import Info
from ...engine.resource import State
from .credential_parent import PARENT, credential_parent
from .federated_credential import state_of


class FederatedCredentialInfo(Info):
    """Lists all of them, or the one of a name."""

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
        credential_parent(self.options, self.context).validate()

    def gather(self) -> list[State]:
        name = self.options.get("name")
        found = credential_parent(self.options, self.context).credentials.all()
        # At most twenty: a list is as quick as one, and finds a name in any case.
        return [state_of(one, self.options) for one in found if name is None or one["name"].lower() == name.lower()]
