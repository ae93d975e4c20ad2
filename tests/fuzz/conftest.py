# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`--long`: twenty times as many examples; the last lines say how many there were."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from ansible_collections.vaultpipe.azure.tests.fuzz.attempts import EXAMPLES, Cloud
from ansible_collections.vaultpipe.azure.tests.helpers.emulator_process import EmulatorProcess
from ansible_collections.vaultpipe.azure.tests.helpers.set_ups import SetUps

QUICK = {"VAULTPIPE_REQUEST_TIMEOUT": "10", "VAULTPIPE_REQUEST_RETRIES": "1", "VAULTPIPE_RETRY_DELAY": "0.01"}
HEALTH = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]

settings.register_profile("usual", max_examples=25, derandomize=True, deadline=None, database=None, suppress_health_check=HEALTH)
settings.register_profile("long", max_examples=500, deadline=None, database=None, print_blob=True, suppress_health_check=HEALTH)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="twenty times as many examples")


def pytest_configure(config: pytest.Config) -> None:
    # A task leaves its connections to the end of its process, which here goes on.
    config.addinivalue_line("filterwarnings", "ignore::ResourceWarning")
    config.addinivalue_line("filterwarnings", "ignore::pytest.PytestUnraisableExceptionWarning")
    settings.load_profile("long" if config.getoption("--long") else "usual")


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["examples"] = EXAMPLES.total()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    EXAMPLES.update({"of workers": node.workeroutput["examples"]})


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.line(f"{EXAMPLES.total()} examples")


@pytest.fixture(scope="session")
def cloud(shared_emulator: EmulatorProcess, set_ups: SetUps) -> Iterator[Cloud]:
    """With the tutorial set up; this process itself is led to it."""
    snapshot = set_ups().snapshot
    with pytest.MonkeyPatch.context() as environment:
        for name, value in {**shared_emulator.environment, **QUICK}.items():
            environment.setenv(name, value)
        yield Cloud(shared_emulator, snapshot)
