# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Surroundings of this process, given so that a task in it reaches nothing but the local Azure and shows what nobody foresaw."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils import wait
from ansible_collections.vaultpipe.azure.plugins.module_utils.engine import attempt
from ansible_collections.vaultpipe.azure.tests.support.actors.sign_in import LIFETIME, endpoint, token_of
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

QUICK = {"VAULTPIPE_REQUEST_TIMEOUT": "10", "VAULTPIPE_REQUEST_RETRIES": "1", "VAULTPIPE_RETRY_DELAY": "0.01"}


@contextmanager
def led_to(emulator: EmulatorProcess) -> Iterator[None]:
    """With a managed identity, and a home without profiles."""
    answer = {
        "access_token": token_of(emulator.environment),
        "expires_on": str(int(time.time()) + LIFETIME),
        "resource": "any",
        "token_type": "Bearer",
    }
    with (
        tempfile.TemporaryDirectory() as home,
        endpoint(answer) as machine,
        pytest.MonkeyPatch.context() as patch,
    ):
        its = {"HOME": home, "IDENTITY_ENDPOINT": machine.url, "IDENTITY_HEADER": "any"}
        for name, value in {**emulator.environment, **QUICK, **its}.items():
            patch.setenv(name, value)
        patch.setattr(attempt, "unexpected", _shown)
        patch.setattr(wait, "FIRST_PAUSE", 0.02)
        yield


def _shown(error: Exception, _asked: str | None) -> NoReturn:
    """A task makes a sentence of an exception that nobody foresaw; a test must not take it for a clean failure."""
    raise error
