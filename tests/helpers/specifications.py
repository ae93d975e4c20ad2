# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendors' API specifications, and what of an exchange they do not allow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from jsonschema import Draft4Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

Json = dict[str, Any]
ROOT = "file:///"
METHODS = ("get", "put", "post", "patch", "delete", "head")


@dataclass(frozen=True)
class Source:
    """Specification files that describe one host."""

    host: str
    """A regular expression."""
    files: str
    """A glob below the folder of the specifications."""
    prefix: str = ""
    """What stands before the paths of the files."""


SOURCES = (
    Source(r".+\.vault\.azure\.net", "keyvault-secrets/7.5/secrets.json"),
    Source(r"management\.azure\.com", "keyvault-arm/2023-07-01/keyvault.json"),
    Source(r"management\.azure\.com", "managed-identity/2023-01-31/ManagedIdentity.json"),
    Source(r"management\.azure\.com", "authorization/2022-04-01/authorization-*.json"),
    Source(r"management\.azure\.com", "resources/*/*.json"),
    Source(r"graph\.microsoft\.com", "microsoft-graph/v1.0/applications.openapi3.json", "/v1.0"),
    Source(r"dev\.azure\.com", "azure-devops/*/7.1/*.json"),
)


@dataclass(frozen=True)
class Exchange:
    """A request and its answer; bodies are JSON or None."""

    method: str
    host: str
    path: str
    query: frozenset[str]
    """Names in lower case."""
    asked: Any
    status: int
    answered: Any


@dataclass(frozen=True)
class Operation:
    """One of a specification."""

    uri: str
    """Of its file, to resolve its references against."""
    host: re.Pattern[str]
    path: re.Pattern[str]
    fixed: int
    """Characters of the path that are no variables: the longer of two that fit is meant."""
    method: str
    node: Json

    @property
    def name(self) -> str:
        return str(self.node["operationId"])


class Specifications:
    """All of a folder, by host, method and path."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._contents: dict[str, Json] = {}
        self._registry: Registry[Any] = Registry(retrieve=self._retrieve)  # type: ignore[call-arg]
        self._operations = [one for source in SOURCES for one in self._read(source)]

    def judge(self, exchange: Exchange) -> tuple[str, list[str]] | None:
        """The operation's id and what it does not allow, a sentence each, without values of the bodies.

        Several operations can share a path; the one that objects least is meant. None: no specification has it.
        """
        found = [
            one
            for one in self._operations
            if one.method == exchange.method.lower() and one.host.fullmatch(exchange.host) and one.path.fullmatch(exchange.path)
        ]
        closest = max((one.fixed for one in found), default=0)
        verdicts = [(one.name, self._objections(one, exchange)) for one in found if one.fixed == closest]
        return min(verdicts, key=lambda one: len(one[1]), default=None)

    def _objections(self, operation: Operation, exchange: Exchange) -> list[str]:
        parameters = [self._resolved(operation.uri, one) for one in operation.node.get("parameters", [])]
        return [
            *self._to_query(parameters, exchange),
            *self._to_request(operation, parameters, exchange),
            *self._to_answer(operation, exchange),
        ]

    def _to_query(self, parameters: list[tuple[str, Json]], exchange: Exchange) -> Iterator[str]:
        known = {one["name"].lower(): one for _uri, one in parameters if one.get("in") == "query"}
        for name in sorted(exchange.query - known.keys() - {"api-version"}):
            yield f"the query has {name}, which is unknown"
        for name, one in known.items():
            if one.get("required") and name not in exchange.query and name != "api-version":
                yield f"the query lacks {name}"

    def _to_request(self, operation: Operation, parameters: list[tuple[str, Json]], exchange: Exchange) -> Iterator[str]:
        uri, schema = operation.uri, None
        for place, one in parameters:
            if one.get("in") == "body":
                uri, schema = place, one["schema"]
        if "requestBody" in operation.node:
            uri, body = self._resolved(operation.uri, operation.node["requestBody"])
            schema = body["content"]["application/json"]["schema"]
        if exchange.asked is None:
            return
        if schema is None:
            yield "the request has a body, and none is foreseen"
            return
        for said in self._invalid(uri, schema, exchange.asked):
            yield f"request: {said}"
        for key in sorted(set(self._unknown_keys(uri, schema, exchange.asked))):
            yield f"request: {key} is unknown"

    def _to_answer(self, operation: Operation, exchange: Exchange) -> Iterator[str]:
        answers = operation.node["responses"]
        status = str(exchange.status)
        found = next((one for one in (status, f"{status[0]}XX", "default") if one in answers), None)
        if found is None:
            # Azure DevOps' files describe no error, and call every success 200.
            if set(answers) != {"200"}:
                yield f"the answer's status {status} is none of {', '.join(answers)}"
            return
        uri, answer = self._resolved(operation.uri, answers[found])
        schema = answer.get("schema") or answer.get("content", {}).get("application/json", {}).get("schema")
        if schema and exchange.answered is not None:
            answered = _bare_list(exchange.answered) if schema.get("type") == "array" else exchange.answered
            for said in self._invalid(uri, schema, _without_nulls(answered)):
                yield f"answer {status}: {said}"

    # -- schemas ------------------------------------------------------------------------------------------------------

    def _invalid(self, uri: str, schema: Json, value: Any) -> Iterator[str]:
        validator = Draft4Validator(_absolute(schema, uri), registry=self._registry)
        for error in validator.iter_errors(value):
            yield f"{error.json_path} does not fit {error.validator}: {_briefly(error.validator_value)}"

    def _unknown_keys(self, uri: str, schema: Json, value: Any, at: str = "$") -> Iterator[str]:
        """Keys for which no schema that applies has a property."""
        if isinstance(value, list):
            uri, schema = self._resolved(uri, schema)
            for one in value:
                yield from self._unknown_keys(uri, schema.get("items", {}), one, f"{at}[]")
        elif isinstance(value, dict):
            properties, is_open = self._properties(uri, schema)
            for key, inner in value.items():
                if key in properties:
                    yield from self._unknown_keys(*properties[key], inner, f"{at}.{key}")
                elif not is_open and properties and not key.startswith("@odata"):
                    yield f"{at}.{key}"

    def _properties(self, uri: str, schema: Json) -> tuple[dict[str, tuple[str, Json]], bool]:
        """Those of the schema and of all that it consists of; and whether it takes any others."""
        uri, schema = self._resolved(uri, schema)
        found = {name: (uri, one) for name, one in schema.get("properties", {}).items()}
        is_open = "additionalProperties" in schema
        for part in [*schema.get("allOf", []), *schema.get("anyOf", []), *schema.get("oneOf", [])]:
            more, also_open = self._properties(uri, part)
            found.update(more)
            is_open = is_open or also_open
        return found, is_open

    # -- files --------------------------------------------------------------------------------------------------------

    def _read(self, source: Source) -> Iterator[Operation]:
        for file in sorted(self._folder.glob(source.files)):
            uri = file.relative_to(self._folder).as_posix()
            content = self._content(uri)
            for path, methods in {**content["paths"], **content.get("x-ms-paths", {})}.items():
                pattern, fixed = _pattern(source.prefix + path.partition("?")[0])
                for method in METHODS:
                    if "operationId" in methods.get(method, {}):
                        node = {
                            **methods[method],
                            "parameters": [*methods.get("parameters", []), *methods[method].get("parameters", [])],
                        }
                        yield Operation(ROOT + uri, re.compile(source.host), pattern, fixed, method, node)

    def _retrieve(self, uri: str) -> Resource[Any]:
        return Resource.from_contents(self._content(uri.removeprefix(ROOT)), default_specification=DRAFT4)

    def _content(self, file: str) -> Json:
        if file not in self._contents:
            self._contents[file] = _mended(json.loads((self._folder / file).read_text()))
        return self._contents[file]

    def _resolved(self, uri: str, node: Json) -> tuple[str, Json]:
        while "$ref" in node:
            target = urljoin(uri, node["$ref"])
            uri = target.partition("#")[0]
            node = self._registry.resolver().lookup(target).contents
        return uri, node


def _pattern(path: str) -> tuple[re.Pattern[str], int]:
    """Scopes have several segments; Azure DevOps leaves a project out where the rest says enough."""
    out = re.sub(r"[.$()']", r"\\\g<0>", path)
    out = out.replace("/{project}/", "(?:/[^/]+)?/").replace("/{scope}/", "/.+/")
    return re.compile(re.sub(r"\{[^}]+\}", "[^/]+", out), re.I), len(re.sub(r"\{[^}]+\}", "", path))


def _absolute(schema: Any, uri: str) -> Any:
    """With references that need no base."""
    if isinstance(schema, dict):
        return {key: urljoin(uri, value) if key == "$ref" else _absolute(value, uri) for key, value in schema.items()}
    return [_absolute(one, uri) for one in schema] if isinstance(schema, list) else schema


def _mended(node: Any) -> Any:
    """As JSON Schema says it: OpenAPI's `nullable`, and the objects without properties that stand for anything."""
    if isinstance(node, list):
        return [_mended(one) for one in node]
    if not isinstance(node, dict):
        return node
    if node.get("type") == "object" and not {"properties", "additionalProperties", "allOf"} & node.keys():
        return {}
    node = {key: _mended(value) for key, value in node.items()}
    if node.get("nullable") is True and isinstance(node.get("type"), str):
        node["type"] = [node["type"], "null"]
    return node


def _without_nulls(value: Any) -> Any:
    """Services send null for what is not there; the specifications foresee that nowhere."""
    if isinstance(value, dict):
        return {key: _without_nulls(inner) for key, inner in value.items() if inner is not None}
    return [_without_nulls(one) for one in value] if isinstance(value, list) else value


def _bare_list(answer: Any) -> Any:
    """Azure DevOps' specifications leave out what it wraps lists in."""
    return answer["value"] if isinstance(answer, dict) and "value" in answer else answer


def _briefly(rule: Any) -> str:
    text = json.dumps(rule)
    return text if len(text) < 200 else f"{text[:200]}…"
