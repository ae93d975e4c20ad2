# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of Azure for tags (learn.microsoft.com: tag-resources of Resource Manager, about-secrets of Key Vault)."""

from __future__ import annotations

import dataclasses
import typing as t

from ..errors import UsageError


@dataclasses.dataclass(frozen=True)
class TagRules:
    most: int
    longest_name: int
    longest_value: int
    forbidden: str
    """Characters that no name has."""

    def check(self, tags: t.Mapping[t.Any, t.Any]) -> None:
        """Checks tags before any request.

        :raises UsageError: the service would refuse the tags, or YAML has made something else than texts of them.
        """
        check_texts(tags)
        for name, value in tags.items():
            self._check_name(name)
            if len(value) > self.longest_value:
                raise UsageError(
                    f"tags has a value of {len(value)} characters for {name}, but a value has at most {self.longest_value}.",
                    "Shorten it.",
                )
        if len(tags) > self.most:
            raise self.too_many(len(tags))

    def _check_name(self, name: str) -> None:
        if not 1 <= len(name) <= self.longest_name:
            raise UsageError(
                f"tags has a name of {len(name)} characters, but a name has 1 to {self.longest_name}.", "Choose another name."
            )
        if found := sorted(set(self.forbidden) & set(name)):
            raise UsageError(
                f"tags has the name {name!r}, but a name has none of {' '.join(self.forbidden)}.",
                f"Choose a name without {' '.join(found)}.",
            )

    def too_many(self, number: int) -> UsageError:
        """The error to raise for that many."""
        return UsageError(
            f"tags makes {number} tags, but the service takes at most {self.most}.",
            "Leave some out, or set append_tags: false to replace those that are there.",
        )


OF_RESOURCES = TagRules(most=50, longest_name=512, longest_value=256, forbidden="<>%&\\?/")
OF_SECRETS = TagRules(most=15, longest_name=256, longest_value=256, forbidden="")


def check_texts(tags: t.Mapping[t.Any, t.Any]) -> None:
    """:raises UsageError: a name or a value is a number, a truth value or nothing."""
    for name, value in tags.items():
        for told, one in ((f"the name {name!r}", name), (f"{value!r} for {name}", value)):
            if not isinstance(one, str):
                raise UsageError(
                    f"tags has {told}, which YAML takes for {_kind(one)}, so that its exact spelling is lost.",
                    "Put it in quotes, and end a template with the filter string.",
                )


def _kind(value: t.Any) -> str:
    if value is None:
        return "nothing"
    kinds: dict[t.Any, str] = {bool: "a truth value", (int, float): "a number", list: "a list", dict: "a dictionary"}
    return next((called for kind, called in kinds.items() if isinstance(value, kind)), "something else")
