# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Parameters of a pipeline's YAML file, put in place of `${{ parameters.NAME }}`
(docs/reference/azure_devops.md#template-parameters)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import yaml

from emulator.services.azure_devops.model.pipelines.pipeline import PipelineInvalid
from emulator.services.azure_devops.model.pipelines.yaml_nodes import Reader

REFERENCE = re.compile(r"\$\{\{\s*parameters\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")
KEYS = frozenset({"name", "displayName", "type", "default", "values"})
TYPES = ("string", "number", "boolean")
NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")


@dataclass(frozen=True)
class Parameter:
    name: str
    type: str
    default: str | None
    values: tuple[str, ...]

    def accepts(self, value: str) -> bool:
        """Says whether the value is of the type and one of the values, if the file lists them."""
        fits = {"number": NUMBER.fullmatch(value) is not None, "boolean": value.lower() in ("true", "false")}
        return fits.get(self.type, True) and (not self.values or value in self.values)

    def written(self, value: str) -> str:
        """The value as an expression writes it: booleans as True and False."""
        return value.capitalize() if self.type == "boolean" else value


def expand(reader: Reader, root: yaml.MappingNode, given: Mapping[str, str]) -> yaml.MappingNode:
    """The file without its parameters, and with their values where it refers to them.

    :param given: What the run was queued with.
    :raises PipelineInvalid: a parameter that the file does not declare, one without a value, or a value that is not allowed.
    """
    declared = _declared(reader, reader.entries(root).get("parameters"))
    by_name = {one.name.lower(): one for one in declared}
    wanted = {name.lower(): value for name, value in given.items()}
    problems = [f"{reader.path}: Unexpected parameter '{name}'" for name in given if name.lower() not in by_name]
    values: dict[str, str] = {}
    for one in declared:
        value = wanted.get(one.name.lower(), one.default)
        if value is None:
            problems.append(f"A value for the '{one.name}' parameter must be provided.")
        elif not one.accepts(value):
            # No source confirms the text.
            problems.append(f"{reader.path}: The '{one.name}' parameter value '{value}' is not a valid value.")
        else:
            values[one.name.lower()] = one.written(value)
    if problems:
        raise PipelineInvalid(*problems)
    root.value = [pair for pair in root.value if pair[0].value != "parameters"]
    _replace(reader, root, values)
    return root


def _declared(reader: Reader, node: yaml.Node | None) -> list[Parameter]:
    return [] if node is None else [_parameter(reader, one) for one in reader.items(node)]


def _parameter(reader: Reader, node: yaml.Node) -> Parameter:
    """One parameter; without a default the first of its values (learn.microsoft.com, runtime parameters)."""
    entries = reader.entries(node, KEYS)
    if "name" not in entries:
        raise reader.fail(node, "A parameter needs 'name'.")
    kind = reader.optional(entries, "type", reader.text, "string")
    if kind not in TYPES:
        raise reader.not_emulated(entries["type"], f"parameters of the type {kind}")
    values = tuple(reader.text(one) for one in reader.items(entries["values"])) if "values" in entries else ()
    default = reader.optional(entries, "default", reader.text, values[0] if values else None)
    return Parameter(reader.text(entries["name"]), kind, default, values)


def _replace(reader: Reader, node: yaml.Node, values: Mapping[str, str]) -> None:
    """Puts the values into every scalar below the node, keys included."""
    if isinstance(node, yaml.ScalarNode):

        def value_of(reference: re.Match[str]) -> str:
            found = values.get(reference[1].lower())
            if found is None:
                raise reader.fail(node, f"Key not found '{reference[1]}'")
            return found

        node.value = REFERENCE.sub(value_of, node.value)
        return
    children = [part for pair in node.value for part in pair] if isinstance(node, yaml.MappingNode) else node.value
    for child in children:
        _replace(reader, child, values)
