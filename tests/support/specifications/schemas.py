# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schemas of the specifications, as a validator of JSON can use them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from jsonschema import Draft4Validator, ValidationError, validators

Json = dict[str, Any]
ROOT = "file:///"


def _one_of(_validator: Any, choices: list[Any], value: Any, _schema: Json) -> Iterator[ValidationError]:
    """Services take names in any case, and give them back as they were sent
    (docs/reference/resource_manager.md#names-in-any-case)."""
    if str(value).lower() not in {str(one).lower() for one in choices}:
        yield ValidationError("")


Validator: Any = validators.extend(Draft4Validator, {"enum": _one_of})  # type: ignore[no-untyped-call]


def absolute(schema: Any, uri: str) -> Any:
    """With references that need no base."""
    if isinstance(schema, dict):
        return {key: urljoin(uri, value) if key == "$ref" else absolute(value, uri) for key, value in schema.items()}
    return [absolute(one, uri) for one in schema] if isinstance(schema, list) else schema


def mended(node: Any) -> Any:
    """Translates to JSON Schema OpenAPI's `nullable`, and the objects without properties that stand for anything."""
    if isinstance(node, list):
        return [mended(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "object" and not {"properties", "additionalProperties", "allOf"} & node.keys():
        return {}
    node = {key: mended(value) for key, value in node.items()}
    if node.get("nullable") is True and isinstance(node.get("type"), str):
        node["type"] = [node["type"], "null"]
    return node


def without_nulls(value: Any) -> Any:
    """Services send null for what is not there; the specifications foresee that nowhere."""
    if isinstance(value, dict):
        return {key: without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [without_nulls(one) for one in value] if isinstance(value, list) else value


def bare_list(answer: Any) -> Any:
    """Azure DevOps' specifications leave out what it wraps lists in."""
    return answer["value"] if isinstance(answer, dict) and "value" in answer else answer


def briefly(rule: Any) -> str:
    text = json.dumps(rule)
    return text if len(text) < 200 else f"{text[:200]}…"
