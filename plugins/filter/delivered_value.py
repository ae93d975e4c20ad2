# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter delivered_value."""

from __future__ import annotations

DOCUMENTATION = r"""
name: delivered_value
short_description: Value of a secret as AzureKeyVault@2 hands it to a pipeline's steps
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Gives a JSON object or array of several lines as the one line that the task makes of it, such as the key of a service account.
  - Any other value stays as it is.
  - The task makes no such line where the pipeline's variable C(System.DoNotMaskMultilineSecrets) is V(true).
positional: _input
options:
  _input:
    description: The value.
    type: str
    required: true
"""

EXAMPLES = r"""
- name: Compare what the pipeline published
  ansible.builtin.assert:
    that: published == value | vaultpipe.azure.delivered_value
    quiet: true
  no_log: true
"""

RETURN = r"""
_value:
  description: The value that steps get.
  type: str
"""

import re
import typing as t

from ..plugin_utils.json_line import json_line

LINE_END = re.compile("[\r\n]")


def delivered_value(value: str) -> str:
    """Flattens what the task flattens (docs/reference/pipeline_task.md#values)."""
    return (json_line(value) if LINE_END.search(value) else None) or value


class FilterModule:
    def filters(self) -> dict[str, t.Any]:
        return {"delivered_value": delivered_value}
