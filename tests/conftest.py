# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fixtures of all tests: one local Azure for the session, and Ansible pointed at it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.ansible.starts import use_ansible_of
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess, emulator_process


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--ansible",
        type=Path,
        metavar="FOLDER",
        help="the virtual environment whose ansible-playbook runs; without it, this one's",
    )
    parser.addoption(
        "--emulator", action="append", default=[], metavar="OPTION", help="an option of the emulator, such as =--eventual"
    )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "smoke: runs with each supported pair of ansible-core and Python (tests/matrix.py)")
    if config.getoption("--ansible"):
        use_ansible_of(config.getoption("--ansible"))
    config.addinivalue_line("markers", "long: so long that a whole run begins with it, lest it ends alone")
    config.addinivalue_line("markers", "devops_auth(*ways): signs in to Azure DevOps in these ways, whatever --emulator says")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what an organization that takes one way only has to refuse."""
    named = [option.partition("=")[2] for option in config.getoption("--emulator") if option.startswith("--devops-auth=")]
    accepted = set(named or ["both"])
    out = [
        one for one in items for mark in one.iter_markers("devops_auth") if "both" not in accepted and set(mark.args) - accepted
    ]
    config.hook.pytest_deselected(items=out)
    items[:] = long_ones_first([one for one in items if one not in out], int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")))


def long_ones_first(items: list[pytest.Item], workers: int) -> list[pytest.Item]:
    """The tests in an order in which each worker begins with its share of the long ones.

    With `--dist worksteal` each worker gets one of as many equal parts of the list.
    """
    long = [one for one in items if one.get_closest_marker("long")]
    rest = iter([one for one in items if not one.get_closest_marker("long")])
    ordered: list[pytest.Item] = []
    for worker in range(workers):
        share = long[worker::workers]
        end = len(items) * (worker + 1) // workers
        ordered += [*share, *islice(rest, max(0, end - len(ordered) - len(share)))]
    return [*ordered, *rest]


@pytest.fixture(scope="session")
def emulator_module() -> Sequence[str]:
    """Module that starts the emulator; a folder whose tests want to see more has one of its own."""
    return ("emulator",)


@pytest.fixture(scope="session")
def shared_emulator(
    emulator_module: Sequence[str], tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[EmulatorProcess]:
    """The one process behind `emulator`."""
    options = pytestconfig.getoption("--emulator")
    with emulator_process(tmp_path_factory.mktemp("emulator"), *options, module=emulator_module) as emulator:
        yield emulator


@pytest.fixture
def emulator(shared_emulator: EmulatorProcess) -> EmulatorProcess:
    """A local Azure in its start state."""
    shared_emulator.reset()
    return shared_emulator


@pytest.fixture(scope="session")
def set_ups(shared_emulator: EmulatorProcess, tmp_path_factory: pytest.TempPathFactory) -> SetUps:
    """Snapshots to restore before a test."""
    own = tmp_path_factory.getbasetemp()
    return SetUps(shared_emulator, own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture
def ansible(emulator: EmulatorProcess, tmp_path: Path) -> Ansible:
    """Ansible pointed at the emulator."""
    return Ansible(emulator.environment, tmp_path)


@pytest.fixture
def portal(emulator: EmulatorProcess) -> Portal:
    """Somebody else, who changes things by hand."""
    return Portal(emulator.environment, emulator.settle)
