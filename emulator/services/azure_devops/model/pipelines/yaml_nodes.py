# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML that remembers its lines, so that errors name them as Azure does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from emulator.services.azure_devops.model.pipelines.pipeline import PipelineInvalid

TRUE, FALSE = ("true", "yes", "y", "on"), ("false", "no", "n", "off")


@dataclass(frozen=True)
class Reader:
    """Reads the nodes of one file; every scalar is text, as for Azure."""

    path: str
    """`/azure-pipelines.yml`."""

    def root(self, text: str) -> yaml.MappingNode:
        """:raises PipelineInvalid: no YAML, or no mapping."""
        try:
            node = yaml.compose(text, Loader=yaml.BaseLoader)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            where = f" (Line: {mark.line + 1}, Col: {mark.column + 1})" if mark else ""
            raise PipelineInvalid(f"{self.path}{where}: {error.context or ''} {error.problem}.".replace("  ", " ")) from error
        except yaml.YAMLError as error:
            raise PipelineInvalid(f"{self.path}: {error}") from error
        if not isinstance(node, yaml.MappingNode):
            raise PipelineInvalid(f"{self.path}: A mapping was expected.")
        return node

    def fail(self, node: yaml.Node, problem: str) -> PipelineInvalid:
        mark = node.start_mark
        return PipelineInvalid(f"{self.path} (Line: {mark.line + 1}, Col: {mark.column + 1}): {problem}")

    def not_emulated(self, node: yaml.Node, what: str) -> PipelineInvalid:
        return self.fail(node, f"The local Azure does not emulate {what}.")

    def entries(self, node: yaml.Node, allowed: frozenset[str] | None = None) -> dict[str, yaml.Node]:
        """A mapping's values by key.

        :raises PipelineInvalid: no mapping, a key twice, or one that is not allowed.
        """
        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, "A mapping was expected.")
        found: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = self.text(key)
            if name in found:
                raise self.fail(key, f"'{name}' is already defined")
            if allowed is not None and name not in allowed:
                raise self.fail(key, f"Unexpected value '{name}'")
            found[name] = value
        return found

    def items(self, node: yaml.Node) -> list[yaml.Node]:
        """:raises PipelineInvalid: no list."""
        if not isinstance(node, yaml.SequenceNode):
            raise self.fail(node, "A sequence was expected.")
        return list(node.value)

    def text(self, node: yaml.Node) -> str:
        """:raises PipelineInvalid: no scalar, or a template expression."""
        if not isinstance(node, yaml.ScalarNode):
            raise self.fail(node, "A scalar was expected.")
        value = str(node.value)
        if "${{" in value:
            raise self.not_emulated(node, "template expressions")
        return value

    def texts(self, node: yaml.Node) -> dict[str, str]:
        return {name: self.text(value) for name, value in self.entries(node).items()}

    def flag(self, node: yaml.Node) -> bool:
        """:raises PipelineInvalid: neither true nor false."""
        value = self.text(node).lower()
        if value not in TRUE + FALSE:
            raise self.fail(node, f"Unexpected value '{value}'")
        return value in TRUE

    def number(self, node: yaml.Node) -> float:
        """:raises PipelineInvalid: no number."""
        try:
            return float(self.text(node))
        except ValueError:
            raise self.fail(node, f"Unexpected value '{node.value}'") from None

    def unless(self, entries: dict[str, yaml.Node], what: str, *passed_over: str, **usual: str) -> None:
        """Refuses what would have to be passed over: any key of these, and those whose value is not the usual one.

        :raises PipelineInvalid:
        """
        for name in (*passed_over, *usual):
            if name in entries and (name not in usual or self._plain(entries[name]) != usual[name]):
                raise self.not_emulated(entries[name], f"'{name}' of {what}")

    def _plain(self, node: yaml.Node) -> str | None:
        value = str(node.value).lower() if isinstance(node, yaml.ScalarNode) else None
        return "true" if value in TRUE else "false" if value in FALSE else value

    def optional(self, entries: dict[str, yaml.Node], name: str, read: Any, default: Any) -> Any:
        return read(entries[name]) if name in entries else default
