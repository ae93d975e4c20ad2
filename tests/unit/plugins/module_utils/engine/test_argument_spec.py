# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Argument specs merge, and their rules travel with them."""

from __future__ import annotations

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.vaultpipe.azure.plugins.module_utils.engine.argument_spec import AUTH, ArgumentSpec
from ansible_collections.vaultpipe.azure.plugins.module_utils.session.sign_in import WAYS

LEFT = ArgumentSpec({"a": {"type": "str"}, "b": {"type": "str"}}, mutually_exclusive=(("a", "b"),), required_by={"a": "c"})
RIGHT = ArgumentSpec({"c": {"type": "str", "aliases": ["d"]}}, required_one_of=(("a", "c"),))


def errors(**options: object) -> list[str]:
    found: list[str] = ArgumentSpecValidator(**(LEFT + RIGHT).arguments()).validate(options).error_messages
    return found


def test_rules_of_both_sides_hold() -> None:
    assert errors(c="x") == []
    assert errors(d="x") == []
    assert "mutually exclusive" in errors(a="x", b="x", c="x")[0]
    assert "one of the following is required: a, c" in errors()[0]
    assert "required by 'a'" in errors(a="x")[0]


def test_arguments_do_not_share_state() -> None:
    LEFT.arguments()["argument_spec"]["a"]["type"] = "int"
    assert LEFT.options["a"]["type"] == "str"


def test_each_way_of_signing_in_is_a_choice() -> None:
    assert AUTH.options["auth_source"]["choices"] == ["auto", *WAYS]
