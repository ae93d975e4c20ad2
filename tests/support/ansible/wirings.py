# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's wiring as wiring_info takes it and tells it."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.broken_wirings import (
    CONNECTION,
    GROUP,
    IDENTITY,
    PIPELINE,
    PROJECT,
    SECRET,
    VAULT,
)
from ansible_collections.vaultpipe.azure.tests.support.ansible.runs import Ansible

Links = dict[str, dict[str, Any]]

WIRING: dict[str, Any] = {
    "project": PROJECT,
    "pipeline": PIPELINE,
    "repository": "pipelines-dotnet-core",
    "service_connection": CONNECTION,
    "vault_name": VAULT,
    "resource_group": GROUP,
    "secrets": [SECRET],
}
OF_IDENTITY = {"managed_identity": IDENTITY, "identity_resource_group": GROUP}


def looked_at(ansible: Ansible, **options: Any) -> Links:
    """The links by name; nothing is written."""
    outcome = ansible.run("wiring_info", {**WIRING, **options})
    assert not outcome.failed, outcome.msg
    assert (outcome.changed, outcome.writes) == (False, [])
    return {one["name"]: one for one in outcome["links"]}


def broken(links: Links) -> list[str]:
    return [name for name, link in links.items() if link["status"] == "broken"]
