# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of reaching an Azure DevOps organization, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  organization:
    description:
      - Name or address of the Azure DevOps organization.
      - The environment variables are E(AZURE_DEVOPS_ORG_URL) and E(AZDO_ORG_SERVICE_URL).
    type: str
    aliases: [organization_url]
  devops_auth:
    description:
      - How to sign in to Azure DevOps.
      - V(auto) takes the Entra identity that Azure is asked with, and a personal access token when there is none.
      - Without this option and the environment variable E(AZURE_DEVOPS_AUTH) it is V(auto).
    type: str
    choices: [auto, entra, pat]
  personal_access_token:
    description:
      - A personal access token. The environment variables are E(AZURE_DEVOPS_EXT_PAT), E(AZDO_PERSONAL_ACCESS_TOKEN) and
        E(SYSTEM_ACCESSTOKEN).
    type: str
    aliases: [pat]
requirements:
  - azure-devops
"""
