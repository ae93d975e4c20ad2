# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service's answer to who may use a protected resource (docs/reference/azure_devops.md#permission-patch)."""

from __future__ import annotations

import typing as t

from .client import Json


class Granted(t.NamedTuple):
    """The pipelines that may use it."""

    everyone: bool
    """True if all pipelines of the project may, whoever is named."""
    pipelines: list[int]
    """Numbers of the named ones; the service keeps those of pipelines that are gone."""


def granted_in(answer: Json) -> Granted:
    """The permissions in an answer, which is empty where nobody was ever given any."""
    named = [one["id"] for one in answer.get("pipelines") or [] if one["authorized"]]
    return Granted(bool((answer.get("allPipelines") or {}).get("authorized")), named)
