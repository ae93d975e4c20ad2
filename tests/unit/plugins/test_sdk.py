# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A package that is missing is a clear error, and what the packages log stays with them."""

from __future__ import annotations

import importlib
import logging
import sys

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils import sdk
from ansible_collections.vaultpipe.azure.plugins.module_utils.errors import VaultpipeError


def test_a_missing_package_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sdk, "_missing", {})
    sdk.check()
    with sdk.required("azure-imaginary"):
        importlib.import_module("azure.imaginary")
    assert sdk.missing() == ["azure-imaginary"]
    with pytest.raises(VaultpipeError) as refused:
        sdk.check()
    assert f"{sys.executable} -m pip install azure-imaginary" in refused.value.result()["msg"]


def test_other_errors_are_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError), sdk.required("azure-imaginary"):
        _never = 1 / 0


def test_the_packages_log_nowhere(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    logger = logging.getLogger("azure")
    monkeypatch.setattr(logger, "propagate", True)
    monkeypatch.setattr(logger, "handlers", [])
    logging.getLogger("azure.identity").warning("before")
    sdk.silence()
    logging.getLogger("azure.identity").warning("after")
    assert caplog.messages == ["before"]
