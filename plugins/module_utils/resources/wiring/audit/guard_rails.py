# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All guard rails, the gravest first."""

from __future__ import annotations

from .rule import Rule
from .rules import (
    all_secrets,
    branch_control,
    broad_role,
    old_issuer,
    open_to_all,
    orphans,
    published_secret,
    secret_dates,
    shared_identity,
    stored_key,
    too_much_access,
)

GUARD_RAILS: tuple[Rule, ...] = (
    open_to_all.RULE,
    stored_key.RULE,
    broad_role.RULE,
    published_secret.RULE,
    all_secrets.RULE,
    old_issuer.RULE,
    shared_identity.RULE,
    too_much_access.RULE,
    branch_control.RULE,
    secret_dates.EXPIRED,
    orphans.CREDENTIAL,
    orphans.CONNECTION,
    secret_dates.ENDLESS,
)
