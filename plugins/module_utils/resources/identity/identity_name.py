# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which managed identity the options name, and the rule for its name."""

from __future__ import annotations

import re
import typing as t

from ...clients.arm.client import ArmClient
from ...clients.arm.managed_identities import identity_path
from ...clients.arm.resource_ids import group_of
from ...clients.arm.resource_types import IDENTITIES
from ...errors import Forbidden, UsageError

NAME = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9_-]{2,127}")


def check_identity_name(option: str, name: str) -> None:
    """:raises UsageError: it breaks Azure's rule."""
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{option} is {name!r}, but a managed identity's name has 3 to 128 letters, digits, '-' and '_', and begins with a "
            "letter or digit.",
            "Choose another name.",
        )


def named_identity_path(arm: ArmClient, options: t.Mapping[str, t.Any]) -> str | None:
    """The id of `managed_identity`, which a missing `identity_resource_group` is looked up for; None when there is none.

    :raises UsageError: several resource groups have an identity of that name.
    """
    name, group = options["managed_identity"], options.get("identity_resource_group")
    if group:
        return identity_path(arm, group, name)
    try:
        found = arm.ids(IDENTITIES, name)
    except Forbidden as error:
        raise error.with_remedy("Set identity_resource_group: with it, only that group has to be seen.") from error
    if len(found) > 1:
        groups = ", ".join(sorted(group_of(path) for path in found))
        raise UsageError(
            f"managed_identity is {name!r}, and there are identities of that name in the resource groups {groups}.",
            "Set identity_resource_group.",
        )
    return found[0] if found else None
