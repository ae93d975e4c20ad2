# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Addresses that clients look up before anything else (docs/reference/azure_devops.md#discovery)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from ansible_collections.vaultpipe.azure.tests.support.emulator.local_devops import LocalDevOps
from emulator.core.request import Request
from emulator.services.azure_devops.routes import router
from emulator.services.azure_devops.routes.resource_locations import LOCATIONS


@pytest.mark.parametrize("location", LOCATIONS, ids=lambda one: f"{one['area']}-{one['resourceName']}-{one['id'][:8]}")
def test_every_location_leads_to_a_route(location: dict[str, Any]) -> None:
    template = location["routeTemplate"].replace("{area}", location["area"]).replace("{resource}", location["resourceName"])
    whole = "/vaultpipe/" + re.sub(r"\{[^}]+\}", "1", template)
    shorter = "/vaultpipe/" + re.sub(r"\{[^}]+\}", "1", re.sub(r"/\{[^}]+\}$", "", template))
    asked = [(method, path) for method in ("GET", "POST", "PATCH") for path in (whole, shorter)]
    assert any(router.find(method, path) for method, path in asked), template


def test_options_gives_all_or_those_of_one_area(devops: LocalDevOps) -> None:
    everything = devops.ask("OPTIONS", "/_apis").body
    assert everything["count"] == len(LOCATIONS)
    keys = {"id", "area", "resourceName", "routeTemplate", "resourceVersion", "minVersion", "maxVersion", "releasedVersion"}
    assert all(set(one) == keys for one in everything["value"])
    some = devops.ask("OPTIONS", "/_apis/distributedtask").body["value"]
    assert {one["area"].lower() for one in some} == {"distributedtask"}
    assert "69a319f4-28c1-4bfd-93e6-ea0ff5c6f1a2" in {one["id"] for one in some}


def test_resource_areas_name_both_builds_and_lead_back_to_the_organization(devops: LocalDevOps) -> None:
    areas = {one["id"]: one for one in devops.get("/_apis/ResourceAreas")["value"]}
    for build in ("965220d5-5bb9-42cf-8d67-9b146df2a5a4", "5d6898bb-45ec-463f-95f9-54d49c71752e"):
        assert areas[build]["locationUrl"] == "https://dev.azure.com/vaultpipe/"
    assert devops.ask("GET", "/_apis/ResourceAreas/00000000-0000-0000-0000-000000000000").status == 404


def test_connection_data_names_the_caller_and_the_organizations_id(devops: LocalDevOps) -> None:
    data = devops.get("/_apis/connectionData")
    assert data["instanceId"] == devops.cloud.devops.organization_id
    assert data["authenticatedUser"]["id"] == devops.azure.caller.object_id


def test_the_older_issuer_publishes_its_keys_to_anybody(devops: LocalDevOps) -> None:
    base = f"https://vstoken.dev.azure.com/{devops.cloud.devops.organization_id}"
    configuration = devops.cloud.ask(Request.to("GET", f"{base}/.well-known/openid-configuration")).body
    assert configuration["issuer"] == base
    keys = devops.cloud.ask(Request.to("GET", configuration["jwks_uri"])).body["keys"]
    assert keys[0]["kid"] == devops.cloud.keys["vstoken"].kid
