# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Removal that spares what others made or use: documented once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  only_managed:
    description:
      - With O(state=absent), removes it only if it carries the mark of this collection and nobody else's things are in it or
        depend on it. Else it stays, the task succeeds, and RV(kept_because) says why.
      - The old name O(only_ours) is taken until version 1.0.0.
    type: bool
    default: false
    aliases: [only_ours]
"""
    IGNORING = r"""
options:
  ignoring:
    description:
      - For O(only_managed), things that do not count, since the play removes them elsewhere. In check mode they are still there.
      - Each as RV(kept_because) calls it, by kind and name, such as V(pipeline shop) or
        V(Microsoft.ManagedIdentity/userAssignedIdentities id-shop).
      - The old name O(besides) is taken until version 1.0.0.
    type: list
    elements: str
    default: []
    aliases: [besides]
"""
    """Option of modules whose things hold other things."""
