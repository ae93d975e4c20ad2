# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files of this machine that are missing or in the way are named, with what to do; they are no bug."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.lock import LOCKS
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Execution
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess

ONE_OF_EACH_CLIENT = [
    step("resource_group", name="rg", location=LOCATION, request_retries=0),
    step("keyvault_info", request_retries=0),
    step("keyvault_secret", vault_name="kv-test", name="one", secret_value="canary", request_retries=0),
    step("service_principal", name="app", request_retries=0),
    step("devops_project", name="shop", request_retries=0),
    step("devops_project", name="shop", request_retries=0, devops_auth="pat"),
]
A_VAULT = given("keyvault", name="kv-test", resource_group=GROUP, location=LOCATION)
A_SECRET = step("keyvault_secret", vault_name="kv-test", name="one", secret_value="canary")


def is_bug(text: str) -> bool:
    return "bug of vaultpipe.azure" in text or "Traceback" in text


@pytest.mark.parametrize("execution", ["controller", "module"])
def test_a_file_of_authorities_that_is_not_there(
    ansible: Ansible, emulator: EmulatorProcess, tmp_path: Path, execution: Execution
) -> None:
    missing = str(tmp_path / "missing.pem")
    files = dict.fromkeys(("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "CURL_CA_BUNDLE"), missing)
    for outcome in ansible.play(ONE_OF_EACH_CLIENT, environment=files, execution=execution):
        assert outcome.failed
        assert f"REQUESTS_CA_BUNDLE is '{missing}', but there is no such file." in outcome.msg, outcome.msg
        assert not is_bug(outcome.msg)
    assert emulator.requests() == []


@pytest.mark.parametrize("in_the_way", ["a file", "a folder of others", "folders in place of its files"])
def test_a_lock_that_cannot_be_used(ansible: Ansible, tmp_path: Path, in_the_way: str) -> None:
    temporary = tmp_path / "temporary"
    locks = temporary / f"vaultpipe-locks-{os.getuid()}"
    temporary.mkdir()
    if in_the_way == "a file":
        locks.write_text("")
    else:
        locks.mkdir(mode=0o700)
        locks.chmod(0o777 if in_the_way == "a folder of others" else 0o700)
    if in_the_way == "folders in place of its files":
        for number in range(LOCKS):
            (locks / str(number)).mkdir()
    ansible.environment |= {"TMPDIR": str(temporary), "ANSIBLE_FORKS": "1"}  # a setting of Ansible's makes it a true start
    group, vault, secret = ansible.play([given_group(), A_VAULT, A_SECRET])
    assert [one.msg for one in (group, vault) if one.failed] == []
    assert secret.failed
    assert str(locks) in secret.msg, secret.msg
    assert "TMPDIR" in secret.msg
    assert not is_bug(secret.msg)
    assert secret.writes == []
