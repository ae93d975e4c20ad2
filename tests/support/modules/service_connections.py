# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks on a service connection of one project, and what the project has of them."""

from __future__ import annotations

from typing import Any

from ansible_collections.vaultpipe.azure.tests.support.actors.portal import Portal
from ansible_collections.vaultpipe.azure.tests.support.ansible.steps import GROUP, LOCATION, given, given_group

MODULE = "devops_service_connection"
UNKNOWN = "(known after apply)"
PROJECT = "shop"
NAMED: dict[str, Any] = {"project": PROJECT, "name": "azure-shop"}
IDENTITY: dict[str, Any] = {"managed_identity": "id-test", "identity_resource_group": GROUP}
CONNECTION: dict[str, Any] = {**NAMED, **IDENTITY}
OTHER_CLIENT = "22222222-2222-2222-2222-222222222222"
ENDPOINTS = "/vaultpipe/_apis/serviceendpoint/endpoints"


def given_project() -> dict[str, Any]:
    return given("devops_project", name=PROJECT)


def given_identity(name: str = "id-test") -> list[dict[str, Any]]:
    return [given_group(), given("managed_identity", name=name, resource_group=GROUP, location=LOCATION)]


def given_all() -> list[dict[str, Any]]:
    return [given_project(), *given_identity()]


def endpoints(portal: Portal) -> list[dict[str, Any]]:
    """Connections as the service has them, those that are not ready too."""
    found: list[dict[str, Any]] = portal.devops("GET", f"/{PROJECT}/_apis/serviceendpoint/endpoints?includeFailed=true")["value"]
    return found
