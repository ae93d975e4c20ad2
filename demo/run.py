# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make demo`: sets everything up twice in one local Azure and proves that the second time found nothing to do.

Runs under `python -m emulator exec`. Leaves its evidence in build/demo/ (docs/docsite/rst/contributor_guide.rst#the-demo).
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

EVIDENCE = Path(__file__).resolve().parents[1] / "build/demo"
ARTIFACTS = EVIDENCE / "artifact"
PROOF = ARTIFACTS / "drop/secret.txt"
WAYS = {
    "identity": ("vaultpipe_identity_type", ["managed_identity", "service_principal"]),
    "pipeline": ("vaultpipe_pipeline_type", ["yaml", "classic"]),
    "access": ("vaultpipe_access", ["policy", "rbac"]),
}
"""The tutorial's ways, by option: the variable of the setup playbook and its values, the first being the demo's own."""
RECAP = re.compile(r"^localhost\s+: ((?:\w+=\d+\s*)+)$", re.MULTILINE)


class DemoFailed(Exception):
    """The message says what a person should look at."""


@dataclass(frozen=True)
class Run:
    """One run of the setup playbook."""

    recap: dict[str, int]
    requests: list[dict[str, Any]]
    seconds: float

    @property
    def writes(self) -> list[str]:
        return [f"{r['method']} https://{r['host']}{r['path']}" for r in self.requests if r["write"]]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for option, (_variable, values) in WAYS.items():
        parser.add_argument(f"--{option}", choices=values, default=values[0])
    chosen = vars(parser.parse_args())
    variables = {variable: chosen[option] for option, (variable, _values) in WAYS.items()}
    if not {"VAULTPIPE_EMULATOR", "VAULTPIPE_VARS"} <= os.environ.keys():
        print("The demo only runs in the local Azure. Start it by: make demo", file=sys.stderr)
        return 2
    shutil.rmtree(EVIDENCE, ignore_errors=True)
    EVIDENCE.mkdir(parents=True)
    try:
        first, second = set_up(1, variables), set_up(2, variables)
    except DemoFailed as failure:
        print(f"The demo failed: {failure}", file=sys.stderr)
        return 1
    matches = artifact_matches()
    summary = {
        "first": first.recap,
        "second": second.recap,
        "artifact_matches": matches,
        "writes_in_second": len(second.writes),
        "requests": [len(first.requests), len(second.requests)],
        "seconds": [round(first.seconds, 2), round(second.seconds, 2)],
    }
    (EVIDENCE / "summary.json").write_text(json.dumps(summary, indent=2) + "\n")
    problems = shortcomings(second, matches)
    for problem in problems:
        print(f"The demo failed: {problem}", file=sys.stderr)
    if not problems:
        print(
            f"\nSet up in {first.seconds:.1f} s by {len(first.requests)} requests. The second run took {second.seconds:.1f} s and"
            f" changed nothing by {len(second.requests)} requests, none of them a write.\n"
            f"The pipeline's artifact holds the vault's secret: {PROOF}\nLogs and requests: {EVIDENCE}"
        )
    return 1 if problems else 0


def set_up(number: int, variables: dict[str, str]) -> Run:
    """Run the setup playbook with these variables besides the demo's, shown as it goes and kept as run<number>.log."""
    ask_emulator("DELETE", "requests")
    print(f"\n=== Run {number} of 2: ansible-playbook vaultpipe.azure.setup ===\n", flush=True)
    ansible_playbook = str(Path(sys.executable).with_name("ansible-playbook"))
    given = {**variables, "vaultpipe_artifact_dir": str(ARTIFACTS)}
    command = [ansible_playbook, "vaultpipe.azure.setup", "--extra-vars", json.dumps(given)]
    log = EVIDENCE / f"run{number}.log"
    began = time.monotonic()
    with subprocess.Popen(
        command,
        env=ansible_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as playbook:
        assert playbook.stdout
        with log.open("w") as kept:
            for line in playbook.stdout:
                print(line, end="", flush=True)
                kept.write(line)
    seconds = time.monotonic() - began
    requests = json.loads(ask_emulator("GET", "requests"))
    (EVIDENCE / f"requests{number}.json").write_text(json.dumps(requests, indent=1) + "\n")
    if playbook.returncode:
        raise DemoFailed(f"run {number} ended with status {playbook.returncode}; see {log}.")
    return Run(recap_of(log), requests, seconds)


def ansible_environment() -> dict[str, str]:
    """Without the user's own Ansible settings: a stale copy of the collection there would shadow this one."""
    config = EVIDENCE / "ansible.cfg"
    config.write_text(
        f"[defaults]\ncollections_path = {sysconfig.get_path('purelib')}\nlocalhost_warning = false\n"
        "[inventory]\ninventory_unparsed_warning = false\n"
    )
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    return theirs | {"ANSIBLE_CONFIG": str(config), "ANSIBLE_NOCOLOR": "1"}


def recap_of(log: Path) -> dict[str, int]:
    """The counts of the PLAY RECAP line."""
    found = RECAP.search(log.read_text())
    if not found:
        raise DemoFailed(f"there is no PLAY RECAP for localhost in {log}.")
    return {name: int(number) for name, number in (count.split("=") for count in found[1].split())}


def artifact_matches() -> bool:
    """Whether the downloaded artifact is the vault's secret and a newline, byte for byte."""
    secret = yaml.safe_load(Path(os.environ["VAULTPIPE_VARS"]).read_text())["vaultpipe_secret_value"]
    return PROOF.is_file() and PROOF.read_bytes() == f"{secret}\n".encode()


def shortcomings(second: Run, matches: bool) -> list[str]:
    """What the contract asks for and the runs did not show."""
    found = []
    if second.recap["changed"]:
        found.append(f"the second run changed {second.recap['changed']} tasks; see {EVIDENCE / 'run2.log'}.")
    if second.writes:
        found.append("the second run sent write requests: " + ", ".join(second.writes))
    if not PROOF.is_file():
        found.append(f"no artifact was downloaded to {PROOF}.")
    elif not matches:
        found.append(f"{PROOF} is not the vault's secret and a newline.")
    return found


def ask_emulator(method: str, what: str) -> bytes:
    request = urllib.request.Request(f"{os.environ['VAULTPIPE_EMULATOR']}/{what}", method=method)  # noqa: S310 - on loopback
    with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - on loopback
        body: bytes = answer.read()
    return body


if __name__ == "__main__":
    sys.exit(main())
