# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags of Azure resources: documented once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  tags:
    description:
      - Tags of the resource. What this collection creates also carries the tag V(vaultpipe).
      - A resource has at most 50 tags, a secret 15. Where that leaves no room for V(vaultpipe), it is left out, with a warning.
      - Names and values are texts; what YAML takes for a number or a truth value is refused.
      - In Azure Resource Manager, the case of a tag's name does not count; the spelling that is there stays.
    type: dict
  append_tags:
    description:
      - Whether tags that are not in O(tags) stay. Without it O(tags) is the whole list.
    type: bool
    default: true
"""
