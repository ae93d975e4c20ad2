# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make test-clients` shows the version of each client that it ran."""

from __future__ import annotations

from collections.abc import Callable

import pytest

VERSIONS = pytest.StashKey[dict[str, None]]()
"""In the order in which they ran."""


@pytest.fixture
def version(request: pytest.FixtureRequest) -> Callable[[str], None]:
    return request.config.stash.setdefault(VERSIONS, {}).setdefault


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    terminalreporter.section("clients")
    for line in config.stash.get(VERSIONS, {}):
        terminalreporter.line(line)
