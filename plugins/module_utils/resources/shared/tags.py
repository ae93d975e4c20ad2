# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags as an option and as a plan, and the normal form of locations."""

from __future__ import annotations

import typing as t

from ...engine.argument_spec import ArgumentSpec
from ...engine.tag_rules import OF_RESOURCES, TagRules
from ...progress import Reporter
from .ownership import MARK

TAGS = ArgumentSpec({"tags": {"type": "dict"}, "append_tags": {"type": "bool", "default": True}})
"""doc_fragments/tags.py documents these."""


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
        return _fitted(rules, {MARK: "managed", **given}, given, report)
    if options.get("tags") is None:
        return dict(current)
    if options.get("append_tags", True):
        return _fitted(rules, {**current, **given}, given, report)
    kept = {MARK: current[MARK]} if MARK in current else {}
    return _fitted(rules, {**kept, **given}, given, report)


def _fitted(rules: TagRules, tags: dict[str, str], given: t.Container[str], report: Reporter) -> dict[str, str]:
    """The tags to reach; our mark gives way where there is no room for it beside others' tags.

    :raises UsageError: there are too many all the same.
    """
    if len(tags) <= rules.most:
        return tags
    others = {name: value for name, value in tags.items() if name != MARK or name in given}
    if len(others) > rules.most:
        raise rules.too_many(len(others))
    report.warn(
        f"With {rules.most} tags there is no room for the tag {MARK}, by which this collection knows what it made: removal "
        "with only_managed will leave it."
    )
    return others
