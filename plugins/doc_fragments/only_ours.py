# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Removal that spares what others made or use: documented once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  only_ours:
    description:
      - With O(state=absent), removes it only if it carries the mark of this collection and nobody else's things are in it or
        depend on it. Else it stays, the task succeeds, and RV(left) says why.
    type: bool
    default: false
"""
    BESIDES = r"""
options:
  besides:
    description:
      - For O(only_ours), things that do not count, since the play removes them elsewhere. In check mode they are still there.
      - Each as RV(left) calls it, by kind and name, such as V(pipeline shop) or
        V(Microsoft.ManagedIdentity/userAssignedIdentities id-shop).
    type: list
    elements: str
    default: []
"""
    """Option of modules whose things hold other things."""
