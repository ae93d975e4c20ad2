# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subjects of the Entra issuer before a connection has one (docs/reference/azure_devops.md#new-subject)."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.plugins.module_utils.resources.service_connection.issuers import NewTrusts, _encoded

TENANT = "975f013f-7f24-47e8-a7d3-abc4752bf346"
ORGANIZATION, CONNECTION = "22222222-2222-2222-2222-222222222222", "33333333-3333-3333-3333-333333333333"
ISSUER = f"https://login.microsoftonline.com/{TENANT}/v2.0"


def test_ids_are_encoded_as_in_public_subjects() -> None:
    assert _encoded(TENANT) == "PwFflyR_6Een06vEdSvzRg"
    assert _encoded("9d8f559b-5984-46a4-902a-ad4271e83efa") == "m1WPnYRZpEaQKq1Cceg--g"


def test_a_subject_is_made_where_there_is_none_to_learn_from() -> None:
    issuer, subject = NewTrusts("login.microsoftonline.com", ORGANIZATION).expected(TENANT, CONNECTION)
    assert issuer == ISSUER
    assert subject.startswith("/eid1/c/pub/t/PwFflyR_6Een06vEdSvzRg/a/")
    assert subject.endswith(f"/sc/{ORGANIZATION}/{CONNECTION}")


def test_the_prefix_of_another_connection_counts_more() -> None:
    trusts = NewTrusts("login.microsoftonline.com", ORGANIZATION)
    trusts.learn(TENANT, "another", (ISSUER, f"/eid2/new/sc/{ORGANIZATION}/another"))
    assert trusts.expected(TENANT, CONNECTION)[1] == f"/eid2/new/sc/{ORGANIZATION}/{CONNECTION}"


def test_a_subject_of_another_form_teaches_nothing() -> None:
    trusts = NewTrusts("login.microsoftonline.com", ORGANIZATION)
    made = trusts.expected(TENANT, CONNECTION)
    trusts.learn(TENANT, "another", (ISSUER, "whatever"))
    trusts.learn(TENANT, "another", ("https://issuer.example", f"/x/sc/{ORGANIZATION}/another"))
    assert trusts.expected(TENANT, CONNECTION) == made
