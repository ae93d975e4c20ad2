# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vendors' API specifications, and what of an exchange they do not allow."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from referencing import Registry, Resource
from referencing.jsonschema import DRAFT4

from ansible_collections.vaultpipe.azure.tests.support.specifications.schemas import (
    ROOT,
    Json,
    Validator,
    absolute,
    bare_list,
    briefly,
    mended,
    without_nulls,
)

METHODS = ("get", "put", "post", "patch", "delete", "head")


@dataclass(frozen=True)
class Source:
    """Specification files that describe one host."""

    host: str
    """A regular expression."""
    files: str
    """A glob below the folder of the specifications."""
    prefix: str = ""
    """Text before the paths of the files."""


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
    """Names in lower case, without that of the api-version."""
    version: str
    """The api-version; empty when none is asked for."""
    asked: Any
    status: int
    answered: Any


@dataclass(frozen=True)
class Verdict:
    """Verdict of the specifications on an exchange."""

    of_request: list[str]
    """Objections: a sentence each that begins with the operation's id, without values of the bodies."""
    of_answer: list[str]

    def __len__(self) -> int:
        return len(self.of_request) + len(self.of_answer)


@dataclass(frozen=True)
class Operation:
    """One of a specification."""

    uri: str
    """Address of its file, to resolve its references against."""
    host: re.Pattern[str]
    path: re.Pattern[str]
    fixed: int
    """Characters of the path that are no variables: the longer of two that fit is meant."""
    method: str
    versions: frozenset[str]
    """Api-versions that are known to have it; empty where the API has none."""
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
        self._validators: dict[int, Any] = {}
        # Most of what a test asks has been asked, and answered alike, before.
        self._errors = functools.lru_cache(10_000)(self._errors_of)
        self._of_host = functools.lru_cache(1_000)(self._operations_of)
        self._contents_at = functools.lru_cache(10_000)(self._looked_up)
        self._operations = [one for source in SOURCES for one in self._read(source)]

    def judge(self, exchange: Exchange) -> Verdict | None:
        """Judges an exchange; None when the specifications do not describe its host.

        Several operations can share a path; the one that objects least is meant.
        """
        of_host = self._of_host(exchange.host)
        if not of_host:
            return None
        found = [one for one in of_host if one.method == exchange.method.lower() and one.path.fullmatch(exchange.path)]
        if not found:
            return Verdict([f"no specification has {exchange.method} {exchange.host}{exchange.path}"], [])
        closest = max(one.fixed for one in found)
        return min((self._verdict(one, exchange) for one in found if one.fixed == closest), key=len)

    def _operations_of(self, host: str) -> list[Operation]:
        return [one for one in self._operations if one.host.fullmatch(host)]

    def _verdict(self, operation: Operation, exchange: Exchange) -> Verdict:
        parameters = [self._resolved(operation.uri, one) for one in operation.node.get("parameters", [])]
        of_request = [
            *self._to_version(operation, exchange),
            *self._to_query(parameters, exchange),
            *self._to_request(operation, parameters, exchange),
        ]
        of_answer = self._to_answer(operation, exchange)
        return Verdict([f"{operation.name}: {said}" for said in of_request], [f"{operation.name}: {said}" for said in of_answer])

    def _to_version(self, operation: Operation, exchange: Exchange) -> Iterator[str]:
        if operation.versions and exchange.version not in operation.versions:
            yield f"the api-version is {exchange.version or 'missing'}, not one of {', '.join(sorted(operation.versions))}"

    def _to_query(self, parameters: list[tuple[str, Json]], exchange: Exchange) -> Iterator[str]:
        known = {one["name"].lower(): one for _uri, one in parameters if one.get("in") == "query"}
        known.pop("api-version", None)
        for name in sorted(exchange.query - known.keys()):
            yield f"the query has {name}, which is unknown"
        for name, one in known.items():
            if one.get("required") and name not in exchange.query:
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
            # Azure DevOps' files describe no error, and call nearly every success 200.
            is_known = set(answers) == {"200"} or (exchange.status >= 400 and all(one.startswith("2") for one in answers))
            if not is_known:
                yield f"the answer's status {status} is none of {', '.join(answers)}"
            return
        uri, answer = self._resolved(operation.uri, answers[found])
        schema = answer.get("schema") or answer.get("content", {}).get("application/json", {}).get("schema")
        if schema and exchange.answered is not None:
            answered = bare_list(exchange.answered) if schema.get("type") == "array" else exchange.answered
            for said in self._invalid(uri, schema, without_nulls(answered)):
                yield f"answer {status}: {said}"

    # -- schemas ------------------------------------------------------------------------------------------------------

    def _invalid(self, uri: str, schema: Json, value: Any) -> Iterator[str]:
        """:param schema: of the files; they are kept, and so is its id."""
        if id(schema) not in self._validators:
            self._validators[id(schema)] = Validator(absolute(schema, uri), registry=self._registry)
        yield from self._errors(id(schema), json.dumps(value))

    def _errors_of(self, schema: int, value: str) -> list[str]:
        return [
            f"{error.json_path} does not fit {error.validator}: {briefly(error.validator_value)}"
            for error in self._validators[schema].iter_errors(json.loads(value))
        ]

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
        """Properties of the schema and of all that it consists of; and whether it takes any others."""
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
                        versions = frozenset(self._versions(uri, node["parameters"]))
                        yield Operation(ROOT + uri, re.compile(source.host), pattern, fixed, method, versions, node)

    def _versions(self, file: str, parameters: list[Json]) -> Iterator[str]:
        """Azure DevOps names an operation's own in a sentence; elsewhere it is the file's, or that of a template beside it."""
        resolved = (self._resolved(ROOT + file, one)[1] for one in parameters)
        versioned = next((one for one in resolved if one["name"].lower() == "api-version"), None)
        if versioned is None:
            return
        named = re.search(r"should be set to '([^']+)'", versioned.get("description", ""))
        if named:
            yield named[1]
            return
        service, version, _file = file.split("/")
        yield version
        yield from (one.parent.name for one in (self._folder / service).glob("*/arm-template-schema.*.json"))

    def _retrieve(self, uri: str) -> Resource[Any]:
        return Resource.from_contents(self._content(uri.removeprefix(ROOT)), default_specification=DRAFT4)

    def _content(self, file: str) -> Json:
        if file not in self._contents:
            self._contents[file] = mended(json.loads((self._folder / file).read_text()))
        return self._contents[file]

    def _looked_up(self, target: str) -> Json:
        found: Json = self._registry.resolver().lookup(target).contents
        return found

    def _resolved(self, uri: str, node: Json) -> tuple[str, Json]:
        while "$ref" in node:
            target = urljoin(uri, node["$ref"])
            uri = target.partition("#")[0]
            node = self._contents_at(target)
        return uri, node


def _pattern(path: str) -> tuple[re.Pattern[str], int]:
    """Scopes have several segments; Azure DevOps leaves a project out where the rest says enough.

    The newest version of a secret, and the only timeline of a run, go without their ids, though paths have no optional part.
    """
    out = re.sub(r"[.$()']", r"\\\g<0>", path)
    out = out.replace("/{project}/", "(?:/[^/]+)?/").replace("/{scope}/", "/.+/")
    out = re.sub(r"/\{(secret-version|timelineId)\}", "(?:/[^/]+)?", out)
    fixed = re.sub(r"/\{project\}|\{[^}]+\}", "", path)
    return re.compile(re.sub(r"\{[^}]+\}", "[^/]+", out), re.I), len(fixed)
