# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Responses that are taken for an answer: all that the services really said, and nothing that lacks what we read."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.clients.http.field_types import AZURE_KINDS, GRAPH_KINDS, KINDS
from ansible_collections.vaultpipe.azure.plugins.module_utils.clients.http.responses import (
    Kinds,
    checked,
    the_first,
    the_list,
    the_object,
    understood,
)
from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import ServiceError
from ansible_collections.vaultpipe.azure.tests.support.specifications.beside import RECORDINGS, needs

ASKED = "read the vault kv"


def _kinds_of(area: str) -> Kinds:
    if area.startswith("azure-devops"):
        return KINDS
    return GRAPH_KINDS if area == "microsoft-graph" else AZURE_KINDS


@needs(RECORDINGS)
def test_every_recorded_answer_is_understood() -> None:
    answers = [
        (exchange["response_body"], _kinds_of(path.parent.name))
        for path in sorted(RECORDINGS.glob("*/*.json"))
        for exchange in json.loads(path.read_text())
        if isinstance(exchange.get("response_body"), (dict, list))
    ]
    assert len(answers) > 500
    for answer, kinds in answers:
        assert checked(answer, ASKED, kinds) == answer


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"name": "k', "The answer is not JSON."),
        (b"<html></html>", "The answer is not JSON."),
        (b'{"properties": []}', "properties is not an object"),
        (b'{"value": [{"name": 7}]}', "name is not a text"),
        (b'{"id": 7}', "id is not a text"),
        (b'{"_links": {"web": []}}', "web is not an object"),
        (b'{"type": 7}', "type is not a text"),
        (b'{"tags": {"name": 7}}', "tags is not a list of texts or texts by name"),
        (b'{"principalId": "nobody"}', "principalId is not a GUID"),
        (b'{"revision": true}', "revision is not a number"),
        (b'{"accessPolicies": [null]}', "accessPolicies is not a list of objects"),
        (b'{"accessPolicies": [{"permissions": []}]}', "permissions is not an object"),
        (b'{"providerData": {"vault": 7}}', "vault is not a text"),
        (b'{"inputs": [["name"]]}', "inputs is not a list of objects or an object"),
        (b'{"inputs": [{"name": 7}]}', "name is not a text"),
        (b'{"variables": {"name": null}}', "variables is not an object of objects"),
        (b'{"secrets": ["get", 7]}', "secrets is not a list of texts"),
    ],
)
def test_what_is_refused(content: bytes, told: str) -> None:
    with pytest.raises(ServiceError, match=told) as caught:
        understood(content, ASKED)
    assert str(caught.value).startswith(f"Could not {ASKED}.")


@pytest.mark.parametrize("content", [b'{"properties": {}}', b'{"properties": {"vaultUri": null}}'])
def test_what_is_read_has_to_be_there(content: bytes) -> None:
    answer = the_object(understood(content, ASKED), ASKED)
    assert answer["properties"].get("vaultUri") is None
    with pytest.raises(ServiceError, match="it has no vaultUri"):
        answer["properties"]["vaultUri"]


@pytest.mark.parametrize("found", [None, [], {}, {"value": None}, {"value": "text"}, {"value": [1]}])
def test_a_list_has_objects(found: Any) -> None:
    with pytest.raises(ServiceError):
        the_list(checked(found, ASKED), ASKED)


def test_names_that_people_give_are_free() -> None:
    content = (
        b'{"tags": {"name": "7"}, "variables": {"id": {"value": null}}, "futureField": {"any": [null]}, '
        b'"inputs": [{"options": {"tags": "Tags"}}]}'
    )
    assert understood(content, ASKED) == json.loads(content)


@pytest.mark.parametrize("found", [None, [], {}, [7]])
def test_what_a_list_begins_with_is_an_object(found: Any) -> None:
    with pytest.raises(ServiceError):
        the_first(checked(found, ASKED), ASKED)
