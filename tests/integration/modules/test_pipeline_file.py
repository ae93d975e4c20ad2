# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names in the pipeline's file are quoted as YAML wants."""

from __future__ import annotations

from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible
from ansible_collections.vaultpipe.azure.tests.support.emulator.process import COLLECTION

TEMPLATE = COLLECTION / "roles/pipeline/templates/azure-pipelines.yml.j2"
NAMES = ("main", "release/1.0", "#1", "&a", "!b", "{c}", "it's", "yes", "1.0", "- d", "a: b", "%x", "@q", "`r", "Grüße 日本")
VARIABLES = {
    "pipeline_vm_image": "ubuntu-latest",
    "pipeline_vault_name": "kv-shop",
    "pipeline_secrets_read": "One",
    "pipeline_run_as_pre_job": True,
    "pipeline_proof": "artifact",
    "pipeline_secret_name": "One",
    "pipeline_key_name": "Key",
    "pipeline_file": "secret.txt",
    "pipeline_branch": "{{ item }}",
    "pipeline_service_connection": "{{ item }}",
}


def test_each_name_is_read_as_it_was_written(ansible: Ansible) -> None:
    read = "{{ lookup('ansible.builtin.template', '" + str(TEMPLATE) + "') | from_yaml }}"
    that = ["read.trigger == [item]", "read.steps[0].inputs.azureSubscription == item"]
    check = {"ansible.builtin.assert": {"that": that}, "vars": {**VARIABLES, "read": read}, "loop": [*NAMES]}
    (outcome,) = ansible.play([check])
    assert not outcome.failed, outcome.result
    assert len(outcome["results"]) == len(NAMES)
