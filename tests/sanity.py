# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`ansible-test sanity` over the built tarball, unpacked outside the checkout and with no ignore file.

Below a folder that git ignores, ansible-test finds no targets and still reports success
(docs/reference/ansible.md#ignored-folders).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

from ansible_test._internal.python_requirements import get_venv_packages

from ansible_collections.vaultpipe.azure.tests.support.ansible.tarball import build, unpack

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
NOTHING_CHECKED = "All targets skipped"


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="vaultpipe-sanity-") as folder, offline_pip():
        collection = unpack(build(Path(folder)), Path(folder))
        ignored = list(collection.glob("tests/sanity/ignore*.txt"))
        if ignored:
            print(f"No sanity test may be ignored, but there is {ignored[0].name}.")
            return 1
        return sanity(collection)


def sanity(collection: Path) -> int:
    ansible_test = str(Path(sys.executable).with_name("ansible-test"))
    checked = True
    with subprocess.Popen(
        [ansible_test, "sanity", "--python", PYTHON, "--color", "no"],
        cwd=collection,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        for line in process.stdout:
            print(line, end="", flush=True)
            checked = checked and NOTHING_CHECKED not in line
    if not checked:
        print("ansible-test found nothing to check.")
    return process.returncode or int(not checked)


@contextmanager
def offline_pip() -> Iterator[None]:
    """Let ansible-test make its virtual environments with the pip that Python brings.

    It would download a bootstrap script from a host of its own, unless that script lies in its cache already
    (https://github.com/ansible/ansible/issues/77304). A script of the user's own is left alone, ours is taken away again.
    """
    version = get_venv_packages(SimpleNamespace(version=PYTHON))["pip"]
    script = Path(f"~/.ansible/test/cache/get_pip_{version.replace('.', '_')}.py").expanduser()
    if script.exists():
        yield
        return
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text("import ensurepip\nensurepip.bootstrap(default_pip=True)\n")
    try:
        yield
    finally:
        script.unlink()


if __name__ == "__main__":
    sys.exit(main())
