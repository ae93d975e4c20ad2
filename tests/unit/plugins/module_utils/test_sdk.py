# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A package that is missing is a clear error, and what the packages log stays with them."""

from __future__ import annotations

import importlib
import logging
import subprocess
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


WITHOUT = """
import importlib, pkgutil, sys
class Nowhere:
    def find_spec(self, name, *_):
        if name.partition(".")[0] in ("azure", "msal", "msrest", "requests", "urllib3"):
            raise ImportError(f"no {name}")
sys.meta_path.insert(0, Nowhere())
from ansible_collections.vaultpipe.azure.plugins import modules
from ansible_collections.vaultpipe.azure.plugins.module_utils import sdk
for found in pkgutil.iter_modules(modules.__path__):
    importlib.import_module(f"{modules.__name__}.{found.name}")
print(*sdk.missing())
"""
"""A script that runs as if none of the packages were installed, as on the machines of ansible-test."""


def test_every_module_loads_without_the_packages() -> None:
    ended = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    assert {"azure-core", "azure-identity", "azure-devops", "azure-keyvault-secrets"} <= set(ended.stdout.split())
