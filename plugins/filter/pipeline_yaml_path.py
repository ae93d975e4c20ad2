# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filter pipeline_yaml_path."""

from __future__ import annotations

DOCUMENTATION = r"""
name: pipeline_yaml_path
short_description: Path of the file that a pipeline's steps are kept in
version_added: 0.1.0
author: vaultpipe contributors (@vaultpipe)
description:
  - Gives a path that follows from the pipeline's name and folder, so that each pipeline of a repository has a file of its own.
  - It is lower case, without blanks and without folders, so that a repository can hold it whatever the name.
  - Names in another case are one to Azure DevOps, and have one path. All others have different paths.
positional: _input, folder
options:
  _input:
    description: Name of the pipeline.
    type: str
    required: true
  folder:
    description: Folder of the pipeline.
    type: str
    default: ""
"""

EXAMPLES = r"""
- name: Where the steps of a pipeline are
  ansible.builtin.debug:
    msg: "{{ 'shop' | vaultpipe.azure.pipeline_yaml_path }}"
"""

RETURN = r"""
_value:
  description: The path.
  type: str
  sample: azure-pipelines-shop.yml
"""

import hashlib
import re
import typing as t

PLAIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST = 60
DIGITS = 12
"""Length of the hash. A path need not be secret, only different: 48 bits are."""


def pipeline_yaml_path(name: str, folder: str = "") -> str:
    """A dot stands before a hash and nowhere else in a stem, so that no plain name comes to another's path."""
    place = folder.replace("/", "\\").strip("\\")
    stem = (f"{place}\\{name}" if place else name).lower()
    if not PLAIN.fullmatch(stem) or len(stem) > LONGEST:
        readable = re.sub("[^a-z0-9]+", "-", stem).strip("-")[:LONGEST].strip("-")
        stem = f"{readable}.{hashlib.sha256(stem.encode()).hexdigest()[:DIGITS]}"
    return f"azure-pipelines-{stem}.yml"


class FilterModule:
    def filters(self) -> dict[str, t.Any]:
        return {"pipeline_yaml_path": pipeline_yaml_path}
