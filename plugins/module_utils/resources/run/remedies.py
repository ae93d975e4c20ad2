# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Remedies for a run, by the text that a step, the vault or Azure DevOps left
(docs/reference/pipeline_task.md#messages, docs/reference/azure_devops.md#runs)."""

from __future__ import annotations

import re

from ..shared.sign_in_errors import UNKNOWN, broken_link

PARALLELISM = (
    "Ask for the free grant at https://aka.ms/azpipelines-parallelism-request, buy a parallel job in the organization's "
    "settings, or let the pipeline use a self-hosted pool."
)
PERMISSION = (
    "Let the pipeline use what it waits for, a service connection, variable group, agent queue, environment or repository "
    "(vaultpipe.azure.devops_pipeline_permission), or press Permit at the run's address, and run again: a run that still waits "
    "is followed then."
)
CONNECTION = (
    "Check that the service connection is there under that name and ready, and let the pipeline use it "
    "(vaultpipe.azure.devops_service_connection, vaultpipe.azure.devops_pipeline_permission)."
)
REMEDIES = (
    ("No hosted parallelism", PARALLELISM),
    (
        "does not have secrets (get|list) permission",
        "Give the connection's identity get and list on the vault's secrets (vaultpipe.azure.kv_access_policy).",
    ),
    (
        "Caller is not authorized to perform action|ForbiddenByRbac",
        "The vault is in RBAC mode, where access policies do not count: give the connection's identity the role Key Vault "
        "Secrets User at the vault (vaultpipe.azure.role_assignment), which takes some minutes to work.",
    ),
    (
        "not allowed on a disabled secret",
        "Enable the secret (vaultpipe.azure.keyvault_secret with enabled: true), or leave it out of the task's SecretsFilter.",
    ),
    (
        "Client address is not authorized|ForbiddenByFirewall",
        "The vault's firewall does not let the agent in: allow its address in the vault's network_acls "
        "(vaultpipe.azure.keyvault), or use agents in an allowed network.",
    ),
    (
        "Public network access is disabled|ForbiddenByConnection",
        "The vault takes no connections from public networks: set its public_network_access (vaultpipe.azure.keyvault), or use "
        "agents in its private network.",
    ),
    (
        r"A secret with \(name/id\) \S+ was not found|Secret not found",
        "Create the secret (vaultpipe.azure.keyvault_secret), or correct the task's SecretsFilter.",
    ),
    (
        r"variable group \S.* could not be found|the variable group does not exist",
        "Create the variable group (vaultpipe.azure.devops_variable_group) or correct its name in the pipeline's file, and let "
        "the pipeline use it (vaultpipe.azure.devops_pipeline_permission with resource_type: variablegroup).",
    ),
    (
        r"(find a|no) pool (was found )?with name|the (agent )?pool does not exist|pool .* (could not be found|is not valid)",
        "Correct the agent pool's name in the pipeline's file, or add the pool to the project (project settings, Agent pools), "
        "and let the pipeline use it (vaultpipe.azure.devops_pipeline_permission with resource_type: queue).",
    ),
    (
        r"environment \S.* could not be found|the environment does not exist",
        "Create the environment (Pipelines, Environments) or correct its name in the pipeline's file, and let the pipeline use "
        "it (vaultpipe.azure.devops_pipeline_permission with resource_type: environment).",
    ),
    ("service connection .* could not be found|the service connection does not exist", CONNECTION),
    (
        "You can't set the following variables",
        "Name them in the pipeline's queue_time_variables (vaultpipe.azure.devops_pipeline), which marks them as settable at "
        "queue time.",
    ),
    (
        r"Unexpected parameter '|A value for the '.*' parameter must be provided|parameter value '.*' is not a valid",
        "Correct parameters: the pipeline's file declares their names, types and values.",
    ),
    (
        "has not been authorized for use",
        "Check that what the message names is there, and let the pipeline use it (vaultpipe.azure.devops_pipeline_permission).",
    ),
)


def remedy_of(text: str) -> str:
    """Empty when nothing better is known than the text itself."""
    for pattern, remedy in REMEDIES:
        if re.search(pattern, text, re.IGNORECASE | re.DOTALL):
            return remedy
    link = broken_link(text)
    return "" if link is UNKNOWN else link.remedy
