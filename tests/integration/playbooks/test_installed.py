# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tarball, installed offline into an empty home, works from there without the checkout, by the commands as printed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.ansible.tarball import build
from ansible_collections.vaultpipe.azure.tests.support.documentation import documented
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION, EmulatorProcess

TOOLS = Path(sys.executable).parent
BOUND = 300
DEMO = "make demo"
INSTALL = "ansible-galaxy collection install vaultpipe.azure"
REQUIREMENTS = "pip install -r ~/.ansible/collections/ansible_collections/vaultpipe/azure/requirements.txt"
COPY = "cp ~/.ansible/collections/ansible_collections/vaultpipe/azure/playbooks/vars/example.yml vars.yml"
SETUP = "ansible-playbook vaultpipe.azure.setup -e @vars.yml"
PLAN = f"{SETUP} --check --diff"
TEARDOWN = "ansible-playbook vaultpipe.azure.teardown -e @vars.yml"
PURGE = f"{TEARDOWN} -e vaultpipe_purge=true"
VERIFY = "ansible-playbook vaultpipe.azure.verify -e @vars.yml"
RESULTS = f"{VERIFY} -e vaultpipe_json_file=results.json -e vaultpipe_junit_file=results.xml"
PAGE = f"{VERIFY} -e vaultpipe_html_file=wiring.html"
ROTATE = """ansible-playbook vaultpipe.azure.rotate -e @vars.yml -e '{"vaultpipe_generate": {"length": 40}}'"""
EMULATOR = (
    "pip install -r ~/.ansible/collections/ansible_collections/vaultpipe/azure/emulator/requirements.txt",
    "export PYTHONPATH=~/.ansible/collections",
    "python -m ansible_collections.vaultpipe.azure.emulator exec -- ansible-playbook vaultpipe.azure.setup",
)
PYTEST = (*EMULATOR[1:2], "python -m ansible_collections.vaultpipe.azure.emulator exec -- pytest test_site.py")
SERVE = "python -m emulator serve --run-dir ~/.local-azure"
SOURCE = ". ~/.local-azure/env"
ASK = 'curl "$VAULTPIPE_EMULATOR/requests"'
CONVERT = "ansible-playbook vaultpipe.azure.convert -e vaultpipe_organization=acme -e vaultpipe_subscription=Shop"
AUDIT = "ansible-playbook vaultpipe.azure.audit -e vaultpipe_organization=acme -e vaultpipe_subscription=Shop"
SCAN = "ansible-playbook vaultpipe.azure.audit -e @vars.yml -e vaultpipe_fail_on=none -e vaultpipe_sarif_file=audit.sarif"
DRY_RUN = f"{CONVERT} --check"
REPLAY = "tests/support/specifications/corrected_replay.py"
ELSEWHERE = {
    "pip install -r emulator/requirements.txt": "Makefile, which installs it for every test",
    "python -m emulator exec -- ansible-playbook vaultpipe.azure.setup": "test_emulator_exec.py",
    f"python -m emulator record --out recordings --name mycli-vaults -- {SETUP}": "test_record.py",
    f"python -m emulator exec -- python {REPLAY} ../shared/conformance ../shared/recordings": "test_conformance.py",
}
"""Commands that other tests run, with another folder or another playbook at most."""


@dataclass(frozen=True)
class Home:
    """A user's home with the collection, and a folder to work in, which holds nothing else."""

    folder: Path
    work: Path

    def shell(self, *lines: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Runs these lines as a user's shell does; it ends at the first that fails."""
        own = {"HOME": str(self.folder), "PATH": f"{TOOLS}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PIP_NO_INDEX": "1"}
        return subprocess.run(
            ["sh", "-ec", "\n".join(lines)],
            cwd=self.work,
            env={**own, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=BOUND,
            check=False,
        )

    def fill_in(self, **values: str) -> None:
        """Replace placeholders of vars.yml."""
        file = self.work / "vars.yml"
        text = file.read_text()
        for placeholder, value in values.items():
            assert placeholder in text
            text = text.replace(placeholder, value)
        file.write_text(text)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home; until the collection is published, its tarball stands for its name."""
    folder = tmp_path_factory.mktemp("installed")
    # Forced, since the linked checkout counts as installed already.
    install = INSTALL.replace("vaultpipe.azure", f"--offline --force {build(folder)}")
    ran = Home(folder, folder).shell(install, REQUIREMENTS)
    assert ran.returncode == 0, ran.stdout
    return folder


@pytest.fixture
def home(installed: Path, tmp_path: Path) -> Home:
    return Home(installed, tmp_path)


@pytest.fixture
def cloud(emulator: EmulatorProcess) -> dict[str, str]:
    """The environment that leads to the emulator, with the secret that the vars file takes."""
    ours = re.compile("AZURE_|VAULTPIPE_EMULATOR|.*(_PROXY|_CA_BUNDLE|_CERT_FILE|SSL.*)$", re.IGNORECASE)
    return {name: value for name, value in emulator.environment.items() if ours.match(name)} | {
        "YOUR_ACTUAL_SECRET": 'it\'s a "secret" 4711'
    }


def filled_in(home: Home, cloud: Mapping[str, str]) -> None:
    """README's copy of the vars file, with nothing but its placeholders replaced."""
    assert home.shell(COPY).returncode == 0
    home.fill_in(
        **{"https://dev.azure.com/YOUR_ORGANIZATION": cloud["AZURE_DEVOPS_ORG_URL"]},
        YOUR_PROJECT="shop",
        YOUR_SUBSCRIPTION_NAME_OR_ID=cloud["AZURE_SUBSCRIPTION_ID"],
        YOUR_REGION="westeurope",
        YOUR_RESOURCE_GROUP_NAME="rg-shop",
        YOUR_KEY_VAULT_NAME="kv-shop-4711",
        YOUR_SECRET_NAME="DbPassword",
        YOUR_MANAGED_IDENTITY="id-shop",
        SERVICE_CONNECTION_NAME="azure-shop",
        YOUR_PIPELINE="shop",
    )


def recap(ran: subprocess.CompletedProcess[str]) -> dict[str, int]:
    assert ran.returncode == 0, ran.stdout
    (line,) = re.findall(r"^localhost +: (.*)$", ran.stdout, re.MULTILINE)
    return {name: int(count) for name, count in re.findall(r"(\w+)=(\d+)", line)}


def test_the_tarball_holds_nothing_of_the_checkout_s_own(installed: Path) -> None:
    packed = {path.name for path in (installed / ".ansible/collections/ansible_collections/vaultpipe/azure").iterdir()}
    assert {"plugins", "roles", "playbooks", "emulator", "requirements.txt", "LICENSE"} <= packed
    assert not packed & {".venv", ".git", ".ci", "build", "collections"}


def test_the_collection_comes_from_the_folder(home: Home) -> None:
    shown = home.shell("ansible-galaxy collection list vaultpipe.azure")
    assert str(home.folder) in shown.stdout, shown.stdout


def test_setup_runs_from_the_folder(home: Home) -> None:
    """In the installed collection's own local Azure."""
    ran = home.shell(*EMULATOR)
    assert ran.returncode == 0, ran.stdout
    assert (home.work / "build/artifact/drop/secret.txt").read_text().endswith("\n")


@pytest.mark.long
def test_readme_from_nothing_and_back(home: Home, cloud: dict[str, str], emulator: EmulatorProcess) -> None:
    filled_in(home, cloud)
    empty = emulator.state()["live"]
    assert recap(home.shell(PLAN, **cloud))["changed"] > 10
    assert [one for one in emulator.writes() if one.write] == []
    assert recap(home.shell(SETUP, **cloud))["changed"] > 10
    assert re.fullmatch("[0-9a-f]{64}", (home.work / "artifact/drop/digest.txt").read_text())
    assert sorted(path.name for path in home.work.iterdir()) == ["artifact", "vars.yml"]
    emulator.forget_requests()
    assert (recap(home.shell(SETUP, **cloud))["changed"], emulator.writes()) == (0, [])
    for looks, written in {VERIFY: 0, RESULTS: 2, PAGE: 1, ROTATE: 0}.items():
        assert recap(home.shell(looks, **cloud))["changed"] == written
    organization, subscription = cloud["AZURE_DEVOPS_ORG_URL"], cloud["AZURE_SUBSCRIPTION_ID"]
    assert recap(home.shell(SCAN, **cloud))["changed"] == 1
    assert json.loads((home.work / "audit.sarif").read_text())["runs"][0]["results"]
    for reads in (DRY_RUN, CONVERT, AUDIT):
        command = reads.replace("=acme", f"={organization}").replace("=Shop", f"={subscription}")
        assert recap(home.shell(command, **cloud))["changed"] == 0
    assert len(json.loads((home.work / "results.json").read_text())["links"]) > 5
    assert "<testcase" in (home.work / "results.xml").read_text()
    assert emulator.writes() == []
    assert recap(home.shell(TEARDOWN, **cloud))["changed"] > 5
    assert recap(home.shell(PURGE, **cloud))["changed"] > 0
    assert emulator.state()["live"] == empty


def test_the_play_of_readme(home: Home, cloud: dict[str, str], emulator: EmulatorProcess) -> None:
    """The printed play runs in a project that is there; only the names of organization and subscription are others."""
    (play,) = re.findall(r"^```yaml\n(.*?)^```", (COLLECTION / "README.md").read_text(), re.DOTALL | re.MULTILINE)
    for name, variable in {"acme": "AZURE_DEVOPS_ORG_URL", "Shop": "AZURE_SUBSCRIPTION_ID"}.items():
        assert f": {name}}}" in play
        play = play.replace(f": {name}}}", f": {cloud[variable]}}}")
    (home.work / "play.yml").write_text(play)
    made = home.shell("ansible localhost -m vaultpipe.azure.devops_project -a name=shop", **cloud)
    assert made.returncode == 0, made.stdout
    run = "ansible-playbook play.yml"
    secret = {"DB_PASSWORD": "a value of 4711"}
    assert recap(home.shell(f"{run} --check --diff", **cloud, **secret))["changed"] == 8
    assert recap(home.shell(run, **cloud, **secret))["changed"] == 8
    emulator.forget_requests()
    assert (recap(home.shell(run, **cloud, **secret))["changed"], emulator.writes()) == (0, [])


def test_a_user_s_own_playbook_is_tested_by_the_printed_tests(home: Home) -> None:
    """They pass for a play that keeps what they want, and fail for one that does not."""
    page = (COLLECTION / "docs/docsite/rst/emulator.rst").read_text()
    (tests,) = re.findall(r"^\.\. code-block:: python\n\n((?:  .*\n|\n)+)", page, re.MULTILINE)
    (home.work / "test_site.py").write_text(textwrap.dedent(tests))
    group = {"vaultpipe.azure.resource_group": {"name": "rg-site", "location": "westeurope"}}
    play = {"hosts": "localhost", "gather_facts": False, "tasks": [group]}
    (home.work / "site.yml").write_text(json.dumps([play]))
    good = home.shell(*PYTEST)
    assert "3 passed" in good.stdout, good.stdout
    (home.work / "site.yml").write_text(json.dumps([{**play, "tasks": []}]))
    assert "1 failed, 2 passed" in home.shell(*PYTEST).stdout


def test_setup_needs_no_python_that_ansible_finds(home: Home, cloud: dict[str, str], tmp_path: Path) -> None:
    """A localhost of an inventory is given the first `python3.N` of PATH, for module processes, whether it starts or not."""
    filled_in(home, cloud)
    broken = tmp_path / "bin"
    broken.mkdir()
    for minor in range(6, 20):
        (broken / f"python3.{minor}").write_text("#!/bin/sh\nexit 1\n")
        (broken / f"python3.{minor}").chmod(0o755)
    (tmp_path / "hosts").write_text("localhost\n")
    found_first = f"PATH={broken}:$PATH"
    cloud["ANSIBLE_INVENTORY"] = str(tmp_path / "hosts")
    assert home.shell(found_first, "ansible localhost -c local -m ansible.builtin.ping", **cloud).returncode != 0
    assert recap(home.shell(found_first, SETUP, **cloud))["changed"] > 10
    assert (home.work / "artifact/drop/digest.txt").exists()


def test_the_demo_runs_in_a_checkout() -> None:
    """Without the first step, which makes the virtual environment that runs this test."""
    ran = Home(COLLECTION, COLLECTION).shell(DEMO.replace("make", "make --old-file=.venv/.demo-ready"))
    assert ran.returncode == 0, ran.stdout


def test_a_local_azure_of_a_checkout_is_served_and_asked(tmp_path: Path) -> None:
    """In two shells, as printed: the second waits for the first."""
    started = "until grep -q VAULTPIPE_VARS= ~/.local-azure/env 2>/dev/null; do sleep 0.1; done"
    ran = Home(tmp_path, COLLECTION).shell(f"{SERVE} & served=$!", "trap 'kill $served' EXIT", started, SOURCE, ASK)
    assert ran.returncode == 0, ran.stdout
    assert "[]" in ran.stdout


def test_every_printed_command_is_run() -> None:
    ours = {
        DEMO,
        INSTALL,
        REQUIREMENTS,
        COPY,
        PLAN,
        SETUP,
        VERIFY,
        RESULTS,
        PAGE,
        ROTATE,
        DRY_RUN,
        CONVERT,
        AUDIT,
        SCAN,
        TEARDOWN,
        PURGE,
        *EMULATOR,
        *PYTEST,
        SERVE,
        SOURCE,
        ASK,
    }
    assert documented.commands() == ours | set(ELSEWHERE)
