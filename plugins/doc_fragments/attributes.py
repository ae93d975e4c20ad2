# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Attributes and options of all modules, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    """Plain texts, though they repeat one attribute: yamllint reads them without running this file."""

    DOCUMENTATION = r"""
attributes:
  check_mode:
    description: Says what would change and sends no request that writes.
    support: full
  diff_mode:
    description: Shows what differs; of a secret value only that it differs.
    support: full
  idempotent:
    description: A second run changes nothing.
    support: full
  action_group:
    description: Use C(group/vaultpipe.azure.all) in C(module_defaults) to set options of all modules.
    support: full
    membership: [vaultpipe.azure.all]
"""
    INFO = r"""
attributes:
  check_mode:
    description: Only reads, in check mode or not.
    support: full
  diff_mode:
    description: Changes nothing, so there is nothing to show.
    support: N/A
  idempotent:
    description: Changes nothing.
    support: full
  action_group:
    description: Use C(group/vaultpipe.azure.all) in C(module_defaults) to set options of all modules.
    support: full
    membership: [vaultpipe.azure.all]
"""
