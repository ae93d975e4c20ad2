# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job from its first record to its last: results, conditions, limits, and what it leaves behind."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.tests.support.actors.agent_jobs import JOB_TOKEN, JobRecord, run, script, secret, step
from emulator.job_protocol.jobs import Variable


def workspaces() -> set[str]:
    return {name for name in os.listdir(tempfile.gettempdir()) if name.startswith("vaultpipe-job-")}


@pytest.fixture(autouse=True)
def _own_temporary_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def alive(pid: str) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid.strip()}/status").read_text()
    except FileNotFoundError:
        return False


def test_records_come_in_azures_order() -> None:
    record = run(script("Hello", "echo hello"))
    assert record.started == [
        "Initialize job",
        "Checkout sample@main to s",
        "Hello",
        "Post-job: Checkout sample@main to s",
        "Finalize Job",
    ]
    assert {one.result for one in record.records.values()} == {"succeeded"}
    assert record.results == ["succeeded"]


def test_a_log_reads_like_the_agents() -> None:
    lines = run(script("Hello", "echo hello")).records["Hello"].lines
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z ", line) for line in lines)
    log = run(script("Hello", "echo hello"))["Hello"].log
    assert log[:3] == ["##[section]Starting: Hello", "=" * 78, "Task         : Command line"]
    assert log[4] == "Version      : 2.250.1"
    assert log[8:12] == ["Generating script.", "Script contents:", "echo hello", f"{'=' * 26} Starting Command Output {'=' * 27}"]
    assert re.fullmatch(r"\[command\]\S+/bash --noprofile --norc \S+\.sh", log[12])
    assert log[13:] == ["hello", "##[section]Finishing: Hello"]


def test_sources_are_checked_out_and_everything_is_gone_afterwards() -> None:
    record = run(
        script("Read", "cat sub/file.txt; pwd; mkdir locked; touch locked/f; chmod 000 locked; kill -9 $$"),
        files={"sub/file.txt": b"content of the commit\n"},
    )
    assert "content of the commit" in record["Read"].log
    assert record["Read"].result == "failed"
    assert not workspaces()


def test_everything_is_gone_after_the_agent_itself_fails() -> None:
    class Broken(JobRecord):
        def step_started(self, step_id: str) -> None:
            raise RuntimeError("no more records")

    record = run(script("Hello", "echo hello"), record=Broken())
    assert record.results == ["failed"]
    assert not workspaces()


def test_a_path_out_of_the_repository_is_refused() -> None:
    record = run(script("Hello", "echo hello"), files={"../escaped": b"x"})
    assert record["Checkout sample@main to s"].issues[0].message == "The repository holds a path outside of its tree: ../escaped"
    assert record["Hello"].result == "skipped"
    assert record.results == ["failed"]


def test_a_script_sees_nothing_of_the_emulators_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "AZURE_CLIENT_SECRET", "REQUESTS_CA_BUNDLE", "MY_OWN", "HOME"):
        monkeypatch.setenv(name, "from-the-parent")
    record = run(
        script("Show", "env; echo token=$SYSTEM_ACCESSTOKEN", env={"GIVEN": "$(plain.name)"}),
        variables={"plain.name": Variable("plain-value"), "hidden": secret("hidden-value")},
        environment={"HTTPS_PROXY": "http://127.0.0.1:1", "REQUESTS_CA_BUNDLE": "ca.pem"},
    )
    log = record["Show"].log
    environment = dict(line.split("=", 1) for line in log if re.match(r"\w+=", line))
    assert "from-the-parent" not in record.everything
    assert not [name for name in environment if re.search("proxy|^AZURE|BUNDLE|HIDDEN|ACCESSTOKEN", name, re.I)]
    assert environment["PLAIN_NAME"] == environment["GIVEN"] == "plain-value"
    assert environment["HOME"].endswith("/home")
    assert environment["TMPDIR"] == environment["AGENT_TEMPDIRECTORY"]
    assert environment["BUILD_ARTIFACTSTAGINGDIRECTORY"].endswith("/a")
    assert "token=" in log


def test_a_step_that_hangs_is_killed_at_its_time_limit() -> None:
    started = time.monotonic()
    record = run(
        script("Hang", "trap '' INT TERM; sleep 600 & echo $! ; wait; sleep 600", timeout_in_minutes=0.5 / 60),
        script("After", "echo after"),
    )
    assert time.monotonic() - started < 10
    assert record["Hang"].result == "failed"
    assert record["Hang"].issues[0].message == "The task has timed out."
    assert not alive(next(line for line in record["Hang"].log if line.isdigit()))
    assert record["After"].result == "skipped"


def test_a_cancelled_run_ends_its_step_but_runs_what_always_runs() -> None:
    record = JobRecord()
    threading.Timer(0.7, record.cancelled.set).start()
    run(
        script("Hang", "sleep 600"), script("Next", "echo next"), script("Last", "echo last", condition="always()"), record=record
    )
    assert [record[name].result for name in ("Hang", "Next", "Last")] == ["canceled", "skipped", "succeeded"]
    assert record.results == ["canceled"]


def test_a_job_out_of_time_is_cancelled() -> None:
    record = run(script("Hang", "sleep 600"), timeout_in_minutes=0.5 / 60)
    assert "ran longer than the maximum time of" in record["Hang"].issues[0].message
    assert record.results == ["canceled"]


def test_processes_that_a_step_leaves_behind_are_ended() -> None:
    record = run(script("Leave", "sleep 600 & echo $!\nsetsid sleep 601 >/dev/null 2>&1 & echo $!"))
    pids = [line for line in record["Leave"].log if line.isdigit()]
    assert len(pids) == 2
    assert not [pid for pid in pids if alive(pid)]
    assert record["Leave"].result == "succeeded"


def test_nothing_is_left_when_the_emulator_stops_during_a_job(tmp_path: Path) -> None:
    program = """
import threading, time
from pathlib import Path
from ansible_collections.vaultpipe.azure.tests.support.actors.agent_jobs import run, script
text = f"echo $$ > {Path.cwd()}/pid; sleep 600"
threading.Thread(target=run, args=(script("Hang", text),), daemon=True).start()
until = time.monotonic() + 20
while not Path("pid").exists() and time.monotonic() < until:
    time.sleep(0.05)
"""
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env={"TMPDIR": str(tmp_path)}, check=True, timeout=60)
    assert not alive((tmp_path / "pid").read_text())
    assert not workspaces()


def test_exit_codes_conditions_and_continue_on_error() -> None:
    record = run(
        script("Soft", "exit 3", continue_on_error=True),
        script("Hard", "exit 4"),
        script("Skipped", "true"),
        script("Failed", "true", condition="failed()"),
        script("Chosen", "true", condition="and(always(), eq(variables['Flag'], 'YES'))"),
        script("Other", "true", condition="and(failed(), not(eq(variables.flag, 'yes')))"),
        script("Wrong", "true", condition="sometimes()"),
        script("Off", "true", enabled=False),
        variables={"flag": Variable("yes")},
    )
    results = {name: record[name].result for name in record.records if len(name) < 10}
    assert results == {
        "Soft": "succeededWithIssues",
        "Hard": "failed",
        "Skipped": "skipped",
        "Failed": "succeeded",
        "Chosen": "succeeded",
        "Other": "skipped",
        "Wrong": "failed",
        "Off": "skipped",
    }
    assert [issue.message for issue in record["Hard"].issues] == ["Bash exited with code '4'."]
    assert "Unrecognized value: 'sometimes'" in record["Wrong"].issues[0].message
    assert record.results == ["failed"]


def test_issues_alone_make_a_job_succeed_with_issues() -> None:
    assert run(script("Soft", "exit 3", continue_on_error=True)).results == ["succeededWithIssues"]


def test_an_unknown_task_stops_the_job_with_azures_text() -> None:
    record = run(step("Odd", "NoSuchTask"), script("Hello", "echo hello"))
    assert (
        record["Initialize job"]
        .issues[0]
        .message.startswith(
            "A task is missing. The pipeline references a task called 'NoSuchTask'. This usually indicates the task isn't"
        )
    )
    assert [record[name].result for name in ("Initialize job", "Odd", "Hello")] == ["failed", "skipped", "skipped"]
    assert record.results == ["failed"]


def test_secrets_of_the_job_are_masked_in_every_form() -> None:
    record = run(
        script("Say", "echo '$(s)'; printf %s '$(s)' | base64; echo '$(System.AccessToken)'; echo prefix$(s)$(s)suffix"),
        variables={"s": secret("p@ss word/1")},
    )
    assert record["Say"].log[-5:-1] == ["***", "***", "***", "prefix***suffix"]
    assert "p@ss word/1" not in record.everything
    assert JOB_TOKEN not in record.everything


def test_a_step_is_tried_again_as_often_as_its_author_asks() -> None:
    record = run(
        script("Twice", "echo try; test -f once && exit 0; touch once; exit 1", retries=2),
        script("Never", "echo try; exit 1", retries=1),
    )
    assert [record[name].result for name in ("Twice", "Never")] == ["succeeded", "failed"]
    assert [record[name].log.count("try") for name in ("Twice", "Never")] == [2, 2]


def test_what_only_the_service_knows_is_a_variable() -> None:
    given = {"Build.Reason": "Manual", "System.StageName": "S"}
    shown = run(script("Show", "echo $BUILD_REASON '$(System.StageName)'"), predefined=given)["Show"]
    assert "Manual S" in shown.log
