# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""`proof: digest`: any value is proven, nothing tells it, and only a compared run counts."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.interrupt import kill_at
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Play
from ansible_collections.vaultpipe.azure.tests.support.ansible.set_ups import SetUp, SetUps
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

SETUP = "vaultpipe.azure.setup"
VAULT, SECRET, PROJECT = "kv-vaultpipe-demo", "MySecret", "vaultpipe-demo"
CANARY = 'can\'t "guess" $(it) 4711'
VALUES = {
    "macro of the other": "$(vaultpipe-proof) and $(MySecret)",
    "percent": "100% %0A %25",
    "lines": "first\nsecond\r\nthird\n",
    "last line end": "value\n",
    "beyond ASCII": "Grüße, 世界 🔑",
    "json": '{"user": "me", "password": "it\'s"}',
    "json of several lines": '{\n  "10": 1.50,\n  "2": [1e21, -0, "\u2028é"],\n  "type": "service_account"\n}\n',
    "json with carriage returns": '[\r 1.0,\r {"b": 5e-7, "a": "\\/"}]',
    "jinja": "{% raw %}{{ nothing }}{% endraw %}",
    "one letter": "x",
    "blanks": "  a  b  ",
    "long": "0123456789" * 2500,
}


def set_up(ansible: Ansible, folder: Path, **variables: str) -> Play:
    chosen = {"vaultpipe_proof": "digest", "vaultpipe_artifact_dir": str(folder / "artifact")}
    return ansible.playbook(SETUP, extra_vars={**chosen, **variables})


@pytest.fixture
def way(request: pytest.FixtureRequest) -> str:
    """The pipeline's type."""
    return str(getattr(request, "param", "yaml"))


@pytest.fixture
def proven(set_ups: SetUps, way: str) -> SetUp:
    return set_ups(vaultpipe_proof="digest", vaultpipe_pipeline_type=way, vaultpipe_secret_value=CANARY)


@pytest.fixture
def cloud(emulator: EmulatorProcess, proven: SetUp) -> EmulatorProcess:
    """With a first proof."""
    emulator.restore(proven.snapshot)
    return emulator


def names_of_secrets(cloud: EmulatorProcess, part: str = "live") -> list[str]:
    """Names of the vault's secrets, or of those that are deleted and not purged."""
    found = cloud.state()[part]["vaults"]
    secrets = [one for vault in found["vaults"] for one in vault["secrets"]] if part == "live" else found["secrets"]
    return [one["name"] for one in secrets]


def published(portal: Portal) -> str:
    """Everything that the newest run left behind where people of the project see it."""
    builds = portal.devops("GET", f"/{PROJECT}/_apis/build/builds")["value"]
    shown = json.dumps(builds)
    for build in builds:
        about = f"/{PROJECT}/_apis/build/builds/{build['id']}"
        shown += json.dumps(portal.devops("GET", f"{about}/timeline"))
        for log in portal.devops("GET", f"{about}/logs")["value"]:
            shown += json.dumps(portal.devops("GET", f"{about}/logs/{log['id']}"))
        shown += json.dumps(portal.devops("GET", f"{about}/artifacts"))
    return shown


@pytest.mark.parametrize("way", ["yaml", "classic"], indirect=True)
def test_nothing_tells_the_value(
    cloud: EmulatorProcess, ansible: Ansible, portal: Portal, way: str, proven: SetUp, tmp_path: Path
) -> None:
    folder = proven.folder
    assert names_of_secrets(cloud) == [SECRET]
    assert names_of_secrets(cloud, "recycle_bin") == []
    digest = (folder / "artifact/drop/digest.txt").read_text()
    assert re.fullmatch("[0-9a-f]{64}", digest)
    assert [one.name for one in (folder / "artifact/drop").iterdir()] == ["digest.txt"]

    # In a time zone far east of UTC, where a local time that is taken for UTC lies in the past.
    ansible.environment |= {"ANSIBLE_VERBOSITY": "4", "ANSIBLE_DIFF_ALWAYS": "1", "TZ": "EAST-13"}
    value = "another canary 0815"
    play = set_up(ansible, tmp_path, vaultpipe_pipeline_type=way, vaultpipe_secret_value=value)
    assert play.returncode == 0, play.output
    expires = datetime.fromisoformat(play.named("Put the key into the vault")["keyvault_secret"]["expires"])
    assert timedelta(hours=1) < expires - datetime.now(UTC) < timedelta(hours=3)
    # The variables of -e are shown by nobody but the one who gave them.
    told = "\n".join(line for line in play.output.splitlines() if "vaultpipe_artifact_dir" not in line)
    seen = published(portal) + told + json.dumps([outcome.result for outcome in play], default=str)
    for form in (value, base64.b64encode(value.encode()).decode(), value.replace(" ", "%20")):
        assert form not in seen


@pytest.mark.parametrize("way", ["yaml", "classic"], indirect=True)
def test_a_proven_value_needs_no_second_proof(cloud: EmulatorProcess, ansible: Ansible, way: str, tmp_path: Path) -> None:
    again = set_up(ansible, tmp_path, vaultpipe_pipeline_type=way, vaultpipe_secret_value=CANARY)
    assert again.returncode == 0, again.output
    assert again.recap["changed"] == 0
    assert cloud.writes() == []


@pytest.mark.parametrize("way", ["yaml", "classic"], indirect=True)
@pytest.mark.usefixtures("cloud")
def test_any_value_byte_for_byte(ansible: Ansible, tmp_path: Path, way: str) -> None:
    """One play for all of them, of the two steps that a new value takes: half of them each way, since it is one agent."""
    names = list(VALUES)[way == "classic" :: 2]
    secret = {"vault_name": VAULT, "name": SECRET}
    tasks = [
        {
            "vaultpipe.azure.keyvault_secret": {**secret, "secret_value": "{{ values[item] | string }}"},
            "loop": names,
            "when": "item == name",
        },
        {
            "ansible.builtin.include_role": {"name": "vaultpipe.azure.pipeline_run"},
            "vars": {
                "pipeline_run_project": PROJECT,
                "pipeline_run_pipeline": PROJECT,
                "pipeline_run_secrets": [secret],
                "pipeline_run_proof": "digest",
                "pipeline_run_expected_value": "{{ values[name] | string }}",
                "pipeline_run_artifact_dir": str(tmp_path / "artifact"),
            },
        },
    ]
    values = tmp_path / "values.json"
    marked = {name: {"__ansible_unsafe": value} for name, value in VALUES.items()}
    values.write_text(json.dumps({"values": marked}))
    (tmp_path / "one.json").write_text(json.dumps(tasks))
    book = [
        {
            "hosts": "localhost",
            "gather_facts": False,
            "vars_files": [str(values)],
            "tasks": [
                {
                    "ansible.builtin.include_tasks": str(tmp_path / "one.json"),
                    "loop": names,
                    "loop_control": {"loop_var": "name"},
                }
            ],
        }
    ]
    path = tmp_path / "values-book.json"
    path.write_text(json.dumps(book))
    play = ansible.playbook(str(path))
    assert play.returncode == 0, play.output
    assert sum(outcome.name.endswith("Note that the run is proven") for outcome in play) == len(names) == 6


def test_a_wrong_value_is_said_and_not_taken_for_proven(
    cloud: EmulatorProcess, ansible: Ansible, portal: Portal, tmp_path: Path
) -> None:
    wrong = {
        "pipeline_run_project": PROJECT,
        "pipeline_run_pipeline": PROJECT,
        "pipeline_run_secrets": [{"vault_name": VAULT, "name": SECRET}],
        "pipeline_run_proof": "digest",
        "pipeline_run_expected_value": "what nobody has set",
        "pipeline_run_artifact_dir": str(tmp_path / "artifact"),
        "pipeline_run_when": "always",
    }
    role = {"ansible.builtin.import_role": {"name": "vaultpipe.azure.pipeline_run"}, "vars": wrong}
    path = tmp_path / "wrong.json"
    path.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "tasks": [role]}]))
    refused = ansible.playbook(str(path))
    assert refused.returncode != 0
    assert "does not prove the value of MySecret" in refused.output
    assert names_of_secrets(cloud) == [SECRET]
    newest, before = portal.devops("GET", f"/{PROJECT}/_apis/build/builds")["value"]
    assert (newest["result"], newest["tags"], before["tags"]) == ("succeeded", [], ["vaultpipe-proven"])


ELSEWHERE = """
from ansible.plugins.connection import local
DOCUMENTATION = local.DOCUMENTATION.replace("name: local", "name: elsewhere")
class Connection(local.Connection):
    transport = "elsewhere"
"""


@pytest.mark.parametrize("connection", ["local", "elsewhere"])
@pytest.mark.usefixtures("cloud")
def test_the_artifact_is_read_on_the_host_it_is_on(ansible: Ansible, tmp_path: Path, connection: str) -> None:
    (tmp_path / "connection_plugins").mkdir()
    (tmp_path / "connection_plugins/elsewhere.py").write_text(ELSEWHERE)
    variables = {
        "ansible_connection": connection,
        "pipeline_run_project": PROJECT,
        "pipeline_run_pipeline": PROJECT,
        "pipeline_run_secrets": [{"vault_name": VAULT, "name": SECRET}],
        "pipeline_run_proof": "digest",
        "pipeline_run_expected_value": CANARY,
        "pipeline_run_artifact_dir": str(tmp_path / "artifact"),
        "pipeline_run_when": "always",
    }
    role = {"ansible.builtin.import_role": {"name": "vaultpipe.azure.pipeline_run"}}
    path = tmp_path / "elsewhere.json"
    path.write_text(json.dumps([{"hosts": "localhost", "gather_facts": False, "vars": variables, "tasks": [role]}]))
    play = ansible.playbook(str(path))
    assert play.returncode == 0, play.output
    assert play.named("Read what the pipeline published on another host").status == ("skipped" if connection == "local" else "ok")
    assert play.named("Compare the digest").status == "ok"


def test_a_value_that_azure_pipelines_changes(cloud: EmulatorProcess, ansible: Ansible, way: str, tmp_path: Path) -> None:
    """The agent replaces $(NAME) of a variable that it knows, in the values of variables too."""
    chosen = {"vaultpipe_pipeline_type": way, "vaultpipe_secret_value": "run $(Build.BuildId)"}
    for _time in range(2):
        refused = set_up(ansible, tmp_path, **chosen)
        assert refused.returncode != 0
        assert "Azure Pipelines puts the value of its variable NAME in the place of $(NAME)" in " ".join(refused.output.split())
        assert names_of_secrets(cloud) == [SECRET]


def kill_during(ansible: Ansible, cloud: EmulatorProcess, folder: Path, path_part: str, **variables: str) -> None:
    chosen = {"vaultpipe_proof": "digest", "vaultpipe_artifact_dir": str(folder / "artifact"), **variables}
    killed = kill_at(ansible, SETUP, chosen, lambda: any(path_part in request.path for request in cloud.writes()))
    assert killed is not None, f"it ended and wrote nothing to {path_part}"


@pytest.mark.parametrize("moment", ["/secrets/vaultpipe-proof-", "/_apis/build/builds"])
def test_killed_half_way(cloud: EmulatorProcess, ansible: Ansible, way: str, tmp_path: Path, moment: str) -> None:
    chosen = {"vaultpipe_pipeline_type": way, "vaultpipe_secret_value": "new value of the day"}
    kill_during(ansible, cloud, tmp_path, moment, **chosen)
    assert len(names_of_secrets(cloud)) == 2
    again = set_up(ansible, tmp_path, **chosen)
    assert again.returncode == 0, again.output
    assert again.named("Note that the run is proven").changed
    assert names_of_secrets(cloud) == [SECRET]
    assert names_of_secrets(cloud, "recycle_bin") == []


DELETED = "/deletedsecrets/vaultpipe-proof-"


def kill_before_purging(ansible: Ansible, cloud: EmulatorProcess, folder: Path, **variables: str) -> None:
    cloud.fault({"method": "DELETE", "path": f"{DELETED}.*"}, {"drop": "before"}, times=9)
    kill_during(ansible, cloud, folder, DELETED, **variables)
    cloud.clear_faults()
    assert names_of_secrets(cloud) == [SECRET]
    assert len(names_of_secrets(cloud, "recycle_bin")) == 1


def test_killed_before_the_key_is_purged(cloud: EmulatorProcess, ansible: Ansible, way: str, tmp_path: Path) -> None:
    """The value is proven already, so that the next run makes no proof; it purges the key all the same."""
    chosen = {"vaultpipe_pipeline_type": way, "vaultpipe_secret_value": "new value of the day"}
    kill_before_purging(ansible, cloud, tmp_path, **chosen)
    cloud.forget_requests()
    again = set_up(ansible, tmp_path, **chosen)
    assert again.returncode == 0, again.output
    assert [(one.method, one.path.startswith(DELETED)) for one in cloud.writes()] == [("DELETE", True)]
    assert names_of_secrets(cloud, "recycle_bin") == []


def test_a_vault_that_keeps_what_is_deleted(cloud: EmulatorProcess, ansible: Ansible, way: str, tmp_path: Path) -> None:
    protect = {"name": VAULT, "resource_group": "rg-vaultpipe-demo", "enable_purge_protection": True}
    assert not ansible.run("keyvault", protect).failed
    for number, value in enumerate(("first of two", "second of two"), start=1):
        play = set_up(ansible, tmp_path, vaultpipe_pipeline_type=way, vaultpipe_secret_value=value)
        assert play.returncode == 0, play.output
        assert names_of_secrets(cloud) == [SECRET]
        assert len(names_of_secrets(cloud, "recycle_bin")) == number, "each proof has a key of its own"


def kill_with_the_key(ansible: Ansible, cloud: EmulatorProcess, folder: Path, **variables: str) -> None:
    kill_during(ansible, cloud, folder, "/secrets/vaultpipe-proof-", **variables)


@pytest.mark.parametrize("kill", [kill_with_the_key, kill_before_purging])
def test_teardown_takes_a_key_that_was_left(
    cloud: EmulatorProcess, ansible: Ansible, way: str, tmp_path: Path, kill: Callable[..., None]
) -> None:
    chosen = {"vaultpipe_pipeline_type": way, "vaultpipe_secret_value": "another value"}
    kill(ansible, cloud, tmp_path, **chosen)
    gone = ansible.playbook("vaultpipe.azure.teardown", extra_vars={**chosen, "purge": True})
    assert gone.returncode == 0, gone.output
    assert names_of_secrets(cloud) + names_of_secrets(cloud, "recycle_bin") == []
