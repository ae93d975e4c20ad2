# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks that handle canaries, rightly and wrongly, and services that fail them in every way.

The variables `value`, `text`, `client_secret`, `pat`, `wrong_secret`, `wrong_pat` and the entries of `several` hold canaries.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Task = dict[str, Any]

PROJECT, VAULT, RESOURCES = "canaries", "kv-canaries", "rg-canaries"
BEGIN = {"vault_name": VAULT, "name": "One", "phase": "begin"}
LOOKUP = f"lookup('vaultpipe.azure.keyvault_secret', 'One', vault_name='{VAULT}')"
ENVIRONMENT = {
    "AZURE_SECRET": "{{ client_secret }}",
    "AZURE_DEVOPS_EXT_PAT": "{{ pat }}",
    "AZDO_PERSONAL_ACCESS_TOKEN": "{{ wrong_pat }}",
}
FAULTS: dict[str, dict[str, Any]] = {
    "an error": {"status": 500, "body": {"error": {"code": "InternalError", "message": "Something failed."}}},
    "a throttle": {"status": 429, "body": {"error": {"code": "TooManyRequests", "message": "Later."}}},
    "a page": {"status": 403, "headers": {"Content-Type": "text/html"}, "body": "<html><body>Forbidden</body></html>"},
    "half a JSON": {"status": 200, "headers": {"Content-Type": "application/json"}, "body": '{"value": "tru'},
    "no request": {"drop": "before"},
    "no answer": {"drop": "after"},
}


def ours(module: str, **options: Any) -> Task:
    return {f"vaultpipe.azure.{module}": options}


def in_vault(name: str, holds: str = "{{ text }}", **options: Any) -> Task:
    return ours("keyvault_secret", vault_name=VAULT, name=name, secret_value=holds, timeout=1, **options)


def at_once(secrets: Any, **options: Any) -> Task:
    return ours("keyvault_secret", vault_name=VAULT, secrets=secrets, timeout=1, **options)


def ordinary() -> list[Task]:
    """Tasks that people do with secrets."""
    read = {"vault_name": VAULT, "name": "One", "values": True}
    looked_up = f"{{{{ {LOOKUP} == text }}}}"
    group = {"project": PROJECT, "name": "canaries", "vault_name": VAULT, "service_connection": PROJECT, "secrets": ["One"]}
    pipeline = {"project": PROJECT, "name": "canaries", "yaml_path": "canaries.yml", "branch": "main"}
    identity = {"client_id": "{{ known.client_id }}", "tenant": "{{ known.tenant }}"}
    return [
        {**in_vault("One"), "register": "one"},
        in_vault("One", value="{{ text }}"),  # a warning, since both names of the option are there
        {**in_vault("One", "{{ value }}"), "check_mode": True},
        {**in_vault("{{ item }}", "{{ several[item] }}"), "loop": ["Several", "More"]},
        {**at_once("{{ several }}"), "register": "at_once"},
        {**at_once([{"name": "Several", "value": "{{ text }}"}], exclusive="delete"), "check_mode": True},
        {**ours("keyvault_secret_rotation", **BEGIN, secret_value="{{ value }}"), "check_mode": True},
        ours("keyvault_secret_rotation", **BEGIN, secret_value="{{ text }}"),
        {"ansible.builtin.set_fact": {"shown": "{{ [one, at_once] }}", "cacheable": True}},
        {"ansible.builtin.debug": {"var": "at_once"}},
        {"ansible.builtin.debug": {"var": "one"}},
        ours("keyvault_secret_info", vault_name=VAULT),
        {**ours("keyvault_secret_info", **read), "no_log": True, "register": "known_secret"},
        {"ansible.builtin.assert": {"that": ["known_secret.keyvault_secrets[0].secret_value == text"]}},
        {"ansible.builtin.set_fact": {"the_same": looked_up}},
        {"ansible.builtin.assert": {"that": ["the_same"]}},
        ours("devops_variable_group", **group),
        ours("devops_pipeline", **pipeline, secret_variables={"Key": "{{ text }}"}, update_secret_variables="always"),
        {**ours("devops_pipeline", **pipeline, secret_variables={"Key": "{{ value }}"}), "check_mode": True},
        ours("devops_service_connection_info", project=PROJECT),
        ours("devops_pipeline_info", project=PROJECT),
        ours("devops_variable_group_info", project=PROJECT),
        ours("devops_pipeline_run_info", project=PROJECT, pipeline=PROJECT),
        ours("federated_credential_info", managed_identity=PROJECT, resource_group=RESOURCES),
        ours("devops_service_connection_conversion", project=PROJECT),
        ours("secret_readers_info", project=PROJECT),
        ours("wiring_info", project=PROJECT, pipeline=PROJECT, service_connection=PROJECT, vault_name=VAULT, secrets=["One"]),
        ours("devops_project", name="none", state="absent", devops_auth="pat", pat="{{ pat }}"),
        ours("resource_group", name="none", state="absent", secret="{{ client_secret }}", **identity),
        {**ours("resource_group", name="none", state="absent", auth_source="env"), "environment": ENVIRONMENT},
    ]


def asynchronous() -> list[Task]:
    """One that signs in with a secret, and one that has a secret among its options, which is refused."""
    job = {"async": 60, "poll": 1}
    return [{**ours("keyvault_secret_info", vault_name=VAULT), **job}, {**in_vault("One"), **job}]


def refused() -> list[Task]:
    """Mistakes, and services that do not let us in; each task fails."""
    identity = {"client_id": "{{ known.client_id }}", "tenant": "{{ known.tenant }}"}
    certificate = {"name": "none", "state": "absent", "certificate_password": "{{ wrong_secret }}"}
    unknown = f"{{{{ {LOOKUP.removesuffix(')')}, secrte=text) }}}}"
    return [
        ours("keyvault_secret", vault_name=VAULT, name="Two", secret_valeu="{{ text }}"),
        ours("keyvault_secret", vault_name=VAULT, name="Two", secret_value={"key": "{{ text }}"}),
        ours("keyvault_secret_rotation", **BEGIN, secret_value=["{{ text }}"]),
        ours("keyvault_secret", vault_name=VAULT, secret_value="{{ text }}"),
        ours("devops_pipeline", project=PROJECT, name="canaries", secret_variables={"Key": ["{{ text }}"]}),
        in_vault("Two", expires="never"),
        at_once({"Two": ["{{ text }}"], "Three": {"key": "{{ value }}"}, "not_a_name": "{{ value }}"}),
        at_once([{"name": "Two", "secret_valeu": "{{ text }}"}, {"name": "Three", "value": "{{ value }}", "expires": "never"}]),
        at_once([{"value": "{{ text }}"}]),
        at_once(["{{ text }}", "key={{ value }}"]),
        at_once("{{ text }}"),
        at_once("{{ several }}", secret_value="{{ text }}"),
        in_vault("Two", "{{ text * 2000 }}"),
        in_vault("not_a_name"),
        ours("resource_group", name="none", state="absent", secret="{{ wrong_secret }}", **identity),
        ours("resource_group", name="none", state="absent", secret="{{ wrong_secret }}"),
        ours("resource_group", name="none", state="absent", certificate_password="{{ wrong_secret }}"),
        ours("resource_group", **{**certificate, "certificate_path": "/dev/null"}, **identity),
        ours("resource_group", **{**certificate, "certificate_path": "/no/such/file"}, **identity),
        ours("devops_project", name="none", state="absent", devops_auth="pat", pat="{{ wrong_pat }}"),
        ours("devops_project", name="none", state="absent", organization="https://me:{{ pat }}@dev.azure.com/vaultpipe"),
        ours("keyvault_secret_info", vault_name="kv-of-nobody", values=True),
        {"ansible.builtin.set_fact": {"nothing": unknown}},
        {"ansible.builtin.set_fact": {"nothing": unknown.replace("secrte", "secret")}},
    ]


def failed(services: tuple[str, ...]) -> Iterator[Task]:
    """One task for each service and fault, after the order for it."""
    identity = {"client_id": "{{ known.client_id }}", "tenant": "{{ known.tenant }}"}
    sign_in = ours("resource_group", name="none", state="absent", **identity)
    group = {"project": PROJECT, "vault_name": VAULT, "service_connection": PROJECT, "secrets": ["One"]}
    cells: dict[str, tuple[dict[str, str], Task]] = {
        "vault": ({"method": "PUT", "path": "/secrets/.*"}, in_vault("Fault-{{ number }}", "{{ text }}{{ number }}")),
        "several": (
            {"method": "PUT", "path": "/secrets/.*"},
            at_once([{"name": "Fault-{{ number }}", "value": "{{ text }}"}, {"name": "Fault", "value": "{{ several.Several }}"}]),
        ),
        "lookup": (
            {"method": "GET", "path": "/secrets/One/.*"},
            {"ansible.builtin.set_fact": {"nothing": f"{{{{ {LOOKUP} == text }}}}"}},
        ),
        "devops": ({"method": "POST", "path": ".*/variablegroups"}, ours("devops_variable_group", name="g{{ number }}", **group)),
        "sign-in": ({"path": ".*/token"}, sign_in),
    }  # fmt: skip
    for service in services:
        match, task = cells[service]
        for number, action in enumerate(FAULTS.values()):
            quick = {"headers": {"retry-after-ms": "1", **action.get("headers", {})}} if "status" in action else {}
            yield {"emulator_fault": {"match": match, "action": {**action, **quick}, "times": 9}}
            task = {**task, "vars": {"number": number}}
            if service == "sign-in":  # another secret, so that no remembered token serves
                task = {**task, "vaultpipe.azure.resource_group": {
                    **sign_in["vaultpipe.azure.resource_group"], "secret": f"{{{{ wrong_secret }}}}{number}"
                }}  # fmt: skip
            yield task
    yield {"emulator_fault": {}}


def echoed() -> list[Task]:
    """A service that says the value back in its error."""
    body = {"error": {"code": "BadParameter", "message": "The value {{ value }} is no good."}}
    order = {"match": {"method": "PUT", "path": "/secrets/.*"}, "action": {"status": 400, "body": body}}
    both = [{"name": "Echo", "value": "{{ value }}"}, {"name": "Loud", "value": "{{ value }}"}]
    return [
        {"emulator_fault": order},
        in_vault("Echo", "{{ value }}"),
        {"emulator_fault": {**order, "times": 2}},
        at_once(both, on_failure="continue"),
        {"emulator_fault": {}},
    ]
