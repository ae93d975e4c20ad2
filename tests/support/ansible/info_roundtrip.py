# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same shape in and out: what an info module returns of a thing is what its module takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.resource import Resource


def fed_back(resource: type[Resource], state: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that are named like an option; the others can only be read."""
    return {name: value for name, value in state.items() if name in resource.spec.options}
