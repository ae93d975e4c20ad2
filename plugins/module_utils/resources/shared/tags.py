# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Normal forms and options that several resources share."""

from __future__ import annotations

import typing as t

from ...engine.argument_spec import ArgumentSpec
from ...engine.tag_rules import MARK, OF_RESOURCES, TagRules
from ...progress import Reporter

TAGS = ArgumentSpec({"tags": {"type": "dict"}, "append_tags": {"type": "bool", "default": True}})
"""doc_fragments/tags.py documents these."""

__all__ = ["MARK", "TAGS", "normal_location", "wanted_tags"]


def normal_location(location: str) -> str:
    """`West Europe` and `westeurope` are one."""
    return location.replace(" ", "").lower()


def wanted_tags(
    options: t.Mapping[str, t.Any],
    current: t.Mapping[str, str] | None,
    report: Reporter,
    rules: TagRules = OF_RESOURCES,
    key: t.Callable[[str], str] = str.casefold,
) -> dict[str, str]:
    """The tags to reach: those of the service, overlaid or replaced by the given ones; a new thing gets our mark.

    :param key: what makes two names one. For Azure Resource Manager case does not, and the spelling that is there stays
        (hashicorp/terraform-provider-azurerm#14841, MicrosoftDocs/azure-docs#57888).
    :raises UsageError: with those that are there they are too many.
    """
    spelt = {key(name): name for name in current or ()}
    given = {spelt.setdefault(key(name), name): value for name, value in (options.get("tags") or {}).items()}
    if current is None:
        return rules.fitted({MARK: "managed", **given}, given, report)
    if options.get("tags") is None:
        return dict(current)
    if options.get("append_tags", True):
        return rules.fitted({**current, **given}, given, report)
    kept = {MARK: current[MARK]} if MARK in current else {}
    return rules.fitted({**kept, **given}, given, report)
