# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`make test-matrix`: the tests marked `smoke` with each supported pair of ansible-core and Python; the last line counts them.

Only ansible-playbook and the modules run in the pair's own virtual environment, which lies below build/matrix. The tests and the
local Azure run in .venv, since they need a newer Python than the collection does.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

COLLECTION = Path(__file__).resolve().parents[1]
BUILD = COLLECTION / "build/matrix"
REQUIREMENTS = COLLECTION / "requirements.txt"
AT_LEAST = re.compile(r"^([\w-]+)>=([\w.]+)")
COUNT = re.compile(r"(\d+) (passed|failed|error)")


@dataclass(frozen=True)
class Pair:
    """One cell of the matrix."""

    core: str
    python: str
    floors: bool = False
    """True to take the oldest packages that requirements.txt allows, and the oldest ansible-core."""

    @property
    def name(self) -> str:
        return f"core-{self.core}-python-{self.python}" + ("-floors" if self.floors else "")

    @property
    def packages(self) -> list[str]:
        if self.floors:
            return [f"ansible-core=={self.core}.0", *floors(REQUIREMENTS.read_text())]
        return [f"ansible-core=={self.core}.*", "--requirement", str(REQUIREMENTS)]


PAIRS = (
    Pair("2.16", "3.10"),
    Pair("2.17", "3.10"),
    Pair("2.16", "3.11"),
    Pair("2.16", "3.11", floors=True),
    Pair("2.19", "3.11"),
    Pair("2.19", "3.12"),
    Pair("2.21", "3.12"),
    Pair("2.21", "3.13"),
)


def floors(requirements: str) -> list[str]:
    """Each requirement pinned to the oldest version that it allows."""
    found = [AT_LEAST.match(line) for line in requirements.splitlines()]
    return [f"{match[1]}=={match[2]}" for match in found if match]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("names", nargs="*", help=f"only these: {', '.join(pair.name for pair in PAIRS)}")
    names = options.parse_args().names
    unknown = set(names) - {pair.name for pair in PAIRS}
    if unknown:
        options.error(f"no such pair: {', '.join(sorted(unknown))}")
    passed, failed, left_out = 0, 0, []
    for pair in (pair for pair in PAIRS if not names or pair.name in names):
        interpreter = next(interpreters(pair.python), None)
        if interpreter is None:
            left_out.append(f"Left out {pair.name}: there is no Python {pair.python} here.")
            continue
        counts = smoke(pair, interpreter)
        passed, failed = passed + counts[0], failed + counts[1]
    print("".join(f"{line}\n" for line in left_out), end="")
    print(f"{passed} passed, {failed} failed" + (f", {len(left_out)} pairs left out" if left_out else ""))
    return 1 if failed or not passed else 0


def interpreters(version: str) -> Iterator[str]:
    """Commands that start this Python, of pyenv and on PATH; pyenv's shim of a version that is not chosen does not start."""
    candidates = []
    if shutil.which("pyenv"):
        root = subprocess.run(["pyenv", "root"], capture_output=True, text=True, check=True).stdout.strip()
        candidates += sorted(map(str, Path(root).glob(f"versions/{version}.*/bin/python{version}")), reverse=True)
    candidates += [found for found in (shutil.which(f"python{version}"),) if found]
    ask = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])"
    for candidate in candidates:
        ran = subprocess.run([candidate, "-c", ask], capture_output=True, text=True, check=False)
        if ran.returncode == 0 and ran.stdout.strip() == version:
            yield candidate


def smoke(pair: Pair, interpreter: str) -> tuple[int, int]:
    """Passed and failed tests of the pair; a virtual environment that cannot be made is one failure."""
    print(f"\n=== {pair.name} ===", flush=True)
    try:
        environment = virtual_environment(pair, interpreter)
    except subprocess.CalledProcessError as error:
        print(f"{pair.name}: {error}")
        return 0, 1
    tests = [sys.executable, "-m", "pytest", "-q", "-n", "3", "-m", "smoke", "tests/integration", f"--ansible={environment}"]
    with subprocess.Popen(tests, cwd=COLLECTION, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        closing = ""
        for line in process.stdout:
            print(line, end="", flush=True)
            closing = line.strip() or closing
    counts = {what: int(number) for number, what in COUNT.findall(closing)}
    passed, failed = counts.pop("passed", 0), sum(counts.values())
    return passed, failed or int(bool(process.returncode) or not passed)


def virtual_environment(pair: Pair, interpreter: str) -> Path:
    """The folder of the pair's virtual environment, made anew when its packages are to be others."""
    folder = BUILD / pair.name
    done, wanted = folder / "packages", "\n".join([interpreter, *pair.packages, REQUIREMENTS.read_text()])
    if done.exists() and done.read_text() == wanted:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([interpreter, "-m", "venv", str(folder)], check=True)
    subprocess.run([str(folder / "bin/python"), "-m", "pip", "install", "--quiet", "--no-compile", *pair.packages], check=True)
    done.write_text(wanted)
    return folder


if __name__ == "__main__":
    sys.exit(main())
