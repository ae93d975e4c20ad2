# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter proof_key_name."""

from __future__ import annotations

DOCUMENTATION = r"""
name: proof_key_name
short_description: Name of the secret that holds the key of a proof
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Gives the name of the temporary secret by which the roles V(pipeline) and V(pipeline_run) prove that a pipeline got a value.
  - Names begin alike for one pipeline, so that a key that was left behind is found, and differently for each pipeline.
positional: _input, project, run
options:
  _input:
    description: Name of the pipeline.
    type: str
    required: true
  project:
    description: Azure DevOps project of the pipeline.
    type: str
    required: true
  run:
    description: Tells the proof of one run from others. Without it, what all names of the pipeline's keys begin with.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Where the key is during the proof
  ansible.builtin.debug:
    msg: "{{ 'shop' | vaultpipe.azure.proof_key_name('web') }}"
"""

RETURN = r"""
_value:
  description: The name.
  type: str
  sample: vaultpipe-proof-4f1c0a9be2d7
"""

import hashlib
import typing as t

DIGITS = 12
"""Length of the hash. A name need not be secret, only different: 48 bits are."""


def proof_key_name(pipeline: str, project: str, run: str = "") -> str:
    """Names of projects and pipelines hold what names of secrets must not, and do not tell case
    (docs/reference/azure_devops.md#definition-names)."""
    names = f"{project}/{pipeline}".casefold()
    begin = f"vaultpipe-proof-{hashlib.sha256(names.encode()).hexdigest()[:DIGITS]}"
    return f"{begin}-{run}" if run else begin


class FilterModule:
    def filters(self) -> dict[str, t.Any]:
        return {"proof_key_name": proof_key_name}
