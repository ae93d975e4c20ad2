# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Mistakes and gaps of the vendors' specifications about exchanges that are as they should be."""

from __future__ import annotations

import re

MISTAKES = (
    # Operations that hide another one with the same path, which is the one that is meant.
    r"(Artifacts_List|Commits_Get Push Commits|Items_List): (the query (has|lacks) .*|answer 200: .*)",
    # The base class stands for what derives from it.
    r"Definitions_(Create|Update): request: \$\.process\.\w+ is unknown",
    r"Definitions_(Create|Update): request: \$\.triggers\[\]\.\w+ is unknown",
    # Sent back as the service gives it (docs/reference/azure_devops.md#repository-clean): null.
    r"Definitions_Update: request: \$\.repository\.clean does not fit type: .*",
    # What a property `links` holds in the specification, the service has in the object itself, and is sent back.
    r"[\w ]+: request: \$[\w.\[\]]*\._links\.\w+ is unknown",
    # A parameter of the type is lost.
    r"Pushes_Create: request: \$\.commits\[0\]\.changes\[\d+\]\.item does not fit type: .*",
    # They are any JSON.
    r"Endpointproxy_Execute Service Endpoint Request: answer 200: \$\.result does not fit type: .*",
    r"Endpoints_Update Service Endpoint: request: \$\.operationStatus\.\w+ is unknown",
    # A property that version 7.2 lists, and that the service asks for by now
    # (docs/reference/azure_devops.md#endpoint-management-reference).
    r"Endpoints_(Create|Update Service Endpoint): request: \$\.serviceManagementReference is unknown",
    # A property of version 2024-11-30, which is here as the schema of templates alone.
    r"UserAssignedIdentities_(CreateOrUpdate|Update): request: \$\.properties\.isolationScope is unknown",
    # A text or, for who accepts JSON, a list of lines: the file says that it answers in both.
    r"Builds_Get Build Log: answer 200: \$ does not fit type: .*",
    # A last page has no next one; no other list of this API requires one.
    r"Subscriptions_List: answer 200: \$ does not fit required: \[\"nextLink\"\]",
    # A JSON patch is a list.
    r"Projects_Set Project Properties: request: \$ does not fit type: .*",
    # The address of a next page is the service's own.
    r"\w+: the query has \$skiptoken, which is unknown",
)

UNSPECIFIED = (
    # Left out of build.json, not of the service (docs/reference/azure_devops.md#build-tags).
    r"(GET|PUT|DELETE) dev\.azure\.com/.+/_apis/build/builds/\d+/tags(/.+)?",
    # Left out of git.json and of taskAgent.json; azure-devops/locations.json has their addresses.
    r"GET dev\.azure\.com/.+/_apis/git/policy/configurations",
    r"GET dev\.azure\.com/.+/_apis/distributedtask/(tasks|pools/\d+/agents|environments)",
    # Of an area without a file; azure-devops/locations.json has its address.
    r"GET dev\.azure\.com/.+/_apis/connectionData",
    # Recorded, and in no file (docs/reference/azure_devops.md#conversion).
    r"POST dev\.azure\.com/.+/_apis/public/serviceendpoint/externalfederatedcredentialmigration",
    # Left out of the file; azure-devops/locations.json has its address.
    r"GET dev\.azure\.com/.+/_apis/git/repositories/[^/]+/pullRequests",
    # Where a deletion goes on; the address is the service's own (docs/reference/resource_manager.md#follow-location).
    r"GET management\.azure\.com/subscriptions/.+/operation[rR]esults/.+",
    # The file has not the address, only the property (docs/reference/graph.md#upsert).
    r"(GET|PATCH) graph\.microsoft\.com/v1\.0/applications\(uniqueName='.+'\)",
    # Left out of the file, which has neither navigation properties nor the recycle bin
    # (docs/reference/graph.md#owners, docs/reference/graph.md#deleted-items).
    r"(GET|POST) graph\.microsoft\.com/v1\.0/applications/[^/]+/owners(/\$ref)?",
    r"(GET|POST|DELETE) graph\.microsoft\.com/v1\.0/directory/deletedItems/.+",
    # Left out of the file (docs/reference/graph.md#get-by-ids).
    r"POST graph\.microsoft\.com/v1\.0/directoryObjects/getByIds",
    # The file about applications has no groups (docs/reference/graph.md#groups).
    r"(GET|POST|DELETE) graph\.microsoft\.com/v1\.0/groups(/.+)?",
)

EXPECTED = re.compile("|".join((*MISTAKES, *(f"no specification has {one}" for one in UNSPECIFIED))))


def mistaken(objection: str) -> bool:
    """Tells whether the specifications, and not the exchange, are to blame."""
    return bool(EXPECTED.fullmatch(objection))
