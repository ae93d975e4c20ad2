# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options at which Ansible's own check raises, instead of saying what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader
from msrest.serialization import Serializer

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.argument_spec import ArgumentSpec
from ansible_collections.vaultpipe.azure.plugins.plugin_utils.validation import validated, with_near_names

SPEC = ArgumentSpec(
    {
        "name": {"type": "str"},
        "acls": {"type": "dict", "options": {"action": {"type": "str"}}},
        "count": {"type": "int"},
        "anything": {"type": "raw"},
    }
)


def test_the_option_is_named() -> None:
    with pytest.raises(AnsibleError, match=r"^count has a value of a type that it cannot have\.") as caught:
        validated(SPEC, {"name": "one", "count": float("inf")})
    assert "inf" not in str(caught.value)


def test_no_suboptions() -> None:
    with pytest.raises(AnsibleError, match=r"^acls has a value"):
        validated(SPEC, {"name": "one", "acls": False})


def test_what_ansible_can_say_it_says() -> None:
    assert "unable to convert" in validated(SPEC, {"count": "many"}).error_messages[0]
    assert validated(SPEC, {"count": "3"}).validated_parameters["count"] == 3


def test_a_client_of_a_vendor_gets_what_was_written() -> None:
    """msrest writes the text of Python's repr for a dictionary or a list of Ansible's own type."""
    given = DataLoader().load("anything: {type: 2, parts: [a, 1, 1.5, true, null], inner: {file: /a.yml}}\nname: one")
    options = validated(SPEC, given).validated_parameters
    written = {"type": 2, "parts": ["a", 1, 1.5, True, None], "inner": {"file": "/a.yml"}}
    client: Any = Serializer
    assert client().body(options["anything"], "object") == written
    assert [type(options["name"])] == [str]
    assert [type(value) for value in options["anything"]["parts"]] == [str, int, float, bool, type(None)]
    assert {type(name) for name in options["anything"]} == {str}


def test_the_nearest_option_is_named() -> None:
    assert (
        with_near_names("Unsupported: cuont.", validated(SPEC, {"cuont": 1}), SPEC) == "Unsupported: cuont. Did you mean count?"
    )
    assert with_near_names("Unsupported: x", validated(SPEC, {"x": 1}), SPEC) == "Unsupported: x"
