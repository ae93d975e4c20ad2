# Copyright: vaultpipe contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of signing in to Azure, documented once."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  auth_source:
    description:
      - How to sign in.
      - V(auto) takes the first of these that has all it needs - the task's options, the environment, the profile V(default) of
        C(~/.azure/credentials), the Azure CLI. Options that name half an application are an error.
      - The environment variable E(ANSIBLE_AZURE_AUTH_SOURCE) sets it for all tasks; else it is V(auto).
    type: str
    choices: [auto, env, credential_file, cli, msi, workload_identity, azure_pipelines]
  profile:
    description:
      - Section of C(~/.azure/credentials) to take, before other options and the environment.
      - The environment variable is E(AZURE_PROFILE); else it is V(default).
    type: str
  subscription_id:
    description:
      - Name or GUID of the subscription, as C(az account set) takes it. A name costs each task a request.
      - Without it, that of the profile, of E(AZURE_SUBSCRIPTION_ID), or the one that C(az account set) chose.
    type: str
  client_id:
    description:
      - Client id of the application or of the user-assigned managed identity. The environment variable is E(AZURE_CLIENT_ID).
    type: str
  secret:
    description:
      - The application's client secret. The environment variables are E(AZURE_SECRET) and E(AZURE_CLIENT_SECRET).
    type: str
  certificate_path:
    description:
      - A file in PEM or PKCS12 format with a certificate of the application and its RSA key. O(secret) goes before it.
      - The environment variable is E(AZURE_CLIENT_CERTIFICATE_PATH).
    type: path
    aliases: [x509_certificate_path]
  certificate_password:
    description:
      - Password of the key in O(certificate_path). The environment variable is E(AZURE_CLIENT_CERTIFICATE_PASSWORD).
    type: str
  tenant:
    description:
      - GUID of the Entra tenant. The environment variables are E(AZURE_TENANT) and E(AZURE_TENANT_ID).
    type: str
    aliases: [tenant_id]
  oidc_token_file_path:
    description:
      - A file with a federated token of the application, read anew for each sign-in.
      - The environment variable is E(AZURE_FEDERATED_TOKEN_FILE).
    type: path
  cloud_environment:
    description:
      - The cloud - V(AzureCloud), V(AzureChinaCloud) or V(AzureUSGovernment).
      - The environment variables are E(AZURE_CLOUD_ENVIRONMENT) and E(AZURE_AUTHORITY_HOST); else it is V(AzureCloud).
    type: str
  request_timeout:
    description:
      - Seconds that one request may wait for a connection, and for the next piece of its answer. Then it counts as not answered.
      - The whole answer may take five times as long.
      - The environment variable is E(VAULTPIPE_REQUEST_TIMEOUT); else it is V(60).
    type: float
  request_retries:
    description:
      - How often one request is sent again at most, after a throttled or failed attempt or one without an answer.
      - A request that may not be sent twice is sent again only when the service said that it did nothing. Otherwise the task
        looks first what became of it.
      - The environment variable is E(VAULTPIPE_REQUEST_RETRIES); else it is V(5).
    type: int
  retry_delay:
    description:
      - Seconds before a request is sent again for the first time; each further time waits twice as long. Where the service
        names a time, that one counts.
      - The environment variable is E(VAULTPIPE_RETRY_DELAY); else it is V(1).
    type: float
requirements:
  - python >= 3.10
  - azure-core
  - azure-identity
  - azure-mgmt-core
"""
