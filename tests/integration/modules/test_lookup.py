# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup keyvault_secret: values where a playbook needs them, and in no error."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.plugins.module_utils.redaction.masking import MASK
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible, Outcome
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group, step
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import EmulatorProcess, Request

LOOKUP = "vaultpipe.azure.keyvault_secret"
VAULT = "kv-lookup"
OLD, NEW, OTHER = "the-old-value-1", "canary-3b77-{{ 7 * 7 }}-value", "the-other-value-2"
NO_VERSION = "0123456789abcdef0123456789abcdef"
NOBODY = "01234567-89ab-cdef-0123-456789abcdef"


def shown(terms: str, *, how: str = "query", where: str = f"vault_name='{VAULT}'") -> dict[str, Any]:
    """A task that returns what the lookup gives."""
    return {"ansible.builtin.debug": {"msg": f"{{{{ {how}('{LOOKUP}', {terms}, {where}) }}}}"}}


def given_secrets() -> list[dict[str, Any]]:
    return [
        given_group(),
        given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION),
        given("keyvault_secret", register="first", vault_name=VAULT, name="One", secret_value=OLD),
        given("keyvault_secret", vault_name=VAULT, name="One", secret_value="{{ value }}") | {"vars": {"value": unsafe(NEW)}},
        given("keyvault_secret", vault_name=VAULT, name="Two", secret_value=OTHER),
        given("keyvault_secret", vault_name=VAULT, name="Off", secret_value=OTHER, enabled=False),
    ]


def unsafe(text: str) -> dict[str, str]:
    """Not to be templated."""
    return {"__ansible_unsafe": text}


def answered(outcome: Outcome) -> list[Request]:
    """Requests to the vault, but for the challenge that names its tenant."""
    return [request for request in outcome.requests if request.host.startswith(VAULT) and request.status != 401]


def signed_in(outcome: Outcome) -> list[Request]:
    return [request for request in outcome.requests if request.path.endswith("/oauth2/v2.0/token")]


@pytest.fixture
def version(ansible: Ansible) -> str:
    """Fills the vault; the older version of the secret One."""
    play = ansible.play(given_secrets())
    assert [outcome.msg for outcome in play if outcome.failed] == []
    found: str = play[2]["keyvault_secret"]["version"]
    return found


@pytest.mark.smoke
def test_values_by_name_and_version(ansible: Ansible, version: str) -> None:
    play = ansible.play(
        [
            step("keyvault_secret_info", vault_name=VAULT, name="Two"),
            shown("'One'", how="lookup"),
            shown(f"'One', 'One/{version}', 'two'"),
            shown("'One'", how="lookup", where=f"vault_url='https://{VAULT.upper()}.vault.azure.net'"),
        ],
        execution="controller",
    )
    _module, newest, several, by_address = play
    assert [outcome.msg for outcome in play if outcome.failed] == []
    assert newest["msg"] == by_address["msg"] == NEW
    assert several["msg"] == [NEW, OLD, OTHER]
    paths = [request.path.rstrip("/") for request in answered(several)]
    assert paths[0] == "/secrets/One", "the first alone: it brings the challenge for all"
    assert sorted(paths[1:]) == sorted([f"/secrets/One/{version}", "/secrets/two"])
    assert len(answered(newest)) == len(answered(by_address)) == 1
    assert [len(signed_in(outcome)) for outcome in play] == [1, 0, 0, 0], "tasks and lookups share their tokens"
    assert all(not request.write for outcome in play for request in outcome.requests)


def test_errors_name_the_secret_and_hold_no_value(ansible: Ansible, emulator: EmulatorProcess, version: str) -> None:
    login = f"vault_name='{VAULT}', client_id='{NOBODY}', secret='{OTHER}', tenant='{emulator.environment['AZURE_TENANT_ID']}'"
    wrong = {
        f"There is no secret None in https://{VAULT}.vault.azure.net/": shown("'One', 'None'"),
        f"There is no version {NO_VERSION} of the secret One": shown(f"'One/{NO_VERSION}'"),
        "Could not read the secret Off": shown("'Off'"),
        f"Could not sign in as application {NOBODY}": shown("'One'", where=login),
        "Could not read the secret One of https://kv-nowhere.vault.azure.net/": shown("'One'", where="vault_name='kv-nowhere'"),
    }
    refused = {
        "A term is 'no name'": shown("'One', 'no name'"),
        "has the version 'latest', but a version has 32 hexadecimal digits": shown("'One/latest'"),
        "one of the following is required: vault_name, vault_uri": shown("'One'", where="errors='strict'"),
        "vault_name, vault_uri. What is null counts as missing.": shown("'One'", where="vault_name=none"),
        "Unsupported parameters: vault_nam. Supported parameters include": shown("'One'", where=f"vault_nam='{VAULT}'"),
        ". Did you mean vault_uri?": shown("'One'", where="vault_urij='https://x'"),
        "vault_uri is 'http://x', which is not a valid vault address": shown("'One'", where="vault_uri='http://x'"),
        f"vault_uri is 'https://{MASK}@x', which": shown("'One'", where="vault_uri='https://me:hunter2@x'"),
        "value of auth_source must be one of": shown("'One'", where=f"vault_name='{VAULT}', auth_source='magic'"),
    }
    play = ansible.play([*wrong.values(), *refused.values()])
    for outcome, words in zip(play, [*wrong, *refused], strict=True):
        assert outcome.failed, words
        assert words in outcome.msg
    assert [outcome.requests for outcome in play[len(wrong) :]] == [[]] * len(refused)
    everything = play.output + str([outcome.result for outcome in play])
    assert "Traceback" not in everything
    for value in (OLD, NEW, OTHER):
        assert value not in everything.replace(login, "")


def test_sign_in_by_options(ansible: Ansible, emulator: EmulatorProcess, version: str) -> None:
    """The names are those of the modules; without them the environment counts, as in every other test."""
    names = {"client_id": "AZURE_CLIENT_ID", "secret": "AZURE_CLIENT_SECRET", "tenant_id": "AZURE_TENANT_ID"}
    given_options = ", ".join(f"{option}={option}" for option in names)
    task = shown("'One'", how="lookup", where=f"vault_name='{VAULT}', {given_options}")
    task["vars"] = {option: emulator.environment[name] for option, name in names.items()}
    ansible.environment = {name: value for name, value in ansible.environment.items() if not name.startswith("AZURE_")}
    by_options, nobody = ansible.play([task, shown("'One'")])
    assert by_options["msg"] == NEW, by_options.msg
    assert nobody.failed
    assert "There is no way to sign in to Azure" in nobody.msg


def test_options_from_variables_and_from_ansible_cfg(ansible: Ansible, emulator: EmulatorProcess, version: str) -> None:
    """Options of the lookup itself come first, then variables, the environment and ansible.cfg."""
    names = {"client_id": "AZURE_CLIENT_ID", "secret": "AZURE_CLIENT_SECRET", "tenant": "AZURE_TENANT_ID"}
    known = {f"ansible_vaultpipe_{option}": f"{{{{ '{emulator.environment[name]}' }}}}" for option, name in names.items()}
    ansible.environment = {name: value for name, value in ansible.environment.items() if not name.startswith("AZURE_")}
    settings = ansible.folder / "ansible.cfg"
    usual = Path(ansible.environment["ANSIBLE_CONFIG"]).read_text()
    settings.write_text(f"{usual}\n[vaultpipe_azure]\nauth_source = credential_file\n")
    ansible.environment["ANSIBLE_CONFIG"] = str(settings)
    one = shown("'One'")
    by_option = {**shown("'One'", where=f"vault_name='{VAULT}', auth_source='auto'"), "vars": known}
    by_variable = {**one, "vars": {**known, "ansible_vaultpipe_auth_source": "auto"}}
    from_option, from_variable, from_file = ansible.play([by_option, by_variable, {**one, "vars": known}])
    assert from_option["msg"] == [NEW], from_option.msg
    assert from_variable["msg"] == [NEW], from_variable.msg
    assert (from_file.failed, "credentials has no profile default" in from_file.msg) == (True, True), from_file.msg
    ansible.environment["ANSIBLE_AZURE_AUTH_SOURCE"] = "auto"
    (from_environment,) = ansible.play([{**one, "vars": known}])
    assert from_environment["msg"] == [NEW], from_environment.msg


def test_many_terms_are_asked_for_side_by_side_and_come_in_their_order(ansible: Ansible, emulator: EmulatorProcess) -> None:
    names = [f"Many{number}" for number in range(20)]
    filled = [
        given_group(),
        given("keyvault", name=VAULT, resource_group=GROUP, location=LOCATION),
        given("keyvault_secret", vault_name=VAULT, name="{{ item }}", secret_value="canary-of-{{ item }}") | {"loop": names},
    ]
    assert [outcome.msg for outcome in ansible.play(filled) if outcome.failed] == []
    wanted = list(reversed(names))
    found, lost = ansible.play([shown(str(wanted)[1:-1]), shown(str([*wanted, "Nowhere"])[1:-1]) | {"ignore_errors": True}])
    assert found["msg"] == [f"canary-of-{name}" for name in wanted]
    assert sorted(request.path for request in answered(found)) == sorted(f"/secrets/{name}" for name in names)
    assert len(signed_in(found)) == 1
    assert 1 < len({request.connection for request in answered(found)}) <= 9
    assert "There is no secret Nowhere in" in lost.msg
    assert "canary" not in lost.msg


def test_an_empty_variable_counts_as_none(ansible: Ansible, emulator: EmulatorProcess, version: str) -> None:
    names = ("VAULTPIPE_REQUEST_TIMEOUT", "VAULTPIPE_REQUEST_RETRIES", "VAULTPIPE_RETRY_DELAY", "AZURE_CLOUD_ENVIRONMENT")
    ansible.environment |= dict.fromkeys(names, "")
    looked_up, read = ansible.play([shown("'One'"), step("keyvault_secret_info", vault_name=VAULT)])
    assert looked_up["msg"] == [NEW], looked_up.msg
    assert not read.failed, read.msg
