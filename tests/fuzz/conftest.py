# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`--long`: 300 examples of each test in the place of 16. The last lines say how many have run, also of a run that is
interrupted; a whole run that tries too few is red."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from ansible_collections.vaultpipe.azure.tests.fuzz.attempts import Cloud
from ansible_collections.vaultpipe.azure.tests.fuzz.surroundings import led_to
from ansible_collections.vaultpipe.azure.tests.fuzz.tally import EXAMPLES
from ansible_collections.vaultpipe.azure.tests.fuzz.tasks import CONNECTION, FIRST, PROJECT, UNTRUSTED
from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUps
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import SETTLED, EmulatorProcess

HEALTH = [
    HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much,
]  # fmt: skip

BOTH: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "phases": [Phase.explicit, Phase.generate],  # examples are short as they are, and making one shorter takes minutes
    "suppress_health_check": HEALTH,
}
settings.register_profile("usual", max_examples=16, derandomize=True, **BOTH)
settings.register_profile("long", max_examples=300, print_blob=True, **BOTH)
LEAST = {"usual": 1_000, "long": 20_000}
"""Examples that a whole run tries."""
CHOOSING = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "collectonly")
"""pytest's options that leave tests out."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--long", action="store_true", help="300 examples of each test in the place of 16")


def pytest_configure(config: pytest.Config) -> None:
    # A task leaves its connections to the end of its process, which here goes on.
    config.addinivalue_line("filterwarnings", "ignore::ResourceWarning")
    config.addinivalue_line("filterwarnings", "ignore::pytest.PytestUnraisableExceptionWarning")
    # What `timeout` sends ends the run as Ctrl-C does: with its summary, and without leaving emulators.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings.load_profile(profile(config))
    if hasattr(config, "workerinput"):
        EXAMPLES.path = Path(config.workerinput["examples"])
        return
    folder = tempfile.TemporaryDirectory(prefix="vaultpipe-fuzz-")
    config.add_cleanup(folder.cleanup)
    EXAMPLES.path = Path(folder.name, "examples")
    EXAMPLES.path.touch()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["examples"] = str(EXAMPLES.path)


def profile(config: pytest.Config) -> str:
    return "long" if config.getoption("--long") else "usual"


def is_whole(config: pytest.Config) -> bool:
    """Tells whether nothing of this folder is left out."""
    folder = Path(__file__).parent.resolve()
    chosen = any(getattr(config.option, name, None) for name in CHOOSING)
    return not chosen and any(folder.is_relative_to(Path(config.invocation_params.dir, one).resolve()) for one in config.args)


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    config = session.config
    if exitstatus == pytest.ExitCode.OK and not hasattr(config, "workerinput") and is_whole(config):
        least = LEAST[profile(config)]
        if EXAMPLES.counts.total() < least:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
            config.get_terminal_writer().line(f"\nFewer than {least} examples have been tried.")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.line(str(EXAMPLES))


def make_untrusted(portal: Portal) -> None:
    """Another connection like the tutorial's."""
    endpoints = "/_apis/serviceendpoint/endpoints"
    (found,) = portal.devops("GET", f"/{PROJECT['project']}{endpoints}?endpointNames={CONNECTION}")["value"]
    given = {
        name: value for name, value in found["authorization"]["parameters"].items() if name in ("tenantid", "serviceprincipalid")
    }
    references = [{**one, "name": UNTRUSTED} for one in found["serviceEndpointProjectReferences"]]
    authorization = {**found["authorization"], "parameters": given}
    changed = {"name": UNTRUSTED, "authorization": authorization, "serviceEndpointProjectReferences": references}
    portal.devops("POST", endpoints, {**found, **changed})


@pytest.fixture(scope="session")
def clouds(shared_emulator: EmulatorProcess, set_ups: SetUps) -> Iterator[Cloud]:
    """With the tutorial set up; this process itself is led to it."""
    shared_emulator.restore(set_ups().snapshot)
    make_untrusted(Portal(shared_emulator.environment))
    with ExitStack() as stack:
        stack.enter_context(led_to(shared_emulator))
        tutorial, last = Cloud(shared_emulator, shared_emulator.snapshot()), None
        for module, options in FIRST:
            last = tutorial.attempt(module, options, after=last)
            assert last.changed, last.result
        shared_emulator.clock(SETTLED)
        yield Cloud(shared_emulator, shared_emulator.snapshot())


@pytest.fixture
def cloud(clouds: Cloud, tmp_path: Path) -> Cloud:
    """With tokens of its own, which its tasks share."""
    clouds.run_directory = str(tmp_path)
    return clouds
