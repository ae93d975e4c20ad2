# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make test`: every check; the last line counts what passed and failed.

A step is one check, except those that count each of their tests or scenarios. Steps that leave a core idle run one after another
beside those that use all of them, and are shown when they have ended.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from os import cpu_count, environ
from pathlib import Path

COLLECTION = Path(__file__).resolve().parents[1]
TOOLS = Path(sys.executable).parent
LEFT_OUT = re.compile(r"SKIPPED \[\d+\] \S+ (left out .+)")
PYTEST_COUNT = re.compile(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)\b")


@dataclass(frozen=True)
class Step:
    """One command of the checks; `fast` ones are also run by `make test-fast`."""

    title: str
    command: list[str]
    fast: bool = True
    counts_tests: bool = False
    """True if its last line counts them, as pytest's does."""
    idles: bool = False
    """True if it leaves a core idle: it uses one only, or waits most of the time."""


@dataclass(frozen=True)
class Count:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    left_out: frozenset[str] = frozenset()
    """Checks skipped for want of files that are no part of the project, and how to get them."""

    def __add__(self, other: Count) -> Count:
        numbers = self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped
        return Count(*numbers, self.left_out | other.left_out)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed" + (f", {self.skipped} skipped" if self.skipped else "")


def python(*arguments: str) -> list[str]:
    return [sys.executable, *arguments]


def tool(name: str, *arguments: str) -> list[str]:
    return [str(TOOLS / name), *arguments]


def pytest(*arguments: str) -> list[str]:
    """One worker more than cores, since a part of each test's time is waiting for the emulator's delays."""
    return python("-m", "pytest", "-q", "-n", str((cpu_count() or 1) + 1), "--dist", "worksteal", *arguments)


def beside_none(command: list[str]) -> list[str]:
    """Runs a command where no collection is known, not even by the link in this .venv.

    antsibull-docs checks a copy of the collection. Beside an installed one it takes the copy's folder into its pages, where a
    random name that happens to end with "_" is a broken reference.
    """
    return ["env", "ANSIBLE_COLLECTIONS_SCAN_SYS_PATH=false", *command]


LATE = "test_second_run_changes_nothing or test_a_service_principal_and_roles or test_it_leaves_the_start_state"

STEPS = [
    Step("ruff", tool("ruff", "check"), idles=True),
    Step("ruff format", tool("ruff", "format", "--check"), idles=True),
    Step("layers", tool("lint-imports", "--no-logo"), idles=True),
    Step("mypy", python("tests/typing_check.py"), idles=True),
    Step("unit tests", pytest("tests/unit"), counts_tests=True),
    Step("ansible-lint", tool("ansible-lint", "--offline"), fast=False, idles=True),
    Step("changelog fragments", tool("antsibull-changelog", "lint"), idles=True),
    Step("licences", tool("reuse", "lint", "--quiet"), idles=True),
    Step("documentation", beside_none(tool("antsibull-docs", "lint-collection-docs", "--plugin-docs", ".")), idles=True),
    Step("ansible-test sanity on the built collection", python("tests/sanity.py"), fast=False, idles=True),
    Step("molecule", python("tests/molecule.py"), fast=False, counts_tests=True),
    Step("a new module", python("-m", "pytest", "-q", "tests/scaffold"), fast=False, counts_tests=True, idles=True),
    Step("pages in a browser", python("-m", "pytest", "-q", "tests/pages"), fast=False, counts_tests=True, idles=True),
    Step("fuzzing", pytest("tests/fuzz"), fast=False, counts_tests=True),
    Step("a sample of the crash matrix", pytest("tests/faults", "--sample"), fast=False, counts_tests=True),
    Step(
        "set-up and teardown with the delays of Azure",
        pytest(
            "tests/integration/playbooks/test_setup.py",
            "tests/integration/playbooks/test_teardown.py",
            "-k",
            LATE,
            "--emulator=--eventual",
        ),
        fast=False,
        counts_tests=True,
        idles=True,
    ),
    Step(
        "set-up by a personal access token",
        pytest(
            "tests/integration/playbooks/test_setup.py", "-k", "test_second_run_changes_nothing", "--emulator=--devops-auth=pat"
        ),
        fast=False,
        counts_tests=True,
        idles=True,
    ),
    Step("integration tests", pytest("tests/integration"), fast=False, counts_tests=True),
]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--fast", action="store_true", help="only what takes under a minute in all")
    fast_only = options.parse_args().fast
    steps = [step for step in STEPS if step.fast or not fast_only]
    with ThreadPoolExecutor(1) as idling:
        beside = {step.title: idling.submit(run, step, shown=False) for step in steps if step.idles}
        counts = {step.title: run(step, shown=True) for step in steps if not step.idles}
        counts |= {title: running.result() for title, running in beside.items()}
    failed = [step.title for step in steps if counts[step.title].failed]
    print(f"\nFailed: {', '.join(failed)}" if failed else "\nEvery step passed.")
    total = sum(counts.values(), Count())
    print("".join(f"{reason[0].upper()}{reason[1:]}.\n" for reason in sorted(total.left_out)), end="")
    print(total, flush=True)
    return 1 if failed else 0


def run(step: Step, *, shown: bool) -> Count:
    """Run one step. A failed step counts at least one failure.

    :param shown: what it prints is shown as it comes, else all of it in the end.
    """
    began, printed = time.monotonic(), [f"\n=== {step.title} ===\n"]
    if shown:
        print(printed.pop(), end="", flush=True)
    closing, left_out = "", set()
    with subprocess.Popen(
        step.command,
        cwd=COLLECTION,
        env=tool_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        assert process.stdout
        for line in process.stdout:
            if shown:
                print(line, end="", flush=True)
            else:
                printed.append(line)
            closing = line.strip() or closing
            left_out.update(LEFT_OUT.findall(line))
    printed.append(f"--- {step.title}: status {process.returncode} after {time.monotonic() - began:.0f} s\n")
    print("".join(printed), end="", flush=True)
    if step.counts_tests:
        return replace(tests_counted(closing, process.returncode), left_out=frozenset(left_out))
    return Count(failed=1) if process.returncode else Count(passed=1)


def tests_counted(closing: str, status: int) -> Count:
    """A step's own counts. Only what needs files that are not beside every checkout is ever skipped, and says so."""
    counts = {what: int(number) for number, what in PYTEST_COUNT.findall(closing)}
    passed, skipped = counts.pop("passed", 0), counts.pop("skipped", 0)
    failed = sum(counts.values())
    if not failed and (status or not passed):
        failed = 1
    return Count(passed, failed, skipped)


def tool_environment() -> dict[str, str]:
    """Without the caller's Ansible and Azure settings, and with this .venv's tools first in PATH."""
    foreign = ("ANSIBLE_", "AZURE_", "ARM_", "AZDO_", "VAULTPIPE_")
    kept = {name: value for name, value in environ.items() if not name.startswith(foreign)}
    return kept | {"PATH": f"{TOOLS}:{environ['PATH']}", "NO_COLOR": "1"}


if __name__ == "__main__":
    sys.exit(main())
