# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Types of fields in answers, by their names alone.

Only names that no recorded answer of any of the services uses for other kinds, and that no specification of what we ask gives
another one (tests/unit/plugins/module_utils/clients/http/test_responses.py).
"""

from __future__ import annotations

import dataclasses
import typing as t

from ...identifiers import is_guid


@dataclasses.dataclass(frozen=True)
class Kind:
    types: tuple[type, ...]
    called: str
    entries: tuple[type, ...] = (object,)
    """Types of a list's entries."""
    values: tuple[type, ...] = (object,)
    """Types of an object's values."""
    reads: t.Callable[[str], bool] | None = None
    """Check of a text's form."""

    def holds(self, value: t.Any) -> bool:
        if isinstance(value, bool) and bool not in self.types:  # a number for Python, not for JSON
            return False
        if not isinstance(value, self.types):
            return False
        if isinstance(value, list):
            return all(isinstance(entry, self.entries) for entry in value)
        if isinstance(value, dict):
            return all(isinstance(one, self.values) for one in value.values())
        return not isinstance(value, str) or self.reads is None or self.reads(value)


OBJECT, TEXT, GUID, TRUTH, NUMBER = (
    Kind((dict,), "an object"),
    Kind((str,), "a text"),
    Kind((str,), "a GUID", reads=is_guid),
    Kind((bool,), "true or false"),
    Kind((int,), "a number"),
)
TEXT_OR_NUMBER, OBJECT_OR_TEXT = Kind((str, int), "a text or a number"), Kind((dict, str), "an object or a text")
OBJECTS, TEXTS = Kind((list,), "a list of objects", (dict,)), Kind((list,), "a list of texts", (str,))
NAMES = {
    OBJECT: "_links agentSpecification attributes authenticatedUser authorization configuration definition deletedBy networkAcls "
    "pool process processTemplate projectReference properties providerData queue repository sku sourceRepository "
    "versioncontrol",
    OBJECTS: "accessPolicies ipRules issues phases pipelines records refUpdates serviceEndpointProjectReferences steps "
    "variableGroupProjectReferences virtualNetworkRules",
    TEXTS: "audiences secrets",
    GUID: "appId applicationId clientId principalId tenantId",
    TEXT: "buildNumber bypass commitId contentType creationMode defaultAction defaultBranch "
    "description displayName finishTime issuer location name newObjectId nextLink objectId principalType "
    "provisioningState publicNetworkAccess queueTime reason recoveryLevel refName remoteUrl repositoryId roleDefinitionId "
    "roleName scheme serviceEndpointId serviceManagementReference signInAudience sourceBranch sourceVersion startTime state "
    "status subject templateTypeId uniqueName url vault vaultId vaultUri webUrl yamlFilename",
    TRUTH: "accountEnabled authorized enablePurgeProtection enableRbacAuthorization enabled enabledForDeployment "
    "enabledForDiskEncryption enabledForTemplateDeployment isDefault isDisabled isHosted isReady isSecret isShared "
    "purgeProtectionEnabled",
    NUMBER: "created exp importRequestId nbf revision softDeleteRetentionInDays updated",
    TEXT_OR_NUMBER: "id",
    Kind((dict, str, int), "an object, a text or a number"): "type",
    OBJECT_OR_TEXT: "capabilities data project target",
    Kind((list, dict), "an object or a list of objects", (dict,)): "permissions",
    Kind((dict,), "an object of objects", values=(dict,)): "variables",
    Kind((list, dict), "a list of objects or an object", (dict,)): "inputs",
    Kind((list, dict), "a list of texts or texts by name", (str,), (str,)): "tags",
}
KINDS = {name: kind for kind, names in NAMES.items() for name in names.split()}
AZURE_KINDS = {**KINDS, "id": TEXT, "scope": TEXT, "type": TEXT}
"""Fields of all services but Azure DevOps."""
GRAPH_KINDS = {**AZURE_KINDS, "id": GUID}
"""Fields of Microsoft Graph."""
WITHIN = {
    "_links": {"href": TEXT, "web": OBJECT},  # named like what they lead to
    "accessPolicies": {**AZURE_KINDS, "permissions": OBJECT},  # a role definition has a list of that name
}
"""Fields of the objects inside a field of that name."""
FREE = frozenset(("data", "env", "inputs", "options", "parameters", "tags", "variables"))
"""Objects whose fields people name."""
