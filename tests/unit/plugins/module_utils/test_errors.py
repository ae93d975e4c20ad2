# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors say what was asked, what came back and what to do."""

from __future__ import annotations

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import (
    Conflict,
    Forbidden,
    NotFound,
    ServiceError,
    Unreachable,
    service_error,
)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, NotFound), (403, Forbidden), (409, Conflict), (412, Conflict), (None, Unreachable), (500, ServiceError)],
)
def test_the_status_decides_the_kind(status: int | None, kind: type[ServiceError]) -> None:
    assert service_error("read it", status).__class__ is kind


def test_the_result_has_all_of_it() -> None:
    error = service_error("write the vault kv", 403, "Forbidden", "Your address may not.", "ForbiddenByFirewall")
    result = error.result()
    assert result["status"] == 403
    assert result["error_code"] == "ForbiddenByFirewall"
    assert result["msg"].startswith(
        "Could not write the vault kv. The service gave HTTP 403: Forbidden/ForbiddenByFirewall: Your address may not."
    )
    assert "network_acls" in result["msg"], "the remedy of the inner code"


def test_no_answer_is_said() -> None:
    error = service_error("read it", None, "ServiceRequestError", "Name does not resolve")
    assert "The service gave no answer: ServiceRequestError: Name does not resolve" in error.message
    assert "proxy" in error.remedy


def test_an_unknown_code_has_no_invented_remedy() -> None:
    assert service_error("read it", 400, "Odd", "Odd.").remedy == ""
