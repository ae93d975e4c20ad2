# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Secrets are masked by option, and long ones wherever they are."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.plugins.module_utils.argument_spec import AUTH, DEVOPS
from ansible_collections.vaultpipe.azure.plugins.module_utils.masking import MASK, masked_options, searched


def test_options_and_their_aliases_are_masked() -> None:
    options = {"client_id": "a", "secret": "a", "pat": "a", "personal_access_token": "a", "tenant": None}
    masked = masked_options(options, (AUTH + DEVOPS).options)
    assert masked == {"client_id": "a", "secret": MASK, "pat": MASK, "personal_access_token": MASK, "tenant": None}


def test_an_option_that_is_not_set_stays_so() -> None:
    assert masked_options({"secret": None}, AUTH.options) == {"secret": None}


def test_only_long_values_are_searched_for() -> None:
    assert searched({"get", "western", "a-long-secret"}, {}, AUTH.options) == {"a-long-secret"}


def test_what_another_option_says_openly_is_no_secret() -> None:
    options = {"client_id": "open-as-day", "tags": {"a": ["of the kv-shop-test"]}, "secret": "of-the-secret"}
    spec = {**AUTH.options, "tags": {"type": "dict"}}
    assert searched({"open-as-day", "kv-shop-test", "of-the-secret"}, options, spec) == {"of-the-secret"}


def test_an_option_with_a_slip_in_its_name_is_masked() -> None:
    assert masked_options({"secrte": "a"}, AUTH.options) == {"secrte": MASK}


def test_a_password_in_an_address_is_masked() -> None:
    shown = masked_options({"organization": "https://me:hunter2@dev.azure.com/shop"}, DEVOPS.options)
    assert shown == {"organization": f"https://{MASK}@dev.azure.com/shop"}
